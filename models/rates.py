"""The rules by which rates are made of sums, county by county, each from a month on.

A rule is added, never changed, and holds from the first day of a month that has not begun: so the
figure of a month that is over never changes because a rule did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from bson import ObjectId
from pydantic import Field

from models.base import Collection, Document, Id, Index, Instant, Value, day_of
from models.errors import Conflict
from models.rollups import Sums

Weight = Annotated[int, Field(ge=0, le=100)]


class RateRules(Value):
    """What counts as responded, solved and satisfied, and the weight of each in the score.

    `response` of what was due: accepted or answered in time. `solved` of those who replied, or of
    all that was answered. A rating from `satisfied_from` on is satisfied.
    """

    response: Literal["accepted_in_time", "answered_in_time"] = "accepted_in_time"
    solved: Literal["of_replied", "of_answered"] = "of_replied"
    satisfied_from: Annotated[int, Field(ge=1, le=5)] = 4
    response_weight: Weight = 40
    solved_weight: Weight = 30
    satisfied_weight: Weight = 30


class RateRule(Document):
    """Rules of a county from a month on; who set them and why."""

    county: str
    since: str
    rules: RateRules
    reason: str
    set_by: Id
    set_by_name: str
    set_at: Instant


class RateRuleBook(Collection[RateRule]):
    """The rules of all counties, in the order in which they came into force."""

    name = "rate_rules"
    document = RateRule
    indexes = (
        Index("the rules of a county, in order", (("county", 1), ("since", 1)), unique=True),
    )

    async def of_county(self, county: str, *, limit: int = 200) -> list[RateRule]:
        """All rules of the county, those in force first set first."""
        return await self._find({"county": county}, sort=[("since", 1)], limit=limit)

    async def add(
        self, county: str, since: str, rules: RateRules, *, reason: str, by: ObjectId, name: str
    ) -> RateRule:
        """Adds rules that hold from a month on that has not begun; raises `Conflict` otherwise."""
        at = self.now()
        if since <= day_of(at)[:7]:
            raise Conflict("month_has_begun")
        return await self._insert(
            RateRule(
                county=county, since=since, rules=rules, reason=reason,
                set_by=by, set_by_name=name, set_at=at,
            )
        )  # fmt: skip


class Rate(Value):
    """`count` of `of`; the share is null where there is nothing to share."""

    count: int
    of: int
    share: float | None


class Rates(Value):
    """The three rates (三率), and their weighted score out of 100 where all three exist."""

    response: Rate
    solved: Rate
    satisfied: Rate
    score: float | None


Part = tuple[Sums, RateRules]


def rules_in(month: str, book: Sequence[RateRule]) -> RateRules:
    """The rules in force in a month: the latest that began by then, or the domain's own."""
    begun = [rule for rule in book if rule.since <= month]
    return max(begun, key=lambda rule: rule.since).rules if begun else RateRules()


def rates_of(parts: Iterable[Part]) -> Rates:
    """The rates over sums of several months, each counted by the rules of its month.

    The score takes the weights of the last part.
    """
    responded = solved = satisfied = due = solvable = rated = 0
    rules = RateRules()
    for sums, rules in parts:
        by_acceptance = rules.response == "accepted_in_time"
        responded += sums.responded_in_time if by_acceptance else sums.answered_in_time
        due += sums.response_due if by_acceptance else sums.answer_due
        solved += sums.solved
        solvable += sums.replied if rules.solved == "of_replied" else sums.answered
        satisfied += sum(sums.grades[rules.satisfied_from - 1 :])
        rated += sum(sums.grades)
    found = (_rate(responded, due), _rate(solved, solvable), _rate(satisfied, rated))
    return Rates(response=found[0], solved=found[1], satisfied=found[2], score=_score(found, rules))


def _score(found: tuple[Rate, Rate, Rate], rules: RateRules) -> float | None:
    weights = (rules.response_weight, rules.solved_weight, rules.satisfied_weight)
    shares = [rate.share for rate in found if rate.share is not None]
    if len(shares) < len(weights) or not sum(weights):
        return None
    weighed = sum(share * weight for share, weight in zip(shares, weights, strict=True))
    return round(100 * weighed / sum(weights), 1)


def _rate(count: int, of: int) -> Rate:
    return Rate(count=count, of=of, share=round(count / of, 4) if of else None)
