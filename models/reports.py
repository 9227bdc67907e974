"""Weekly and monthly reports of villages and the areas above: made once, kept as they were made.

A village's report holds what its own people may see; one of an area above holds all, line by line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from bson import ObjectId

from models.base import CHINA, Collection, Day, Index, Instant, Page, Value
from models.divisions import areas_of
from models.errors import Conflict, Invalid, Mistake
from models.feedback.counting import days_of
from models.viewers import Placed

Kind = Literal["week", "month"]
Cell = str | int | float | None
# Who asks for a report may go back so far: what is older was reported when it was over.
MOST_BACK = timedelta(days=2 * 366)


class Table(Value):
    """A heading, the names of the columns, and the rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Period(Value):
    """A week from Monday or a month, by China's days, both ends included; or its first days."""

    kind: Kind
    first: Day
    last: Day

    @property
    def months(self) -> tuple[str, ...]:
        """The months that it touches."""
        return tuple(dict.fromkeys((self.first[:7], self.last[:7])))

    @property
    def is_whole(self) -> bool:
        """False while some of its days were still to come."""
        return self == period_of(self.kind, date.fromisoformat(self.first))

    @property
    def before(self) -> Period:
        """The one before it."""
        return period_of(self.kind, date.fromisoformat(self.first) - timedelta(days=1))

    def job(self, division: str) -> tuple[str, dict[str, str]]:
        """Key and payload of the job that makes the report of a division: there is one."""
        key = f"report:{self.kind}:{self.first}:{self.last}:{division}"
        return key, {"division": division, **self.model_dump()}


class Report(Placed):
    """What an area did in a period, as it stood when the report was made."""

    areas: tuple[str, ...]
    kind: Kind
    first: Day
    last: Day
    title: str
    made_at: Instant
    tables: tuple[Table, ...]


class Reports(Collection[Report]):
    """Reports by area, newest first; nothing changes or removes one."""

    name = "reports"
    document = Report
    indexes = (
        Index(
            "one report of an area and a period; newest first",
            (("division", 1), ("kind", 1), ("first", -1), ("_id", -1)),
        ),
        Index(
            "an area's period is reported once",
            (("division", 1), ("kind", 1), ("last", 1)),
            unique=True,
        ),
    )

    async def made(self, division: str, period: Period) -> ObjectId | None:
        """The id of the report, if it was made."""
        where = {"division": division, "kind": period.kind, "last": period.last}
        found = await self.raw.find_one(where, {"_id": 1})
        return None if found is None else found["_id"]

    async def keep(
        self, division: str, period: Period, title: str, tables: Sequence[Table]
    ) -> bool:
        """Stores the report; False if another worker was faster."""
        report = Report(
            division=division,
            areas=areas_of(division),
            kind=period.kind,
            first=period.first,
            last=period.last,
            title=title,
            made_at=self.now(),
            tables=tuple(tables),
        )
        try:
            await self._insert(report)
        except Conflict:
            return False
        return True

    async def of_division(
        self, division: str, kind: Kind, *, after: str | None = None, limit: int = 20
    ) -> Page[Report]:
        """The reports of a division, newest first, without their tables."""
        where = {"division": division, "kind": kind}
        return await self._page(where, by=("first", -1), after=after, limit=limit)

    @property
    def today(self) -> date:
        """The day by China's clock."""
        return self.now().astimezone(CHINA).date()

    def ended(self, kind: Kind) -> Period:
        """The last period that is over."""
        return period_of(kind, self.today).before

    def around(self, kind: Kind, day: date) -> Period:
        """The period in which the day lies, one that still runs only until yesterday.

        So every report is of days that are over, and asked for again it is the same one. Raises
        `Invalid` where no day of it is over, or where it is too long ago.
        """
        whole, yesterday = period_of(kind, day), self.today - timedelta(days=1)
        if whole.first > yesterday.isoformat():
            raise Invalid([Mistake("body.on", "no_day_over")])
        if day < self.today - MOST_BACK:
            raise Invalid([Mistake("body.on", "report_long_ago")])
        return whole.model_copy(update={"last": min(whole.last, yesterday.isoformat())})


def period_of(kind: Kind, day: date) -> Period:
    """The week or month in which the day lies."""
    if kind == "month":
        first, last = days_of(day.isoformat()[:7])
        return Period(kind=kind, first=first, last=last)
    monday = day - timedelta(days=day.weekday())
    return Period(
        kind=kind, first=monday.isoformat(), last=(monday + timedelta(days=6)).isoformat()
    )
