"""Filing a case: its number, its first entry and its first deadlines, in one write."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import Row, day_of
from models.deadlines import DeadlineRules, due
from models.divisions import areas_of
from models.errors import Conflict, Invalid
from models.feedback.clock import running
from models.feedback.documents import (
    Channel,
    Entry,
    Feedback,
    Found,
    RouteRecord,
    Visibility,
)
from models.feedback.parties import Authorised
from models.feedback.routing import Decision
from models.gathered import GatheredInserts
from models.outbox import Event

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object

# A number is guessed from memory and guarded by a unique index; a few other processes may be
# numbering the same village's cases at the same moment.
NUMBERING_TRIES = 20
REMEMBERED_NUMBERS = 5000
# What is hidden from a village has numbers of its own: a gap among those that its people see would
# tell them that somebody complained about them, and when.
FIRST_HIDDEN = 5000
# A retry meets the case of its first try by one of these: by what its client calls the request, or
# (without an account) by the receipt code, which is made of that.
SAME_REQUEST = frozenset({"idempotency_key", "receipt_hash"})

# Something done in the transaction that files the case; gets the driver's session.
Also = Callable[[Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class NewCase:
    """A report that is tagged and routed, and only lacks its number.

    `owners` are those whose case it is, where the reporter is none of them: who only writes down
    what somebody else reports has no more rights in it than the desk gives them.
    """

    village: str
    reporter: ObjectId
    reporter_name: str
    text: str
    found: Found
    decision: Decision
    route: RouteRecord
    title: str = ""
    people: tuple[ObjectId, ...] = ()
    owners: tuple[ObjectId, ...] | None = None
    unnamed: ObjectId | None = None
    receipt_hash: str | None = None
    person: str | None = None
    authorised: Authorised | None = None
    channel: Channel = "miniprogram"
    visibility: Visibility = "private"
    pictures: tuple[ObjectId, ...] = ()
    place: str = ""
    phone: str | None = None
    idempotency_key: str | None = None
    request_hash: str | None = None
    events: tuple[Event, ...] = ()
    id: ObjectId = field(default_factory=ObjectId)

    @property
    def same_request(self) -> Row | None:
        """What finds the case of an earlier try; None if nobody said that this may be a retry."""
        if self.idempotency_key is not None:
            return {"reporter": self.reporter, "idempotency_key": self.idempotency_key}
        if self.receipt_hash is not None and self.request_hash is not None:
            return {"receipt_hash": self.receipt_hash}
        return None


class CaseFiling(_Base):
    """Files cases; remembers the last number of each village's day."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._last_serials: OrderedDict[tuple[str, str, bool], int] = OrderedDict()
        self._inserts = GatheredInserts(self.raw)

    async def file(
        self, new: NewCase, rules: DeadlineRules, *, also: Also | None = None
    ) -> Feedback:
        """Files the case in one write, events included; `also` happens in the same transaction.

        The same `idempotency_key` of the same reporter (without an account: the same code) gives
        the case that is already there; with another text it is a `Conflict`
        (`idempotency_mismatch`).
        """
        if also is not None and (before := await self._filed_before(new)):
            return before
        for _ in range(NUMBERING_TRIES):
            case = self._numbered(new, rules)
            try:
                return await self._store(case, also)
            except DuplicateKeyError as error:
                if SAME_REQUEST.isdisjoint((error.details or {}).get("keyPattern", {})):
                    await self._learn_serial(case)
                elif before := await self._filed_before(new):
                    return before
            except Invalid:
                # What `also` claims was claimed meanwhile, perhaps by the same request sent twice.
                if before := await self._filed_before(new):
                    return before
                raise
        raise Conflict("numbering_busy")

    def _numbered(self, new: NewCase, rules: DeadlineRules) -> Feedback:
        at = self.now()
        day = day_of(at)
        serial = self._next_serial(new.village, day, hidden=new.decision.hidden)
        urgency, decision = new.found.urgency.level, new.decision
        deadlines = due(urgency, at, rules)
        alarms = running(deadlines, "assigned")
        first = Entry(
            at=at,
            act="file",
            by=new.reporter,
            role=new.authorised.role if new.authorised else "reporter",
            name=new.authorised.name if new.authorised else "",
            after="assigned",
            hidden=decision.hidden or None,
        )
        owners = (new.reporter, *new.people) if new.owners is None else new.owners
        return Feedback(
            id=new.id,
            case_no=f"{new.village}-{day.replace('-', '')}-{serial:04}",
            serial=serial,
            filed_on=day,
            division=new.village,
            areas=areas_of(new.village),
            reporter=new.reporter,
            reporter_name=new.reporter_name,
            people=tuple(dict.fromkeys(owners)),
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
            started_at=at,
            alarms=alarms,
            check_at=min(alarms.values()),
            created_at=at,
            entries=(first.model_copy(update={"desk": decision.desk}),),
            idempotency_key=new.idempotency_key,
            request_hash=new.request_hash,
            events=new.events,
            uncounted=True,
            unnamed=new.unnamed,
            receipt_hash=new.receipt_hash,
            person=new.person,
            authorised=new.authorised,
        )

    def _next_serial(self, village: str, day: str, *, hidden: bool) -> int:
        key = (village, day, hidden)
        serial = self._last_serials.pop(key, FIRST_HIDDEN if hidden else 0) + 1
        self._last_serials[key] = serial
        if len(self._last_serials) > REMEMBERED_NUMBERS:
            self._last_serials.popitem(last=False)
        return serial

    async def _learn_serial(self, case: Feedback) -> None:
        """Another process numbered meanwhile: go on behind the highest number there is."""
        hidden = case.serial > FIRST_HIDDEN
        span = {"$gt": FIRST_HIDDEN} if hidden else {"$lte": FIRST_HIDDEN}
        where = {"division": case.division, "filed_on": case.filed_on, "serial": span}
        row = await self.raw.find_one(where, {"serial": 1}, sort=[("serial", -1)])
        key, highest = (case.division, case.filed_on, hidden), row["serial"] if row else 0
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
        if new.same_request is None:
            return None
        case = await self._find_one(new.same_request)
        if case is not None and case.request_hash != new.request_hash:
            raise Conflict("idempotency_mismatch")
        return case
