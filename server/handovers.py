"""What the worker does when an absence begins: open cases go to the deputy's desk."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from handlers.directory import today
from handlers.notices import notify
from models.absences import Absence, stand_ins
from models.deadlines import DeadlineRules
from models.desks import Desk, people_at
from models.errors import Conflict
from models.feedback import Feedback
from models.store import Store
from server.looking import one_by_one


class Handovers:
    """Hands over what lies at the desks of those who are away; again changes nothing."""

    def __init__(self, store: Store, rules: DeadlineRules) -> None:
        self._store = store
        self._rules = rules

    async def look(self) -> int:
        """Begins the absences whose first day has come; how many cases changed hands."""
        due = await self._store.absences.to_begin()
        return await one_by_one(due, self._begin, lambda absence: f"absences/{absence.id}")

    async def _begin(self, absence: Absence) -> int:
        store, done = self._store, 0
        officials = await store.accounts.officials(absence.division)
        running = await store.absences.of_village(absence.division, today(store))
        deputy = stand_ins(running, officials, today(store)).get(absence.desk)
        if deputy is not None:
            people = [person.id for person in people_at(deputy, officials)]
            while cases := await store.feedback.at_desk(absence.desk):
                handed = await self._hand_over(cases, absence, deputy, people)
                if not handed:
                    # The next look sees them as they are then.
                    return done
                done += handed
        # Last, so that a worker that dies on the way leaves the rest to another.
        await store.absences.begun(absence.id)
        return done

    async def _hand_over(
        self,
        cases: Sequence[Feedback],
        absence: Absence,
        deputy: Desk,
        people: Sequence[ObjectId],
    ) -> int:
        done, reason = 0, f"{absence.name}不在岗，由{absence.deputy_name}代办"
        for case in cases:
            events = notify("feedback.handed_over", people, f"feedback/{case.id}")
            try:
                await self._store.feedback.hand_over(
                    case, deputy, reason, events, rules=self._rules
                )
            except Conflict:
                # Somebody acted meanwhile.
                continue
            done += 1
        return done
