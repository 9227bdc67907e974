"""Demands (联名要求公开): so many villagers together make an item due that nobody laid open.

    open -> reached       by the person who makes up the number; once, whoever comes at that moment
    reached -> recorded   by the worker, who enters the obligation into the calendar
    any of them -> met    when what was demanded is published

One tenth of a village may demand it (村民委员会组织法 35(5), 山东省村务公开条例 8).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Literal

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import Collection, Day, Document, Id, Index, Instant, Page, Row, day_of
from models.disclosures import Category
from models.errors import Conflict
from models.headcounts import Headcount
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed

DemandState = Literal["open", "reached", "recorded", "met"]
REACHED = "demand.reached"
# The law's share of those whose number is known; no setting asks for more.
LAW_PERCENT = 10


class Demand(Placed):
    """What is demanded, of which period; `needed` is what was needed when somebody last joined."""

    targets: tuple[str, ...] = ("demands",)
    item: str
    name: str
    category: Category
    period: str
    count: int = 0
    needed: int
    state: DemandState = "open"
    opened_at: Instant
    reached_on: Day | None = None
    obligation: Id | None = None
    due_on: Day | None = None
    disclosure: Id | None = None
    events: tuple[Event, ...] = ()


class Support(Document):
    """One villager joins one demand."""

    demand: Id
    account: Id
    at: Instant


class Supports(Collection[Support]):
    """Who supports what; nobody reads who others are."""

    name = "demand_supports"
    document = Support
    indexes = (
        Index("one person counts once", (("demand", 1), ("account", 1)), unique=True),
        Index("mine, newest first", (("account", 1), ("_id", -1))),
    )

    async def of_account(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Support]:
        """What the person supports, newest first."""
        return await self._page({"account": account}, by=("_id", -1), after=after, limit=limit)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the person demanded."""
        after: str | None = None
        while True:
            page = await self.of_account(account, after=after, limit=100)
            for support in page.items:
                yield support.model_dump(mode="json", include={"demand", "at"})
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Who joined goes. What is still open counts one less, or whoever comes back counts twice;
        for what was reached it stays true that one more had joined."""
        await Demands(self.db, self.now).take_back_all(account, self, session=session)
        nobody = [{"$set": {"account": "$_id"}}]
        await self.raw.update_many({"account": account}, nobody, session=session)


class Demands(Collection[Demand]):
    """Demands by village."""

    name = "demands"
    document = Demand
    indexes = (
        Index(
            "one demand of a village, item and period",
            (("division", 1), ("item", 1), ("period", 1)),
            unique=True,
        ),
        Index("what a village's people demand, newest first", (("division", 1), ("_id", -1))),
        Index(
            "what an obligation was demanded as",
            (("obligation", 1),),
            where={"obligation": {"$exists": True}},
        ),
        EVENTS_INDEX,
    )

    async def join(self, wanted: Demand, account: ObjectId, supports: Supports) -> Demand:
        """Counts one more person; who makes up the number brings the demand to `reached`.

        Raises `Conflict` (`demanded_before`) for somebody who has joined already. The count and
        the person are one transaction, so that neither is there without the other.
        """
        demand = await self._ensure(wanted)

        async def joining(session: Any) -> Demand:
            support = Support(demand=demand.id, account=account, at=self.now())
            await supports._insert(support, session=session)
            counted = {"$inc": {"count": 1}, "$set": {"needed": wanted.needed}}
            changed = self._read(
                await self.raw.find_one_and_update(
                    {"_id": demand.id}, counted, return_document=True, session=session
                )
            )
            if changed.state == "open" and changed.count >= changed.needed:
                return await self._reach(changed, session)
            return changed

        try:
            return await self.db.in_transaction(joining)
        except Conflict as error:
            raise Conflict("demanded_before") from error

    async def leave(self, demand: Demand, account: ObjectId, supports: Supports) -> Demand:
        """Takes one's support back; `Conflict` (`demand_changed`) if there is none, or too late."""

        async def leaving(session: Any) -> Demand:
            mine = {"demand": demand.id, "account": account}
            gone = await supports.raw.delete_one(mine, session=session)
            where = {"_id": demand.id, "state": "open"}
            changed = await self._change(where, {"$inc": {"count": -1}}, session=session)
            if changed is None or not gone.deleted_count:
                raise Conflict("demand_changed")
            return changed

        return await self.db.in_transaction(leaving)

    async def take_back_all(
        self, account: ObjectId, supports: Supports, *, village: str = "", session: Any
    ) -> None:
        """Who leaves a village (or, without one, all of them) takes back what is still open."""
        rows = supports.raw.find({"account": account}, {"demand": 1}, session=session)
        where: Row = {"_id": {"$in": [row["demand"] for row in await rows.to_list(None)]}}
        where |= {"state": "open"} | ({"division": village} if village else {})
        found = await self.raw.find(where, {"_id": 1}, session=session).to_list(None)
        ids = [row["_id"] for row in found]
        if not ids:
            return
        mine = {"account": account, "demand": {"$in": ids}}
        await supports.raw.delete_many(mine, session=session)
        fewer = {"$inc": {"count": -1}}
        await self.raw.update_many({"_id": {"$in": ids}, "state": "open"}, fewer, session=session)

    async def record(
        self, demand: Demand, obligation: ObjectId, due_on: str, events: Sequence[Event]
    ) -> bool:
        """Notes the obligation that it became; False if that has happened before."""
        change: Row = {
            "$set": {"state": "recorded", "obligation": obligation, "due_on": due_on},
            "$push": {"events": {"$each": [event.model_dump() for event in events]}},
        }
        return await self._change({"_id": demand.id, "state": "reached"}, change) is not None

    async def find(self, village: str, item: str, period: str) -> Demand | None:
        """The one of that village, item and period."""
        return await self._find_one({"division": village, "item": item, "period": period})

    async def meet(self, demand: Demand, *, disclosure: ObjectId) -> None:
        """What was demanded is out; again changes nothing."""
        met = {"$set": {"state": "met", "disclosure": disclosure}}
        await self._change({"_id": demand.id, "state": {"$ne": "met"}}, met)

    async def meet_obligation(self, obligation: ObjectId, *, disclosure: ObjectId) -> None:
        """What this obligation was demanded as is out; again changes nothing."""
        met = {"$set": {"state": "met", "disclosure": disclosure}}
        await self._change({"obligation": obligation, "state": "recorded"}, met)

    async def of_village(
        self, village: str, *, after: str | None = None, limit: int = 20
    ) -> Page[Demand]:
        """What a village's people demand, newest first."""
        return await self._page({"division": village}, by=("_id", -1), after=after, limit=limit)

    async def those(self, ids: Sequence[ObjectId]) -> list[Demand]:
        """Up to a page of demands by their ids, in that order."""
        found = {one.id: one for one in await self._find({"_id": {"$in": list(ids)}})}
        return [found[one] for one in ids if one in found]

    async def _ensure(self, wanted: Demand) -> Demand:
        key = {"division": wanted.division, "item": wanted.item, "period": wanted.period}
        try:
            await self.raw.insert_one(wanted.to_row())
        except DuplicateKeyError:
            return self._read(await self.raw.find_one(key))
        return wanted

    async def _reach(self, demand: Demand, session: Any) -> Demand:
        """In the transaction that counted: nobody else can be there with the same number."""
        event = Event(kind=REACHED, payload={"demand": demand.id})
        today = day_of(self.now())
        change = {
            "$set": {"state": "reached", "reached_on": today},
            "$push": {"events": event.model_dump(exclude_none=True)},
        }
        where = {"_id": demand.id, "state": "open"}
        return await self._change(where, change, session=session) or demand


def needed_of(headcount: Headcount, bound: int, *, percent: int, least: int) -> int:
    """How many must demand it: the township's number, else a share of the adults where their
    number is known (at most the law's tenth), else of the registered, but not fewer than `least`.
    """
    share = -(-(headcount.adults or 0) * percent // 100)
    if headcount.demand_at is not None:
        return headcount.demand_at
    if headcount.adults is not None:
        return max(1, share)
    return max(least, -(-bound * percent // 100))


def most_of(adults: int) -> int:
    """The law's tenth: a larger number would undercut it."""
    return max(1, -(-adults * LAW_PERCENT // 100))
