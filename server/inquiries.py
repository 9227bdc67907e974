"""What the worker does with inquiries whose time has come: reminds, brings up, shows what is late.

Any number of workers may look at once: each act is one write that only one of them wins, and
which sets the next alarm.
"""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from handlers.notices import notify
from models.accounts import Account
from models.inquiries import Inquiry, InquiryRules, Level
from models.inquiries.levels import LEVELS, TOP_OF_SILENCE, above, people_at_levels
from models.outbox import Event
from models.store import Store
from server.looking import one_by_one


class InquiryWork:
    """Answers the alarms of inquiries."""

    def __init__(self, store: Store, rules: InquiryRules) -> None:
        self._store = store
        self._rules = rules
        self._answers = {"remind": self._remind, "go_up": self._go_up}

    async def look(self) -> int:
        """Answers what has come due, up to one look; how many alarms were answered here."""
        due = await self._store.inquiries.ringing()
        return await one_by_one(due, self._answer, lambda inquiry: f"inquiries/{inquiry.id}")

    async def _answer(self, inquiry: Inquiry) -> int:
        officials = await self._store.accounts.officials(inquiry.division)
        await self._answers[inquiry.alarm or "go_up"](inquiry, officials)
        return 1

    async def _remind(self, inquiry: Inquiry, officials: Sequence[Account]) -> None:
        events = tell("inquiry.due_soon", inquiry, inquiry.levels, officials)
        await self._store.inquiries.remind(inquiry, events)

    async def _go_up(self, inquiry: Inquiry, officials: Sequence[Account]) -> None:
        level = next_of_silence(inquiry, officials)
        if level is None:
            events = tell("inquiry.overdue", inquiry, inquiry.levels[-1:], officials)
            await self._store.inquiries.miss(inquiry, events)
            return
        asker = [inquiry.asker] if inquiry.asker else []
        events = (
            *tell("inquiry.gone_up", inquiry, [level], officials),
            *notify("inquiry.went_up", asker, f"inquiries/{inquiry.id}"),
        )
        await self._store.inquiries.go_up(
            inquiry, levels_after(inquiry, level), events, self._rules
        )


def next_of_silence(inquiry: Inquiry, officials: Sequence[Account]) -> Level | None:
    """Who has it when nobody answered: the overseers where there are free ones, the township;
    None if it is there already, or above."""
    level: Level | None = inquiry.level
    while level is not None and LEVELS.index(level) < LEVELS.index(TOP_OF_SILENCE):
        level = above(level)
        if level == TOP_OF_SILENCE or (level and people_of(inquiry, [level], officials)):
            return level
    return None


def levels_after(inquiry: Inquiry, level: Level) -> tuple[Level, ...]:
    """A late answer of the village is still one; what was taken from it stays with the others."""
    return (*(x for x in inquiry.levels if x != level), level)


def people_of(
    inquiry: Inquiry, levels: Sequence[Level], officials: Sequence[Account]
) -> list[ObjectId]:
    """Who may answer it at these levels."""
    but = [*inquiry.barred, *([inquiry.asker] if inquiry.asker else [])]
    return people_at_levels(levels, inquiry.division, officials, but)


def tell(
    kind: str, inquiry: Inquiry, levels: Sequence[Level], officials: Sequence[Account]
) -> tuple[Event, ...]:
    """Messages to who may answer it at these levels."""
    return notify(kind, people_of(inquiry, levels, officials), f"inquiries/{inquiry.id}")
