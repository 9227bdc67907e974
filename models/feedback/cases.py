"""The cases: filing with a number of their own, and the lists in which people find them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import CHINA, Collection, Index, Page, Row
from models.deadlines import DeadlineRules, due
from models.desks import Desk
from models.divisions import areas_of
from models.errors import Conflict, Invalid, NotFound
from models.feedback.changes import CaseChanges
from models.feedback.documents import (
    OPEN_STATES,
    WATCHER_ROLES,
    Channel,
    Entry,
    Feedback,
    Found,
    Likeness,
    RouteRecord,
    State,
    Visibility,
)
from models.feedback.privacy import CasePrivacy
from models.feedback.routing import Decision
from models.gathered import GatheredInserts
from models.outbox import EVENTS_INDEX, Event
from models.vault import Sealed
from models.viewers import Viewer

# A number is guessed from memory and guarded by a unique index; a few other processes may be
# numbering the same village's cases at the same moment.
NUMBERING_TRIES = 20
REMEMBERED_NUMBERS = 5000
SAME_REQUEST = "idempotency_key"
OPEN = sorted(OPEN_STATES)

# Something done in the transaction that files the case; gets the driver's session.
Also = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class NewCase:
    """A report that is tagged and routed, and only lacks its number."""

    village: str
    reporter: ObjectId
    reporter_name: str
    text: str
    found: Found
    decision: Decision
    route: RouteRecord
    title: str = ""
    people: tuple[ObjectId, ...] = ()
    channel: Channel = "miniprogram"
    visibility: Visibility = "private"
    pictures: tuple[ObjectId, ...] = ()
    place: str = ""
    phone: str | None = None
    idempotency_key: str | None = None
    request_hash: str | None = None
    events: tuple[Event, ...] = ()
    id: ObjectId = field(default_factory=ObjectId)


class Cases(CaseChanges, CasePrivacy, Collection[Feedback]):
    """Cases by number, by person, by desk and by area."""

    name = "feedback"
    document = Feedback
    sealed = (Sealed("phone", "feedback.phone", per_document=False),)
    indexes = (
        Index(
            "one number, one case; the highest of a village's day",
            (("division", 1), ("filed_on", 1), ("serial", 1)),
            unique=True,
        ),
        Index(
            "a retry with the same key is the same case",
            (("reporter", 1), ("idempotency_key", 1)),
            unique=True,
            where={"idempotency_key": {"$exists": True}},
        ),
        Index("my cases, newest first", (("people", 1), ("_id", -1))),
        Index("my open cases", (("people", 1), ("state", 1), ("_id", -1))),
        Index(
            "the inbox of a desk, by due time",
            (("desks", 1), ("due_at", 1), ("_id", 1)),
            where={"due_at": {"$exists": True}},
        ),
        Index("cases of an area, newest first", (("areas", 1), ("hidden", 1), ("_id", -1))),
        Index(
            "cases of an area in a state, newest first",
            (("areas", 1), ("hidden", 1), ("state", 1), ("_id", -1)),
        ),
        Index(
            "cases that a desk of the village has or had, newest first",
            (("desks", 1), ("hidden", 1), ("_id", -1)),
        ),
        Index(
            "what people corrected in an area, newest first",
            (("areas", 1), ("_id", -1)),
            where={"corrected": True},
        ),
        Index(
            "open cases of a township that share a rare word",
            (("likeness.keys", 1),),
            where={"due_at": {"$exists": True}},
        ),
        EVENTS_INDEX,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._last_serials: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._inserts = GatheredInserts(self.raw)

    async def file(
        self, new: NewCase, rules: DeadlineRules, *, also: Also | None = None
    ) -> Feedback:
        """Files the case in one write, events included; `also` happens in the same transaction.

        The same `idempotency_key` of the same reporter gives the case that is already there;
        with another text it is a `Conflict` (`idempotency_mismatch`).
        """
        if also is not None and (before := await self._filed_before(new)):
            return before
        for _ in range(NUMBERING_TRIES):
            case = self._numbered(new, rules)
            try:
                return await self._store(case, also)
            except DuplicateKeyError as error:
                if SAME_REQUEST not in (error.details or {}).get("keyPattern", {}):
                    await self._learn_serial(case)
                elif before := await self._filed_before(new):
                    return before
            except Invalid:
                # What `also` claims was claimed meanwhile, perhaps by the same request sent twice.
                if before := await self._filed_before(new):
                    return before
                raise
        raise Conflict("numbering_busy")

    async def by_number(self, case_no: str) -> Feedback:
        """The case of that number; raises `NotFound`."""
        village, day, serial = ([*case_no.split("-"), "", ""])[:3]
        if not (day.isdigit() and len(day) == 8 and serial.isdigit()):
            raise NotFound
        filed_on = f"{day[:4]}-{day[4:6]}-{day[6:]}"
        where = {"division": village, "filed_on": filed_on, "serial": int(serial)}
        return self._read(await self.raw.find_one(where))

    async def of_person(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Feedback]:
        """A person's cases, newest first."""
        return await self._page({"people": account}, by=("_id", -1), after=after, limit=limit)

    async def open_of(self, account: ObjectId, *, limit: int = 5) -> list[Feedback]:
        """A person's newest open cases."""
        where = {"people": account, "state": {"$in": OPEN}}
        return await self._find(where, sort=[("_id", -1)], limit=limit)

    async def inbox(
        self, desks: Sequence[Desk], *, after: str | None = None, limit: int = 20
    ) -> Page[Feedback]:
        """Open cases at these desks, the one due first at the top."""
        where: Row = {"desks": {"$in": list(desks)}, "due_at": {"$exists": True}}
        return await self._page(where, by=("due_at", 1), after=after, limit=limit)

    async def in_area(
        self,
        division: str,
        viewer: Viewer,
        *,
        state: State | None = None,
        about_cadres: bool | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Feedback]:
        """Cases of a division that this viewer may see, newest first.

        The filter says in a query what `Feedback.admits` says of one case.
        """
        where = _visible(division, viewer)
        if about_cadres is not None and "areas" in where:
            allowed = where["hidden"]["$in"]
            where["hidden"] = {"$in": [flag for flag in allowed if flag is about_cadres]}
        if state is not None:
            where["state"] = state
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def alike(
        self, case: Feedback | None, likeness: Likeness, *, limit: int = 30
    ) -> list[Feedback]:
        """Open cases of the same township that share a key, apart from the case itself."""
        where: Row = {"likeness.keys": {"$in": list(likeness.keys)}, "due_at": {"$exists": True}}
        found = await self._find(where, limit=limit)
        return [other for other in found if case is None or other.id != case.id]

    async def set_likeness(self, case_id: ObjectId, likeness: Likeness) -> None:
        """Stores by what similar cases find this one; again changes nothing."""
        await self.raw.update_one({"_id": case_id}, {"$set": {"likeness": likeness.model_dump()}})

    async def of_days(
        self, village: str, first: str, last: str, *, limit: int = 5000
    ) -> list[Feedback]:
        """A village's cases filed from one day to another (both ISO, both included)."""
        where = {"division": village, "filed_on": {"$gte": first, "$lte": last}}
        return await self._find(where, sort=[("filed_on", 1), ("serial", 1)], limit=limit)

    async def corrected_in(
        self, division: str, *, after: str | None = None, limit: int = 100
    ) -> Page[Feedback]:
        """Cases of a division whose tags or route a person corrected, newest first."""
        where = {"areas": division, "corrected": True}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def newest_of(self, division: str, viewer: Viewer, *, limit: int) -> list[Feedback]:
        """The newest cases of a division that this viewer may see."""
        return await self._find(_visible(division, viewer), sort=[("_id", -1)], limit=limit)

    def _numbered(self, new: NewCase, rules: DeadlineRules) -> Feedback:
        at = self.now()
        day = at.astimezone(CHINA).date().isoformat()
        serial = self._next_serial(new.village, day)
        urgency, decision = new.found.urgency.level, new.decision
        deadlines = due(urgency, at, rules)
        first = Entry(at=at, act="file", by=new.reporter, role="reporter", after="assigned")
        return Feedback(
            id=new.id,
            case_no=f"{new.village}-{day.replace('-', '')}-{serial:04}",
            serial=serial,
            filed_on=day,
            division=new.village,
            areas=areas_of(new.village),
            reporter=new.reporter,
            reporter_name=new.reporter_name,
            people=tuple(dict.fromkeys((new.reporter, *new.people))),
            channel=new.channel,
            title=new.title,
            text=new.text,
            pictures=new.pictures,
            place=new.place,
            phone=new.phone,
            visibility=new.visibility,
            state="assigned",
            category=new.found.category.label if new.found.category else None,
            topics=tuple(tag.label for tag in new.found.tags),
            urgency=urgency,
            found=new.found,
            route=new.route,
            desk=decision.desk,
            desks=decision.desks,
            hidden=decision.hidden,
            due=deadlines,
            due_at=deadlines.accept_by,
            created_at=at,
            entries=(first.model_copy(update={"desk": decision.desk}),),
            idempotency_key=new.idempotency_key,
            request_hash=new.request_hash,
            events=new.events,
        )

    def _next_serial(self, village: str, day: str) -> int:
        key = (village, day)
        serial = self._last_serials.pop(key, 0) + 1
        self._last_serials[key] = serial
        if len(self._last_serials) > REMEMBERED_NUMBERS:
            self._last_serials.popitem(last=False)
        return serial

    async def _learn_serial(self, case: Feedback) -> None:
        """Another process numbered meanwhile: go on behind the highest number there is."""
        where = {"division": case.division, "filed_on": case.filed_on}
        row = await self.raw.find_one(where, {"serial": 1}, sort=[("serial", -1)])
        key, highest = (case.division, case.filed_on), row["serial"] if row else 0
        self._last_serials[key] = max(self._last_serials.get(key, 0), highest)

    async def _store(self, case: Feedback, also: Also | None) -> Feedback:
        if also is None:
            await self._inserts.insert(case.to_row())
            return case

        async def both(session: Any) -> Feedback:
            await also(session)
            await self.raw.insert_one(case.to_row(), session=session)
            return case

        return await self.db.in_transaction(both)

    async def _filed_before(self, new: NewCase) -> Feedback | None:
        """The case of an earlier try of the same request."""
        if new.idempotency_key is None:
            return None
        where = {"reporter": new.reporter, "idempotency_key": new.idempotency_key}
        case = await self._find_one(where)
        if case is not None and case.request_hash != new.request_hash:
            raise Conflict("idempotency_mismatch")
        return case


def _visible(division: str, viewer: Viewer) -> Row:
    if viewer.holds(WATCHER_ROLES, division):
        # Both values, spelled out, keep the index usable for the order.
        return {"areas": division, "hidden": {"$in": [False, True]}}
    if viewer.holds({"secretary"}, division):
        return {"areas": division, "hidden": {"$in": [False]}}
    desks = [f"{g.role}:{g.division}" for g in viewer.grants if g.division == division]
    return {"desks": {"$in": desks}, "hidden": False}
