"""Messages that left, or should have left, for WeChat: each once, with what became of it.

Holds no text: that stands in the inbox of the app, to which every one of them has its like.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import CHINA, MAX_PAGE, Collection, Document, Id, Index, Instant, Page, Row

# `refused`: the person does not want it; `failed`: something is wrong that people must mend.
DeliveryState = Literal["waiting", "sent", "refused", "failed"]
STATES: tuple[DeliveryState, ...] = ("waiting", "sent", "refused", "failed")
KEEP_SECONDS = 90 * 24 * 3600
QUOTA = "45009"


class Delivery(Document):
    """One message to one person. `taken`: an accept of the ledger was used for it; `error` is
    WeChat's number with the field it named."""

    key: str
    account: Id
    template: str
    kind: str
    areas: tuple[str, ...]
    state: DeliveryState = "waiting"
    taken: bool = False
    number: str = ""
    error: str = ""
    created_at: Instant
    changed_at: Instant


class Deliveries(Collection[Delivery]):
    """Deliveries by job, by area and by WeChat's number."""

    name = "deliveries"
    document = Delivery
    indexes = (
        Index("the same message leaves once", (("key", 1),), unique=True),
        Index("what left in an area, newest first", (("areas", 1), ("_id", -1))),
        Index("what failed in an area", (("areas", 1), ("state", 1), ("_id", -1))),
        Index("whether the day's quota is gone", (("error", 1), ("changed_at", 1))),
        Index("how many are in a state", (("state", 1),)),
        Index("what WeChat reports on", (("number", 1),)),
        Index("what a person was sent", (("account", 1),)),
        Index("forget old ones", (("created_at", 1),), expire_seconds=KEEP_SECONDS),
    )

    async def begin(self, delivery: Delivery) -> Delivery:
        """Stores it; the one that is there already if the job runs again."""
        try:
            await self.raw.insert_one(delivery.to_row())
        except DuplicateKeyError:
            return self._read(await self.raw.find_one({"key": delivery.key}))
        return delivery

    async def note(self, delivery: Delivery, **fields: Any) -> None:
        """Notes what became of it."""
        change = {**fields, "changed_at": self.now()}
        await self.raw.update_one({"_id": delivery.id}, {"$set": change})

    async def take(self, delivery: Delivery) -> bool:
        """Notes that an accept is used for it; False if that is noted already."""
        where = {"_id": delivery.id, "taken": False}
        return await self._change(where, {"$set": {"taken": True}}) is not None

    async def end_unsent(self, delivery: Delivery, state: DeliveryState, error: str) -> bool:
        """Ends what was not sent; True if an accept was used for it, which then is free again."""
        change = {"taken": False, "state": state, "error": error, "changed_at": self.now()}
        where = {"_id": delivery.id, "state": "waiting"}
        before = await self.raw.find_one_and_update(where, {"$set": change})
        return before is not None and bool(before["taken"])

    async def quota_is_gone(self) -> bool:
        """True if WeChat said today that nothing more goes out today."""
        where = {"error": QUOTA, "changed_at": {"$gte": midnight(self.now())}}
        return await self.raw.find_one(where, {"_id": 1}) is not None

    async def told(self, number: str, error: str) -> None:
        """WeChat says later that a message it took did not arrive."""
        where = {"number": number, "state": "sent"}
        change = {"state": "failed", "error": error, "changed_at": self.now()}
        await self.raw.update_one(where, {"$set": change})

    async def in_area(
        self,
        division: str,
        state: DeliveryState | None = None,
        *,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Delivery]:
        """What left for the people of an area, newest first."""
        where: Row = {"areas": division} | ({"state": state} if state else {})
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def counts(self, *, most: int = 10_000) -> dict[DeliveryState, int]:
        """How many of the last months are in each state, counted up to `most`."""
        return {s: await self.raw.count_documents({"state": s}, limit=most) for s in STATES}

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """Which messages went to the person's WeChat."""
        shown = {"kind", "state", "created_at"}
        for found in await self._find({"account": account}, limit=MAX_PAGE):
            yield found.model_dump(mode="json", include=shown)

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """What was sent ends with the account."""
        await self.raw.delete_many({"account": account}, session=session)


def midnight(at: datetime) -> datetime:
    """When this day began by China's clock."""
    return at.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
