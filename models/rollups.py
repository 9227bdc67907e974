"""What the cases of one village and month add up to. Counted anew, never added to.

Whoever counts takes a ticket before reading the cases: of two counts the one with the later ticket
stands, whatever their clocks say. What is hidden from a village is a sum of its own (`hidden`),
which shows in the township's figures only.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence

from pydantic import Field
from pymongo import ReturnDocument

from models.base import Collection, Document, Index, Row, Value
from models.divisions import areas_of
from models.feedback.measured import ANSWERS, RESPONSES, MeasuredCase

GRADES = 5
# Beyond so many, reading them takes long enough to be felt by others on the loop.
FEW = 20


class TagSums(Value):
    """Cases with a tag."""

    tag: str
    cases: int = 0
    open: int = 0
    answered: int = 0
    solved: int = 0
    replied: int = 0


class Sums(Value):
    """The sums over some cases; `grades[4]` is how many were rated 5.

    Everything that rates are made of counts only cases that are not left out; minutes are from
    filing, sorted. Joined cases are among `cases`; their `people` are counted with the other's.
    """

    cases: int = 0
    people: int = 0
    joined: int = 0
    open: int = 0
    yellow: int = 0
    red: int = 0
    escalated: int = 0
    above: int = 0
    left_out: int = 0
    due_on: dict[str, int] = Field(default_factory=dict)
    routes_corrected: int = 0
    tags_corrected: int = 0
    response_due: int = 0
    responded_in_time: int = 0
    answer_due: int = 0
    answered_in_time: int = 0
    answered: int = 0
    replied: int = 0
    solved: int = 0
    grades: tuple[int, ...] = (0,) * GRADES
    accept_minutes: tuple[int, ...] = ()
    answer_minutes: tuple[int, ...] = ()
    tags: tuple[TagSums, ...] = ()


NUMBERS = tuple(name for name, field in Sums.model_fields.items() if field.annotation is int)


class Rollup(Document):
    """One village's cases filed in one month."""

    division: str
    areas: tuple[str, ...]
    month: str
    ticket: int = 0
    counted: int = 0
    is_open: bool = False
    shown: Sums = Sums()
    hidden: Sums = Sums()

    @property
    def both(self) -> Sums:
        """What the township sees."""
        return added((self.shown, self.hidden)) if self.hidden.cases else self.shown


