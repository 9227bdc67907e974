"""The echo wall (回音壁): answered cases that everybody may read, masked and with consent.

    asked -> checking -> shown | refused       the reporter agrees; the content check passes it
    asked | checking | shown -> declined       the reporter does not want it, or no more
    shown -> hidden -> shown | removed         so many flags hide it until a person decides

An echo holds its own, masked copy of the words: the case behind it stays closed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

from bson import ObjectId

from models.base import MAX_PAGE, Collection, Day, Id, Index, Instant, Page, Row, Value
from models.errors import Conflict, Forbidden, NotFound
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed, Viewer

EchoState = Literal["asked", "checking", "shown", "refused", "declined", "hidden", "removed"]
FlagReason = Literal["personal", "untrue", "insulting", "advertising", "other"]


class Flag(Value):
    """One villager's objection."""

    account: Id
    reason: FlagReason
    note: str = ""
    at: Instant


class Echo(Placed):
    """A case on the wall. `people` are those whose case it is; `concerned` all who took part in it.

    `flags` are those since a person last decided; `older_flags` counts the others.
    """

    areas: tuple[str, ...]
    case: Id
    people: tuple[Id, ...]
    concerned: tuple[Id, ...]
    title: str
    text: str
    answer: str
    category: str | None = None
    topics: tuple[str, ...] = ()
    filed_on: Day
    state: EchoState
    created_at: Instant
    shown_at: Instant | None = None
    flags: tuple[Flag, ...] = ()
    older_flags: int = 0
    reason: str = ""
    events: tuple[Event, ...] = ()

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True for those whose case it is."""
        return account is not None and account in self.people

    def admits(self, viewer: Viewer) -> bool:
        """Those of the area who look after the wall see every echo of it."""
        return True


class Echoes(Collection[Echo]):
    """Echoes by village, by what waits for a decision, and by person."""

    name = "echoes"
    document = Echo
    indexes = (
        Index("a case is on the wall once", (("case", 1),), unique=True),
        Index(
            "the wall of a village, newest first",
            (("division", 1), ("state", 1), ("shown_at", -1), ("_id", -1)),
        ),
        Index("what waits in an area, oldest first", (("areas", 1), ("state", 1), ("_id", 1))),
        Index("what a person reported", (("people", 1), ("_id", 1))),
        Index(
            "what a person flagged",
            (("flags.account", 1),),
            where={"flags.account": {"$exists": True}},
        ),
        EVENTS_INDEX,
    )

    async def propose(self, echo: Echo) -> Echo:
        """Stores it; raises `Conflict` (`echo_exists`) if the case is on the wall already."""
        try:
            return await self._insert(echo)
        except Conflict as error:
            raise Conflict("echo_exists") from error

    async def consent(self, echo: Echo, events: Sequence[Event], *, agreed: bool) -> Echo:
        """The reporter's word; a no also takes down what was shown."""
        refusable: tuple[EchoState, ...] = ("asked", "checking", "shown", "hidden")
        before: tuple[EchoState, ...] = ("asked",) if agreed else refusable
        return await self._move(
            echo.id, before, {"state": "checking" if agreed else "declined"}, events
        )

    async def content_checked(self, document_id: ObjectId, *, passed: bool, reason: str) -> None:
        """What the content check decided; again, or after a no, changes nothing."""
        shown = {"state": "shown", "shown_at": self.now()}
        change = shown if passed else {"state": "refused", "reason": reason}
        await self._change({"_id": document_id, "state": "checking"}, {"$set": change})

    async def flag(self, echo_id: ObjectId, flag: Flag, *, hides: int) -> Echo:
        """Adds a flag, one for each person; so many hide it. Raises `NotFound` if not shown."""
        where = {"_id": echo_id, "state": "shown"}
        first = {**where, "flags.account": {"$ne": flag.account}}
        flagged = await self._change(first, {"$push": {"flags": flag.model_dump()}})
        if flagged is None:
            return self._read(await self.raw.find_one(where))
        full = {**where, f"flags.{hides - 1}": {"$exists": True}}
        return await self._change(full, {"$set": {"state": "hidden"}}) or flagged

    async def decide(
        self, echo: Echo, by: ObjectId, events: Sequence[Event], *, keep: bool, reason: str
    ) -> Echo:
        """A person decides on a hidden one; nobody on what concerns themselves (`own_echo`)."""
        flaggers = {flag.account for flag in echo.flags}
        if by in {*echo.people, *echo.concerned, *flaggers}:
            raise Forbidden("own_echo")
        change: Row = {"state": "shown" if keep else "removed", "reason": reason, "flags": []}
        change["older_flags"] = echo.older_flags + len(echo.flags)
        return await self._move(echo.id, ("hidden",), change, events)

    async def retire(self, case: ObjectId) -> None:
        """Takes a case off the wall that must not be seen any more."""
        await self._change({"case": case}, {"$set": {"state": "removed"}})

    async def on_wall(
        self, village: str, *, after: str | None = None, limit: int = 20
    ) -> Page[Echo]:
        """What everybody reads, newest first."""
        where = {"division": village, "state": "shown"}
        return await self._page(where, by=("shown_at", -1), after=after, limit=limit)

    async def in_state(
        self, division: str, state: EchoState, *, after: str | None = None, limit: int = 20
    ) -> Page[Echo]:
        """The echoes of an area in a state, oldest first."""
        where = {"areas": division, "state": state}
        return await self._page(where, by=("_id", 1), after=after, limit=limit)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What of the person's cases is or was on the wall."""
        shown = {"title", "text", "answer", "state", "created_at"}
        for echo in await self._find({"people": account}, limit=MAX_PAGE):
            yield echo.model_dump(mode="json", include=shown)

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Takes the person's cases off the wall, and their name off their flags."""
        await self.raw.delete_many({"people": account}, session=session)
        nobody = {"$set": {"flags.$[mine].account": ObjectId()}}
        await self.raw.update_many(
            {"flags.account": account},
            nobody,
            array_filters=[{"mine.account": account}],
            session=session,
        )

    async def _move(
        self, echo_id: ObjectId, before: Sequence[EchoState], change: Row, events: Sequence[Event]
    ) -> Echo:
        told = {"events": {"$each": [event.model_dump() for event in events]}}
        where = {"_id": echo_id, "state": {"$in": list(before)}}
        moved = await self._change(where, {"$set": change, "$push": told})
        if moved is None:
            now = await self._find_one({"_id": echo_id})
            if now is None:
                raise NotFound
            raise Conflict("echo_state", extra={"state": now.state})
        return moved
