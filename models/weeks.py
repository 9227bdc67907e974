"""What the cases of one division and week add up to: words, corrections. Counted anew, never added.

A village's week is counted from its cases, a township's from its villages' weeks, a county's from
its townships'; counting twice gives the same, so the job that does it may run as often as it likes.
What is hidden from a village is counted apart and shows in the figures above it only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pymongo.errors import DuplicateKeyError

from models.base import Collection, Day, Document, Index, Instant, Value

# Rarer words of a week cannot rise above chance; the document stays small.
MOST_WORDS = 1000
WEEKS_BEFORE = 13


class WordCount(Value):
    """In how many cases of the week a word occurs."""

    word: str
    count: int


class Tally(Value):
    """Cases of a week: how many, how many with a corrected tag or route, and their words."""

    cases: int = 0
    tags_corrected: int = 0
    routes_corrected: int = 0
    words: tuple[WordCount, ...] = ()


class Week(Document):
    """The week that begins on Monday `begins`, in one division; `hidden` is apart from `shown`.

    `parent` is the division above that adds it up, None for a county.
    """

    division: str
    parent: str | None = None
    begins: Day
    shown: Tally = Tally()
    hidden: Tally = Tally()
    counted_at: Instant


class Weeks(Collection[Week]):
    """Weeks by division."""

    name = "weeks"
    document = Week
    indexes = (
        Index("a division's weeks, in order", (("division", 1), ("begins", 1)), unique=True),
        Index(
            "the villages of a township, or the townships of a county, in one week",
            (("parent", 1), ("begins", 1)),
            where={"parent": {"$exists": True}},
        ),
    )

    async def put(self, week: Week) -> None:
        """Stores what was counted, unless it was counted later already."""
        key = {"division": week.division, "begins": week.begins}
        fields = week.model_dump(exclude={"id"}, exclude_none=True)
        try:
            await self.raw.update_one(
                {**key, "counted_at": {"$lte": week.counted_at}}, {"$set": fields}, upsert=True
            )
        except DuplicateKeyError:
            return

    async def of_parts(self, parent: str, begins: str, *, limit: int = 300) -> list[Week]:
        """The weeks of a township's villages, or of a county's townships."""
        return await self._find({"parent": parent, "begins": begins}, limit=limit)

    async def recent(self, division: str, begins: str) -> list[Week]:
        """A division's week and those before it, in order."""
        first = (date.fromisoformat(begins) - timedelta(weeks=WEEKS_BEFORE)).isoformat()
        where = {"division": division, "begins": {"$gte": first, "$lte": begins}}
        return await self._find(where, sort=[("begins", 1)], limit=WEEKS_BEFORE + 1)


def monday_of(day: str) -> str:
    """The Monday of the week of an ISO day."""
    found = date.fromisoformat(day)
    return (found - timedelta(days=found.weekday())).isoformat()


def summed(tallies: Iterable[Tally]) -> Tally:
    """Several tallies together."""
    every: Sequence[Tally] = tuple(tallies)
    words: Counter[str] = Counter()
    for tally in every:
        words.update({entry.word: entry.count for entry in tally.words})
    return Tally(
        cases=sum(t.cases for t in every),
        tags_corrected=sum(t.tags_corrected for t in every),
        routes_corrected=sum(t.routes_corrected for t in every),
        words=counted(words),
    )


def counted(words: Counter[str]) -> tuple[WordCount, ...]:
    """The most frequent words, in an order that does not depend on chance."""
    ordered = sorted(words.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]
    return tuple(WordCount(word=word, count=count) for word, count in ordered)
