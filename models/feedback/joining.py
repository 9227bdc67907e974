"""Several reports of one thing: joined to one case ("me too"), answered once, split again.

What is kept from a village is only ever joined to what is kept from it, too: neither of two cases
may lead to the other for somebody who must not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from models.base import Index, Page, Row
from models.deadlines import DeadlineRules
from models.errors import Conflict, NotFound
from models.feedback.changes import SETTLED
from models.feedback.documents import OPEN_STATES, Feedback
from models.feedback.parties import Follower
from models.feedback.reporters import anew
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
        return await self._apart("split", case, by, reason, events, rules)

    async def release(
        self, case: Feedback, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """The same by itself, when the case it was joined to will not be answered for all."""
        return await self._apart("release", case, SYSTEM, "", events, rules)

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

    async def unfollow(self, case_id: ObjectId, village: str, account: ObjectId) -> None:
        """Takes a "me too" back; not having said it changes nothing."""
        mine = {"account": account, "case": {"$exists": False}}
        await self.raw.update_one(
            {"_id": case_id, "division": village, "hidden": False},
            {"$pull": {"followers": mine}, "$set": {"uncounted": True}},
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
        self,
        name: Any,
        case: Feedback,
        by: By,
        reason: str,
        events: Sequence[Event],
        rules: DeadlineRules,
    ) -> Feedback:
        change, alarms = anew(case, self.now(), rules, case.desk)
        change["joined_to"] = None

        async def both(session: Any) -> Feedback:
            written = Written(note=reason, events=events, alarms=alarms, session=session)
            apart = await self._act(name, case, by, change, written)
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
