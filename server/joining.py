"""What follows for those who joined a case: they hear of its answer, or get their own back."""

from __future__ import annotations

from bson import ObjectId

from handlers.notices import message, notify
from models.deadlines import DeadlineRules
from models.desks import people_at
from models.errors import Conflict
from models.feedback import Feedback
from models.outbox import Event, Job
from models.store import Store


class JoinedCases:
    """Runs the jobs of joined cases; each may be repeated."""

    def __init__(self, store: Store, rules: DeadlineRules) -> None:
        self._store = store
        self._rules = rules

    async def tell(self, job: Job) -> None:
        """Tells who follows a case what its reporter was told; read now, so nobody is forgotten.

        Whoever only said "me too" hears nothing more of a case that is kept from the village.
        """
        case = await self._store.feedback.get(job.payload["case"])
        kind, told = job.payload["kind"], set(case.people)
        messages = {}
        for follower in case.followers:
            if follower.account in told or (case.hidden and follower.case is None):
                continue
            told.add(follower.account)
            about = f"feedback/{follower.case}" if follower.case else "me/followed"
            payload = message(kind, follower.account, about, job.payload.get("by"))
            messages[f"{job.key}:{follower.account}"] = payload
        await self._store.jobs.enqueue_all("message", messages)

    async def release(self, job: Job) -> None:
        """Gives back the cases that were joined to one that will not be answered for all.

        It was withdrawn or is kept from the village now: then it is on no wall either.
        """
        main: ObjectId = job.payload["case"]
        await self._store.echoes.retire(main)
        released = True
        while released:
            joined = await self._store.feedback.joined_to(main)
            # A page at a time, until one releases nothing any more.
            released = any([await self._release(case) for case in joined])

    async def _release(self, case: Feedback) -> bool:
        try:
            await self._store.feedback.release(case, await self._told(case), rules=self._rules)
        except Conflict:
            return False  # Somebody split it meanwhile.
        return True

    async def _told(self, case: Feedback) -> tuple[Event, ...]:
        officials = await self._store.accounts.officials(case.division)
        people = [person.id for person in people_at(case.desk, officials)]
        about = f"feedback/{case.id}"
        return (
            *notify("feedback.assigned", people, about),
            *notify("feedback.resumed", case.accounts, about),
        )
