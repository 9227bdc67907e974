"""One small document a village that changes whenever its calendar does; it holds nothing else.

Web processes hear of this one change instead of every obligation's: a generation makes millions.
"""

from __future__ import annotations

from collections.abc import Iterable

from pymongo import UpdateOne

from models.base import Collection, Index, Instant
from models.viewers import Placed


class CalendarMark(Placed):
    """When the village's calendar last changed."""

    changed_at: Instant


class CalendarMarks(Collection[CalendarMark]):
    """Marks by village."""

    name = "calendar_marks"
    document = CalendarMark
    indexes = (Index("a village's mark", (("division", 1),), unique=True),)

    async def touch(self, villages: Iterable[str]) -> None:
        """Says that these calendars have changed; call it after the change."""
        at = self.now()
        changes = [
            UpdateOne({"division": village}, {"$set": {"changed_at": at}}, upsert=True)
            for village in sorted(set(villages))
        ]
        if changes:
            await self.raw.bulk_write(changes, ordered=False)
