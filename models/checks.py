"""Content checks: what somebody wrote for others to see, and whether it may be shown.

    waiting -> passed | refused | review          by WeChat and the local words
    review  -> passed | refused                   by a person

Knows neither WeChat nor what the content belongs to: `about` names it (`echoes/<id>`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any, Literal

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import MAX_PAGE, Collection, Id, Index, Instant, Page, Row, Value
from models.errors import Conflict
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed

CheckState = Literal["waiting", "passed", "refused", "review"]
# `person` is our own word: nobody but a person can tell.
Finding = Literal["pass", "review", "risky", "person"]
# WeChat promises the result of a picture within half an hour.
PICTURE_WAIT = timedelta(minutes=35)
# What was refused must be kept for a while, and what was passed can be complained about.
KEEP_SECONDS = 180 * 24 * 3600


class Part(Value):
    """The text, or one picture; `finding` is None while WeChat is still looking at it."""

    medium: Id | None = None
    trace_id: str | None = None
    finding: Finding | None = None
    label: str = ""


class Check(Placed):
    """One content, as it was handed in; `key` makes handing it in twice the same as once."""

    key: str
    about: str
    division: str
    areas: tuple[str, ...]
    author: Id
    text: str
    parts: tuple[Part, ...] = ()
    state: CheckState = "waiting"
    reason: str = ""
    created_at: Instant
    waits_until: Instant
    decided_at: Instant | None = None
    decided_by: Id | None = None
    events: tuple[Event, ...] = ()

    @property
    def verdict(self) -> CheckState:
        """What its parts add up to: the worst of them counts."""
        findings = {part.finding for part in self.parts}
        if "risky" in findings:
            return "refused"
        if None in findings:
            return "waiting"
        return "review" if findings & {"review", "person"} else "passed"


class Checks(Collection[Check]):
    """Checks by what they are about, by what waits for a person, and by WeChat's trace ids."""

    name = "checks"
    document = Check
    indexes = (
        Index("the same content is checked once", (("key", 1),), unique=True),
        Index("what waits for a person in an area", (("areas", 1), ("state", 1), ("_id", 1))),
        Index("what has waited too long for WeChat", (("state", 1), ("waits_until", 1))),
        Index(
            "whose result WeChat tells",
            (("parts.trace_id", 1),),
            where={"parts.trace_id": {"$exists": True}},
        ),
        Index("the checks of a document", (("about", 1),)),
        Index("what a person wrote", (("author", 1),)),
        Index("forget old ones", (("decided_at", 1),), expire_seconds=KEEP_SECONDS),
        EVENTS_INDEX,
    )

    async def begin(self, check: Check) -> Check:
        """Stores the check; the one that is there already if it was handed in before."""
        try:
            await self.raw.insert_one(check.to_row())
        except DuplicateKeyError:
            return self._read(await self.raw.find_one({"key": check.key}))
        return check

    async def found(self, check: Check, parts: Sequence[Part]) -> Check | None:
        """Notes the first findings of all parts; None if that has happened before."""
        update = {"$set": {"parts": [part.model_dump(exclude_none=True) for part in parts]}}
        return await self._change({"_id": check.id, "state": "waiting", "parts": []}, update)

    async def picture_found(self, trace_id: str, finding: Finding, label: str) -> Check | None:
        """Notes what WeChat tells of a picture; None if nobody waits for it (any more)."""
        waiting = {"$elemMatch": {"trace_id": trace_id, "finding": None}}
        return await self._change(
            {"parts": waiting, "parts.trace_id": trace_id, "state": "waiting"},
            {"$set": {"parts.$.finding": finding, "parts.$.label": label}},
        )

    async def late(self, *, limit: int = 50) -> list[Check]:
        """Checks for which WeChat has not told everything in time."""
        where = {"state": "waiting", "waits_until": {"$lte": self.now()}}
        return await self._find(where, sort=[("waits_until", 1)], limit=limit)

    async def settle(
        self,
        check: Check,
        state: CheckState,
        events: Sequence[Event],
        *,
        reason: str = "",
        by: ObjectId | None = None,
    ) -> Check | None:
        """Takes the check from the state it was seen in to the next; None if it has left that."""
        done = {"decided_at": self.now()} if state in ("passed", "refused") else {}
        update = {
            "$set": {"state": state, "reason": reason, **done} | ({"decided_by": by} if by else {}),
            "$push": {"events": {"$each": [event.model_dump() for event in events]}},
        }
        return await self._change({"_id": check.id, "state": check.state}, update)

    async def decide(
        self, check: Check, *, passed: bool, reason: str, by: ObjectId, events: Sequence[Event]
    ) -> Check:
        """A person decides; raises `Conflict` (`check_state`) if it does not wait for one."""
        if check.state == "review":
            state: CheckState = "passed" if passed else "refused"
            settled = await self.settle(check, state, events, reason=reason, by=by)
            if settled is not None:
                return settled
        raise Conflict("check_state")

    async def queue(
        self, division: str, state: CheckState, *, after: str | None = None, limit: int = 20
    ) -> Page[Check]:
        """The checks of an area in a state, oldest first."""
        where = {"areas": division, "state": state}
        return await self._page(where, by=("_id", 1), after=after, limit=limit)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the account handed in to be shown, and what became of it."""
        shown = {"about", "text", "state", "reason", "created_at"}
        for check in await self._find({"author": account}, limit=MAX_PAGE):
            yield check.model_dump(mode="json", include=shown)

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Removes what an account that is erased handed in; what it showed goes with its owner."""
        await self.raw.delete_many({"author": account}, session=session)