class Rollups(Collection[Rollup]):
    """Roll-ups by area and month."""

    name = "rollups"
    document = Rollup
    indexes = (
        Index("a village's month", (("division", 1), ("month", 1)), unique=True),
        Index("the villages of an area in some months", (("areas", 1), ("month", 1))),
        Index("villages that have figures in a month", (("month", 1), ("division", 1))),
        Index(
            "months of an area with open cases, however old",
            (("areas", 1), ("month", 1), ("is_open", 1)),
            where={"is_open": True},
        ),
    )

    async def take_ticket(self, village: str, month: str) -> int:
        """To be taken before the cases are read; every ticket is given once."""
        row = await self.raw.find_one_and_update(
            {"division": village, "month": month},
            {"$inc": {"ticket": 1}, "$setOnInsert": {"areas": areas_of(village), "counted": 0}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(row["ticket"])

    async def put(self, village: str, month: str, ticket: int, shown: Sums, hidden: Sums) -> bool:
        """Stores what was counted; False if somebody counted who began to read later."""
        where = {"division": village, "month": month, "counted": {"$lt": ticket}}
        sums = {"shown": shown.model_dump(), "hidden": hidden.model_dump()}
        change = {"counted": ticket, "is_open": bool(shown.open or hidden.open), **sums}
        result = await self.raw.update_one(where, {"$set": change})
        return bool(result.matched_count)

    async def of_village(self, village: str, month: str) -> Rollup | None:
        """A village's month, None if nothing was ever filed in it."""
        return await self._find_one({"division": village, "month": month})

    async def months_of(self, village: str, *, limit: int = 600) -> list[str]:
        """The months for which there are figures of the village."""
        found = self.raw.find({"division": village}, {"month": 1}, sort=[("month", 1)])
        return [row["month"] for row in await found.to_list(limit)]

    async def villages_in(self, months: Sequence[str], *, limit: int = 20_000) -> list[str]:
        """The villages that have figures in any of these months, in order."""
        found = self.raw.find({"month": {"$in": list(months)}}, {"division": 1}, limit=limit)
        return sorted({row["division"] for row in await found.to_list(limit)})

    async def in_area(
        self, division: str, first: str, last: str, *, limit: int = 20_000
    ) -> list[Rollup]:
        """The months of a division's villages, from `first` to `last`, both included."""
        where = {"areas": division, "month": {"$gte": first, "$lte": last}}
        return await self._read_many(where, limit)

    async def open_before(self, division: str, month: str, *, limit: int = 20_000) -> list[Rollup]:
        """Older months of a division's villages in which cases are still open."""
        where = {"areas": division, "month": {"$lt": month}, "is_open": True}
        return await self._read_many(where, limit)

    async def _read_many(self, where: Row, limit: int) -> list[Rollup]:
        rows = await self.raw.find(where, limit=limit).to_list(limit)
        if len(rows) > FEW:
            return await asyncio.to_thread(lambda: [self._make(row) for row in rows])
        return [self._make(row) for row in rows]


def summed(cases: Sequence[MeasuredCase]) -> Sums:
    """The sums over these cases."""
    rated = [case for case in cases if case.counts]
    accepted = [case.responded() for case in rated]
    answered = [case.answered_in_time() for case in rated]
    ratings = [case.rating for case in rated if case.rating is not None]
    grades = Counter(rating.content for rating in ratings)
    still_open = [case for case in cases if case.is_open]
    return Sums(
        cases=len(cases),
        people=sum(case.people_count for case in cases),
        joined=sum(case.joined_to is not None for case in cases),
        open=len(still_open),
        yellow=sum(case.card == "yellow" for case in still_open),
        red=sum(case.card == "red" for case in still_open),
        escalated=sum(case.escalations > 0 for case in cases),
        above=sum(case.is_above for case in still_open),
        left_out=sum(case.is_left_out for case in cases),
        due_on=_by_day(still_open),
        routes_corrected=sum(case.route_corrected for case in cases),
        tags_corrected=sum(case.corrected for case in cases),
        response_due=sum(found is not None for found in accepted),
        responded_in_time=sum(found is True for found in accepted),
        answer_due=sum(found is not None for found in answered),
        answered_in_time=sum(found is True for found in answered),
        answered=sum(case.minutes_to(ANSWERS) is not None for case in rated),
        replied=len(ratings),
        solved=sum(rating.solved for rating in ratings),
        grades=tuple(grades[grade] for grade in range(1, GRADES + 1)),
        accept_minutes=_minutes(rated, RESPONSES),
        answer_minutes=_minutes(rated, ANSWERS),
        tags=_by_tag(cases),
    )


def added(every: Iterable[Sums]) -> Sums:
    """Several sums together."""
    parts = tuple(every)
    days: Counter[str] = Counter()
    for part in parts:
        days.update(part.due_on)
    numbers = {name: sum(getattr(part, name) for part in parts) for name in NUMBERS}
    return Sums(
        **numbers,
        due_on=dict(sorted(days.items())),
        grades=tuple(sum(part.grades[i] for part in parts) for i in range(GRADES)),
        accept_minutes=tuple(sorted(m for part in parts for m in part.accept_minutes)),
        answer_minutes=tuple(sorted(m for part in parts for m in part.answer_minutes)),
        tags=_added_tags(tag for part in parts for tag in part.tags),
    )


def _by_day(cases: Sequence[MeasuredCase]) -> dict[str, int]:
    days = Counter(case.due_on for case in cases if case.due_on is not None)
    return {day: days[day] for day in sorted(days)}


def _minutes(cases: Sequence[MeasuredCase], acts: frozenset[str]) -> tuple[int, ...]:
    found = (case.minutes_to(acts) for case in cases)  # type: ignore[arg-type]  # act names
    return tuple(sorted(minutes for minutes in found if minutes is not None))


def _by_tag(cases: Sequence[MeasuredCase]) -> tuple[TagSums, ...]:
    return _added_tags(
        TagSums(
            tag=tag,
            cases=1,
            open=case.is_open,
            answered=case.minutes_to(ANSWERS) is not None,
            replied=case.rating is not None,
            solved=case.rating is not None and case.rating.solved,
        )
        for case in cases
        for tag in dict.fromkeys(case.topics)
    )


def _added_tags(every: Iterable[TagSums]) -> tuple[TagSums, ...]:
    """One line a tag, the most frequent first, in an order that does not depend on chance."""
    numbers = ("cases", "open", "answered", "solved", "replied")
    found: dict[str, Counter[str]] = {}
    for line in every:
        counter = found.setdefault(line.tag, Counter())
        counter.update({name: getattr(line, name) for name in numbers})
    lines = [TagSums(tag=tag, **counts) for tag, counts in found.items()]
    return tuple(sorted(lines, key=lambda line: (-line.cases, line.tag)))
