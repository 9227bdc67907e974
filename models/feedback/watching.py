"""What those who watch over an area look for: its open cases as of now, and what is left out.

It finds cases of all months; the figures of one month and the cases behind them are counted apart.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from models.base import CHINA, Index, Page, Row
from models.feedback.documents import Feedback

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object

OPEN_INDEX = Index(
    "the open cases of an area, the one due first at the top",
    (("areas", 1), ("hidden", 1), ("due_at", 1), ("_id", 1)),
    where={"due_at": {"$exists": True}},
)
EXCLUSION_INDEX = Index(
    "what somebody said should be left out of an area's rates, newest first",
    (("areas", 1), ("hidden", 1), ("exclusion.at", -1), ("_id", -1)),
    where={"exclusion.at": {"$exists": True}},
)
Now = Literal["open", "overdue", "due_today", "yellow", "red", "above", "cadres"]
NOW: dict[Now, Row] = {
    "open": {},
    "overdue": {},
    "due_today": {},
    "yellow": {"card": "yellow"},
    "red": {"card": "red"},
    "above": {"escalations": {"$gt": 0}, "desk": {"$regex": "^(monitor|county):"}},
    "cadres": {"hidden": True},
}


class CaseWatching(_Base):
    """The lists of who watches; what is hidden from a village is in them with `hidden` only."""

    async def open_now(
        self,
        division: str,
        *,
        hidden: bool,
        among: Now = "open",
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Feedback]:
        """The open cases of an area that a figure counts now, the one due first at the top."""
        where: Row = {
            "areas": division,
            "hidden": {"$in": [False, True] if hidden else [False]},
            "due_at": _due(among, self.now()),
        }
        where = {"$and": [where, NOW[among]]} if NOW[among] else where
        return await self._page(where, by=("due_at", 1), after=after, limit=limit)

    async def exclusions(
        self,
        division: str,
        *,
        hidden: bool,
        confirmed: bool,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Feedback]:
        """Cases that are left out of the rates or (not `confirmed`) wait for a second person."""
        where: Row = {
            "areas": division,
            "hidden": {"$in": [False, True] if hidden else [False]},
            "exclusion.at": {"$exists": True},
            "exclusion.confirmed_at": {"$exists": confirmed},
        }
        return await self._page(where, by=("exclusion.at", -1), after=after, limit=limit)


def _due(among: Now, now: datetime) -> Row:
    """The due times of a figure, by China's days: what is due today is not overdue yet."""
    today = now.astimezone(CHINA).date()
    if among == "overdue":
        return {"$exists": True, "$lt": _begin(today)}
    if among == "due_today":
        return {"$gte": _begin(today), "$lt": _begin(today + timedelta(days=1))}
    return {"$exists": True}


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)
