"""Who receives a case: a pure decision table over what was found and who is there.

The first rule that fits decides. Every decision names its rule, so that anybody can be told why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bson import ObjectId

from models.accounts import Account, Role
from models.desks import Desk, desk_of, people_at, works_at
from models.feedback.ladder import above

VERSION = "2"

Concern = Literal["yes", "no", "ask"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What the table looks at.

    `concern` is the finding; `reporter_says` (None: not asked or not answered) outranks it.
    `mapping` gives topics to roles of the village. `officials` are its staff and those above.
    `stand_ins` gives the desks whose people are all away to those of their deputies.
    """

    village: str
    reporter: ObjectId
    concern: Concern
    urgency: str
    topics: tuple[str, ...]
    officials: Sequence[Account]
    reporter_says: bool | None = None
    mapping: Mapping[str, Role] = field(default_factory=dict)
    stand_ins: Mapping[Desk, Desk] = field(default_factory=dict)

    @property
    def accuses_cadres(self) -> bool:
        """True if the village's people must not get it: when in doubt, they do not."""
        if self.reporter_says is not None:
            return self.reporter_says
        return self.concern != "no"

    @property
    def above(self) -> Desk:
        """The township's desk, or the county's if nobody works there: some desk always exists."""
        return above(self.village, self.officials)

    @property
    def secretary(self) -> Desk:
        """The desk of the village's secretary."""
        return desk_of("secretary", self.village)

    @property
    def responsible(self) -> Desk:
        """The secretary's desk, or while they are away the one that stands in for it."""
        return self.stand_ins.get(self.secretary, self.secretary)

    @property
    def has_secretary(self) -> bool:
        """True if somebody active works at the secretary's desk."""
        return bool(people_at(self.secretary, self.officials))

    def mapped_desk(self) -> Desk | None:
        """The desk that the village gave the first mapped topic to, if somebody works there."""
        for topic in self.topics:
            role = self.mapping.get(topic)
            if role is not None:
                desk = desk_of(role, self.village)
                if people_at(desk, self.officials):
                    return self.stand_ins.get(desk, desk)
        return None


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a case goes: its one owner, who handles beside them, and who must not see it."""

    rule: str
    desk: Desk
    beside: tuple[Desk, ...] = ()
    hidden: bool = False

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The owner's desk and those beside it."""
        return (self.desk, *self.beside)


Rule = tuple[str, Callable[[Facts], bool], Callable[[Facts], Decision]]


def _up(rule: str, *, hidden: bool = False) -> Callable[[Facts], Decision]:
    return lambda facts: Decision(rule, facts.above, hidden=hidden)


def _danger(facts: Facts) -> Decision:
    beside = () if facts.responsible == facts.above else (facts.above,)
    return Decision("danger", facts.responsible, beside=beside)


def _mapped(facts: Facts) -> Decision:
    return Decision("mapped", facts.mapped_desk() or facts.secretary)


RULES: tuple[Rule, ...] = (
    (
        "conflict_of_interest",
        lambda f: f.accuses_cadres and (f.reporter_says is True or f.concern == "yes"),
        _up("conflict_of_interest", hidden=True),
    ),
    (
        "possible_conflict",
        lambda f: f.accuses_cadres,
        _up("possible_conflict", hidden=True),
    ),
    (
        "reporter_is_secretary",
        lambda f: any(works_at(f.reporter, d, f.officials) for d in (f.secretary, f.responsible)),
        _up("reporter_is_secretary"),
    ),
    ("no_secretary", lambda f: not f.has_secretary, _up("no_secretary")),
    (
        "danger",
        lambda f: f.urgency == "emergency",
        _danger,
    ),
    ("mapped", lambda f: f.mapped_desk() is not None, _mapped),
    (
        "secretary_away",
        lambda f: f.responsible != f.secretary,
        lambda f: Decision("secretary_away", f.responsible),
    ),
    ("village_secretary", lambda f: True, lambda f: Decision("village_secretary", f.secretary)),
)


def decide(facts: Facts) -> Decision:
    """The decision of the first rule that fits; the last one always does."""
    return next(act(facts) for _, fits, act in RULES if fits(facts))
