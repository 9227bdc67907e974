"""Which cases changed since somebody counted them, and the months of cases that are counted.

Every change of a case marks it as `uncounted` in the same write. The mark goes only if the case
still has the version that was counted, so whoever dies in between leaves it for the next.
"""

from __future__ import annotations

import asyncio
import calendar
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from pymongo import UpdateOne

from models.base import Index, Page, Row
from models.feedback.documents import Feedback
from models.feedback.measured import READ, MeasuredCase, month_of

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object

UNCOUNTED_INDEX = Index(
    "cases that changed since their month was counted, apart from those of some villages",
    (("uncounted", 1), ("division", 1)),
    where={"uncounted": True},
)
MONTH_INDEX = Index(
    "the cases of an area's month, newest first",
    (("areas", 1), ("hidden", 1), ("filed_on", -1), ("_id", -1)),
)
Among = Literal["all", "open", "yellow", "red", "escalated", "left_out"]
AMONG: dict[Among, Row] = {
    "all": {},
    "open": {"due_at": {"$exists": True}},
    "yellow": {"card": "yellow", "due_at": {"$exists": True}},
    "red": {"card": "red", "due_at": {"$exists": True}},
    "escalated": {"escalations": {"$gt": 0}},
    "left_out": {"exclusion.confirmed_at": {"$exists": True}},
}
# A village's month with more cases than this is not counted to its end; none comes near.
MOST_IN_A_MONTH = 20_000
# Beyond this many cases, reading them takes long enough to be felt by others on the loop.
MANY = 300


class CaseCounting(_Base):
    """The queries of those who count."""

    async def uncounted(self, *, but: Sequence[str] = (), limit: int = 200) -> list[MeasuredCase]:
        """Cases that changed since they were counted, in no order; without those of villages that
        are not to be looked at now."""
        elsewhere: Row = {"division": {"$nin": list(but)}} if but else {}
        found = self.raw.find({"uncounted": True, **elsewhere}, READ, limit=limit)
        return [MeasuredCase.from_row(row) for row in await found.to_list(limit)]

    async def counted(self, cases: Iterable[MeasuredCase]) -> None:
        """Takes the marks away, except from cases that changed again meanwhile."""
        changes = [UpdateOne(_as_seen(case), {"$unset": {"uncounted": ""}}) for case in cases]
        if changes:
            await self.raw.bulk_write(changes, ordered=False)

    async def of_month(
        self, village: str, month: str, *, limit: int = MOST_IN_A_MONTH
    ) -> list[MeasuredCase]:
        """What figures are made of: a village's cases filed in a month."""
        return await self.measured(village, *days_of(month), limit=limit)

    async def measured(
        self, village: str, first: str, last: str, *, limit: int = MOST_IN_A_MONTH
    ) -> list[MeasuredCase]:
        """The same for a village's cases filed from one day to another, both included."""
        where = {"division": village, "filed_on": {"$gte": first, "$lte": last}}
        found = self.raw.find(where, READ, sort=[("filed_on", 1), ("serial", 1)], limit=limit)
        rows = await found.to_list(limit)
        return await asyncio.to_thread(_read, rows) if len(rows) > MANY else _read(rows)

    async def behind_figures(
        self,
        division: str,
        month: str,
        *,
        hidden: bool,
        among: Among = "all",
        tag: str | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Feedback]:
        """The cases behind the figures of a month, newest first; with `hidden`, those too."""
        first, last = days_of(month)
        where: Row = {
            "areas": division,
            "hidden": {"$in": [False, True] if hidden else [False]},
            "filed_on": {"$gte": first, "$lte": last},
            **AMONG[among],
        }
        if tag is not None:
            where["topics"] = tag
        return await self._page(where, by=("filed_on", -1), after=after, limit=limit)

    async def months_with_cases(self, village: str) -> Sequence[str]:
        """The months in which cases of the village were filed, read off the index of numbers."""
        months: list[str] = []
        after = ""
        while True:
            where = {"division": village, "filed_on": {"$gt": after}}
            row = await self.raw.find_one(where, {"filed_on": 1}, sort=[("filed_on", 1)])
            if row is None:
                return months
            months.append(month_of(row["filed_on"]))
            after = days_of(months[-1])[1]


def _read(rows: Sequence[Row]) -> list[MeasuredCase]:
    return [MeasuredCase.from_row(row) for row in rows]


def _as_seen(case: MeasuredCase) -> Row:
    """The filter of the case as it was counted; a "me too" is no act, so it has no version."""
    count = len(case.followers)
    followers: Row = (
        {"followers": {"$size": count}} if count else {"followers.0": {"$exists": False}}
    )
    return {"_id": case.id, "version": case.version, **followers}


def days_of(month: str) -> tuple[str, str]:
    """The first and the last day of a month (`2026-11`)."""
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-01", f"{month}-{calendar.monthrange(year, number)[1]:02}"
