"""The acts on a disclosure: each is one write that only one of several callers wins.

Its filter holds the state and version that the caller saw, and who may not do it; the entry in
the history and the events of what follows are part of the same write.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from models.base import Collection, Index, Page, Row
from models.desks import Desk, desk_of
from models.disclosures.documents import Disclosure
from models.disclosures.flow import ACTS, ActName, Hand, Remark, Step
from models.errors import Conflict, Forbidden
from models.outbox import Event

# Lists leave out what only one disclosure shows.
CARD: Row = {
    **dict.fromkeys(("body", "html", "tokens", "entries", "attachments"), 0),
    **dict.fromkeys(("fields", "table", "voucher_numbers"), 0),
    **dict.fromkeys(("decisions", "residents", "original"), 0),
}
# What a disclosure no longer has once it waits for nobody and is nobody's to write.
AT_REST = ("desk", "waits_since", "review_due_at", "alarm_at", "claim")

STEP_INDEXES = (
    Index(
        "what waits at somebody's desks, longest first",
        (("desk", 1), ("waits_since", 1), ("_id", 1)),
        where={"desk": {"$exists": True}},
    ),
    Index(
        "late reviews, and publications whose time has come",
        (("alarm_at", 1),),
        where={"alarm_at": {"$exists": True}},
    ),
)


class Steps(Collection[Disclosure]):
    """What is done with a disclosure between its writing and its being read."""

    async def submit(
        self,
        disclosure: Disclosure,
        by: Hand,
        *,
        version: int,
        desk: Desk,
        review_days: int,
        note: str = "",
        events: Sequence[Event] = (),
        session: Any = None,
    ) -> Disclosure:
        """Hands a draft in to whoever reviews it at that desk; who hands it in answers for it."""
        due = self.now() + timedelta(days=review_days)
        waits = {"desk": desk, "waits_since": self.now(), "review_due_at": due, "alarm_at": due}
        return await self._step(
            disclosure,
            "submit",
            by,
            version=version,
            note=note,
            events=events,
            update={"$set": {**waits, "reminded": False}, "$addToSet": {"writers": by.account}},
            session=session,
        )

    async def pass_on(
        self,
        disclosure: Disclosure,
        by: Hand,
        *,
        version: int,
        note: str = "",
        events: Sequence[Event] = (),
        session: Any = None,
    ) -> Disclosure:
        """The review is done: it goes to the secretary. `Forbidden` for one of its writers."""
        desk = desk_of("secretary", disclosure.division)
        waits = {"desk": desk, "waits_since": self.now(), "reviewer": by.account}
        return await self._step(
            disclosure,
            "pass",
            by,
            version=version,
            note=note,
            events=events,
            others=("writers",),
            update={"$set": waits, "$unset": {"alarm_at": "", "review_due_at": ""}},
            session=session,
        )

    async def send_back(
        self,
        disclosure: Disclosure,
        by: Hand,
        *,
        version: int | None,
        remarks: Sequence[Remark] = (),
        note: str = "",
        events: Sequence[Event] = (),
        session: Any = None,
    ) -> Disclosure:
        """Back to the clerk, to be written and handed in anew; without `version` as it is now."""
        desk = desk_of("clerk", disclosure.division)
        gone = {"reviewer": "", "publisher": "", "publish_at": "", "alarm_at": "",
                "review_due_at": ""}  # fmt: skip
        return await self._step(
            disclosure,
            "send_back",
            by,
            version=disclosure.version if version is None else version,
            note=note,
            remarks=remarks,
            events=events,
            update={"$set": {"desk": desk, "waits_since": self.now()}, "$unset": gone},
            session=session,
        )

    async def schedule(
        self, disclosure: Disclosure, by: Hand, *, version: int, at: datetime, note: str = ""
    ) -> Disclosure:
        """Approved now, to be published at that time by the worker."""
        waits = {"publisher": by.account, "publish_at": at, "alarm_at": at}
        return await self._step(
            disclosure,
            "schedule",
            by,
            version=version,
            note=note,
            others=("writers", "reviewer"),
            update={"$set": waits, "$unset": {"desk": "", "waits_since": ""}},
        )

    async def remind(
        self, disclosure: Disclosure, *, again_at: datetime | None, events: Sequence[Event]
    ) -> Disclosure:
        """The review is late: told to its desk, and looked at again at that time, if at all."""
        alarm = {"$set": {"alarm_at": again_at}} if again_at else {"$unset": {"alarm_at": ""}}
        change = {**alarm, "$set": {**alarm.get("$set", {}), "reminded": True}}
        return await self._alarm(disclosure, "remind", change, events)

    async def go_up(
        self, disclosure: Disclosure, *, desk: Desk, again_at: datetime, events: Sequence[Event]
    ) -> Disclosure:
        """Still not reviewed: it waits at a higher desk, which is reminded at that time."""
        change = {"$set": {"desk": desk, "alarm_at": again_at, "reminded": False}}
        return await self._alarm(disclosure, "go_up", change, events)

    async def waiting(
        self, desks: Sequence[Desk], *, after: str | None = None, limit: int = 20
    ) -> Page[Disclosure]:
        """What waits at these desks, the longest first; without entries and text."""
        where = {"desk": {"$in": list(desks)}}
        return await self._page(
            where, by=("waits_since", 1), after=after, limit=limit, projection=CARD
        )

    async def lapse(self, disclosure: Disclosure, *, events: Sequence[Event]) -> Disclosure:
        """Who approved it no longer may: it waits for whoever does now."""
        waits = {"desk": desk_of("secretary", disclosure.division), "waits_since": self.now()}
        gone = dict.fromkeys(("publisher", "publish_at", "alarm_at"), "")
        return await self._alarm(disclosure, "lapse", {"$set": waits, "$unset": gone}, events)

    async def ringing(self, *, limit: int = 50) -> list[ObjectId]:
        """Those whose alarm rings, the oldest first: ids, as each may hold ten thousand entries."""
        where = {"alarm_at": {"$lte": self.now()}}
        found = self.raw.find(where, {"_id": 1}, sort=[("alarm_at", 1)], limit=limit)
        return [row["_id"] for row in await found.to_list(limit)]

    async def rings(self, disclosure_id: ObjectId) -> Disclosure | None:
        """The disclosure if its alarm (still) rings."""
        return await self._find_one({"_id": disclosure_id, "alarm_at": {"$lte": self.now()}})

    async def ring_later(self, disclosure: Disclosure, at: datetime) -> None:
        """What could not be answered lets the others have their turn first."""
        where = {"_id": disclosure.id, "alarm_at": disclosure.alarm_at}
        await self.raw.update_one(where, {"$set": {"alarm_at": at}})

    async def _alarm(
        self, disclosure: Disclosure, act: ActName, update: Row, events: Sequence[Event]
    ) -> Disclosure:
        """An act of the worker: only for the alarm that rang, so that two workers do it once."""
        return await self._step(
            disclosure,
            act,
            Hand(),
            version=disclosure.version,
            events=events,
            where={"alarm_at": disclosure.alarm_at},
            update=update,
        )

    async def _step(
        self,
        disclosure: Disclosure,
        act: ActName,
        by: Hand,
        *,
        version: int,
        update: Row,
        note: str = "",
        remarks: Sequence[Remark] = (),
        events: Sequence[Event] = (),
        others: Sequence[str] = (),
        where: Row | None = None,
        session: Any = None,
    ) -> Disclosure:
        """The one write of an act; `others` are the fields whose people may not do it."""
        if disclosure.state not in ACTS[act].before:
            raise self._changed(disclosure)
        seen = {"_id": disclosure.id, "state": disclosure.state, "version": version}
        elsewhere = {} if by.account is None else {n: {"$ne": by.account} for n in others}
        step = self._taken(disclosure, act, by, note, remarks)
        pushed: Row = {"steps": step.model_dump(exclude_none=True)}
        if events:
            pushed["events"] = {"$each": [e.model_dump(exclude_none=True) for e in events]}
        changed = await self._change(
            {**seen, **elsewhere, **(where or {})},
            {
                **update,
                "$set": {**update.get("$set", {}), "state": step.after},
                "$inc": {"version": 1},
                "$push": pushed,
            },
            session=session,
        )
        if changed is None:
            raise await self._refusal(disclosure.id, by.account, version, others)
        return changed

    def _taken(
        self, disclosure: Disclosure, act: ActName, by: Hand, note: str, remarks: Sequence[Remark]
    ) -> Step:
        """The entry of an act in the history."""
        return Step(
            act=act,
            by=by.account,
            role=by.role,
            at=self.now(),
            before=disclosure.state,
            after=ACTS[act].after,
            note=note,
            remarks=tuple(remarks),
        )

    async def _refusal(
        self,
        disclosure_id: ObjectId,
        by: ObjectId | None = None,
        version: int = 0,
        others: Sequence[str] = (),
    ) -> Conflict | Forbidden:
        """Why it could not be: it is not as the asker saw it, or is, and they are among `others`,
        the fields whose people may not do it."""
        now = await self.get(disclosure_id)
        busy = {"writers": now.writers, "reviewer": (now.reviewer,)}
        if now.version == version and any(by in busy[name] for name in others):
            return Forbidden("same_person")
        return self._changed(now)

    def _changed(self, now: Disclosure) -> Conflict:
        return Conflict("disclosure_changed", extra={"state": now.state, "version": now.version})
