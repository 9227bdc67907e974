"""Several reports of one thing: joined to one case ("me too"), answered once, split again.

What is kept from a village is only ever joined to what is kept from it, too: neither of two cases
may lead to the other for somebody who must not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bson import ObjectId

from models.base import Index, Page, Row
from models.deadlines import DeadlineRules
from models.errors import Conflict, NotFound
from models.feedback.changes import SETTLED
from models.feedback.documents import OPEN_STATES, ActName, Feedback, RouteRecord
from models.feedback.parties import Follower
from models.feedback.reporters import anew, rerouted, retiring
from models.feedback.routing import Decision
from models.feedback.writing import SYSTEM, By, CaseWrites, Written
from models.outbox import Event

OPEN = sorted(OPEN_STATES)
JOINED_INDEX = Index(
    "the cases that are joined to a case",
    (("joined_to", 1), ("_id", 1)),
    where={"joined_to": {"$exists": True}},
)
FOLLOWED_INDEX = Index(
    "what I said me too to, newest first",
    (("followers.account", 1), ("hidden", 1), ("_id", -1)),
    where={"followers.account": {"$exists": True}},
)


class Joining(CaseWrites):
    """Joins, splits and follows."""

    async def join(
        self, case: Feedback, main: Feedback, by: By, reason: str, events: Sequence[Event]
    ) -> Feedback:
        """Joins a case to an open one: the answer to that one is told to everybody of both.

        Raises `Conflict`: `join_chain` if others are joined to the case, `join_closed` if the
        other is no longer open or not as hidden as this one.
        """
        change: Row = {"joined_to": main.id, **SETTLED}

        async def both(session: Any) -> Feedback:
            written = Written(note=reason, events=events, alarms={}, session=session)
            joined = await self._act("join", case, by, change, written)
            if any(follower.case for follower in joined.followers):
                raise Conflict("join_chain")
            await self._gain(main, joined, session)
            return joined

        return await self.db.in_transaction(both)

    async def split(
        self, case: Feedback, by: By, reason: str, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """Makes a joined case one of its own again, with all its time before it."""
        change, alarms = anew(case, self.now(), rules, case.desk)
        return await self._apart(
            "split", case, by, change, Written(note=reason, events=events, alarms=alarms)
        )

    async def differ(
        self,
        case: Feedback,
        by: By,
        decision: Decision,
        route: RouteRecord,
        reason: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """Its reporter says that it is another thing: routed by its own words, as if just filed."""
        change, alarms = anew(case, self.now(), rules, decision.desk)
        written = Written(note=reason, desk=decision.desk, events=events, alarms=alarms)
        return await self._apart(
            "differ", case, by, change | rerouted(case, decision, route), written
        )

    async def clarify_joined(
        self,
        case: Feedback,
        by: By,
        decision: Decision,
        route: RouteRecord,
        note: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """Whether a joined case accuses cadres: it stays joined only to what is kept from the
        village as it is. Nobody it would lead to the other case keeps a trace of it."""
        if decision.hidden == case.hidden:
            written = Written(note=note, after="joined")
            return await self._act("clarify", case, by, rerouted(case, decision, route), written)
        change, alarms = anew(case, self.now(), rules, decision.desk)
        written = Written(
            note=note, desk=decision.desk, events=(*events, retiring(case)), alarms=alarms
        )
        return await self._apart(
            "clarify", case, by, change | rerouted(case, decision, route), written
        )

    async def withdraw_joined(self, case: Feedback, by: By, reason: str) -> Feedback:
        """The reporter takes back a case that was joined to another, which goes on."""
        written = Written(note=reason, alarms={}, events=(retiring(case),))
        return await self._apart("withdraw", case, by, {"closed_at": self.now()}, written)

    async def release(
        self, case: Feedback, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """Split by itself, when the case it was joined to will not be answered for all."""
        change, alarms = anew(case, self.now(), rules, case.desk)
        written = Written(events=events, alarms=alarms)
        return await self._apart("release", case, SYSTEM, change, written)

    async def joined_to(self, main: ObjectId, *, limit: int = 100) -> list[Feedback]:
        """The cases that are joined to a case, oldest first."""
        return await self._find({"joined_to": main}, sort=[("_id", 1)], limit=limit)

    async def follow(self, case_id: ObjectId, village: str, account: ObjectId) -> Feedback:
        """Says "me too" to an open case of the village; again changes nothing.

        Raises `NotFound` for any that this villager may not know of.
        """
        follower = Follower(account=account, at=self.now()).model_dump(exclude_none=True)
        where = {**_reported(case_id, village), "followers.account": {"$ne": account}}
        change = {"$push": {"followers": follower}, "$set": {"uncounted": True}}
        followed = await self._change({**where, "people": {"$ne": account}}, change)
        if followed is None:
            followed = await self._find_one(_reported(case_id, village))
        if followed is None:
            raise NotFound
        return followed

    async def unfollow(
        self, case_id: ObjectId, village: str, account: ObjectId, *, session: Any = None
    ) -> None:
        """Takes a "me too" back; not having said it changes nothing."""
        mine = {"account": account, "case": {"$exists": False}}
        await self.raw.update_one(
            {"_id": case_id, "division": village, "hidden": False},
            {"$pull": {"followers": mine}, "$set": {"uncounted": True}},
            session=session,
        )

    async def followed_by(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Feedback]:
        """What an account said "me too" to and is not hidden, newest first."""
        where = {"followers.account": account, "hidden": False}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def _gain(self, main: Feedback, joined: Feedback, session: Any) -> None:
        """The main case gains the people of the other: in the same transaction, while open."""
        at = self.now()
        gained = [Follower(account=person, at=at, case=joined.id) for person in joined.people]
        rows = [one.model_dump(exclude_none=True) for one in (*gained, *joined.followers)]
        where = {"_id": main.id, "state": {"$in": OPEN}, "division": joined.division}
        changed = await self._change(
            {**where, "hidden": joined.hidden},
            {"$push": {"followers": {"$each": rows}}, "$set": {"uncounted": True}},
            session=session,
        )
        if changed is None:
            raise Conflict("join_closed")

    async def _apart(
        self, name: ActName, case: Feedback, by: By, change: Row, written: Written
    ) -> Feedback:
        """Leaves the case it was joined to: in the same transaction that one loses its people."""

        async def both(session: Any) -> Feedback:
            apart = await self._act(
                name, case, by, {**change, "joined_to": None}, replace(written, session=session)
            )
            await self.raw.update_one(
                {"_id": case.joined_to},
                {"$pull": {"followers": {"case": case.id}}, "$set": {"uncounted": True}},
                session=session,
            )
            return apart

        return await self.db.in_transaction(both)


def _reported(case_id: ObjectId, village: str) -> Row:
    """What a villager may know of a case that is not theirs: open, of the village, not hidden."""
    return {"_id": case_id, "division": village, "hidden": False, "state": {"$in": OPEN}}
