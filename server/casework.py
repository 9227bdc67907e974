"""What the worker does with cases for which something is due: cards, going up, closing, asking.

Any number of workers may look at once: each act is one write that only one of them wins, and
which sets the next alarm, so that none is done twice and none is lost with a worker that dies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from handlers.notices import notify
from models.accounts import Account
from models.deadlines import DeadlineRules
from models.desks import Desk, people_at
from models.errors import Conflict
from models.feedback import ACTS, Feedback
from models.feedback.clock import rings
from models.feedback.documents import AlarmName
from models.feedback.ladder import next_above
from models.outbox import Event
from models.store import Store

# An act mostly waits for the database: what would be late one by one is not, some at a time.
AT_ONCE = 8


class Casework:
    """Answers the alarms of cases."""

    def __init__(self, store: Store, rules: DeadlineRules) -> None:
        self._store = store
        self._cases = store.feedback
        self._rules = rules
        self._answers = {
            "yellow": self._yellow,
            "red": self._red,
            "escalate": self._escalate,
            "urge_missed": self._urge_missed,
            "resume": self._resume,
            "lapse": self._lapse,
            "follow_up": self._follow_up,
        }

    async def look(self) -> int:
        """Answers what is due, up to one look; how many alarms were answered here."""
        places = asyncio.Semaphore(AT_ONCE)

        async def one(case: Feedback) -> bool:
            async with places:
                name = rings(case, self._store.now())
                return name is not None and await self.answer(case, name)

        due = await self._cases.to_check()
        done = await asyncio.gather(*(one(case) for case in due), return_exceptions=True)
        for found in done:
            # All have come to an end: nothing goes on behind the back of who waits out an outage.
            if isinstance(found, BaseException):
                raise found
        return sum(found is True for found in done)

    async def answer(self, case: Feedback, name: AlarmName) -> bool:
        """Answers one alarm; False if somebody acted meanwhile, who has set the alarms anew."""
        if case.state not in ACTS[name].before:
            # No act leaves such an alarm; if one ever does, it must not ring for ever.
            await self._cases.pass_over(case, name)
            return False
        try:
            await self._answers[name](case)
        except Conflict:
            return False
        return True

    async def _yellow(self, case: Feedback) -> None:
        await self._cases.show_yellow(case, await self._to_desk("feedback.due_soon", case))

    async def _red(self, case: Feedback) -> None:
        events = await self._to_desk("feedback.overdue", case)
        await self._cases.show_red(case, events, rules=self._rules)

    async def _escalate(self, case: Feedback) -> None:
        officials = await self._officials(case)
        desk = next_above(case, officials)
        events = (
            *_tell("feedback.gone_up", case, desk, officials),
            *self._to_people("feedback.went_up", case),
        )
        await self._cases.go_up(case, desk, events, rules=self._rules)

    async def _urge_missed(self, case: Feedback) -> None:
        events = await self._to_desk("feedback.overdue", case)
        await self._cases.miss_urge(case, events, rules=self._rules)

    async def _resume(self, case: Feedback) -> None:
        await self._cases.resume(case, await self._to_desk("feedback.wait_over", case))

    async def _lapse(self, case: Feedback) -> None:
        events = self._to_people("feedback.lapsed", case)
        await self._cases.lapse(case, events, rules=self._rules)

    async def _follow_up(self, case: Feedback) -> None:
        people = await self._store.preferences.wanting_follow_up(case.accounts)
        if not people:
            await self._cases.pass_over(case, "follow_up")
            return
        about = f"feedback/{case.id}"
        await self._cases.follow_up(case, notify("feedback.still_solved", people, about))

    async def _to_desk(self, kind: str, case: Feedback) -> tuple[Event, ...]:
        return _tell(kind, case, case.desk, await self._officials(case))

    def _to_people(self, kind: str, case: Feedback) -> tuple[Event, ...]:
        return notify(kind, case.accounts, f"feedback/{case.id}")

    async def _officials(self, case: Feedback) -> Sequence[Account]:
        return await self._store.accounts.officials(case.division)


def _tell(kind: str, case: Feedback, desk: Desk, officials: Sequence[Account]) -> tuple[Event, ...]:
    people = [person.id for person in people_at(desk, officials)]
    return notify(kind, people, f"feedback/{case.id}")
