"""The right to send somebody a subscribe message: one accept, one message; knows no WeChat.

An accept is heard of twice, from the mini program and from WeChat's event, and either may be lost.
Each side is counted by itself, so the greater of the two is what the person has accepted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import MAX_PAGE, Collection, Document, Id, Index, Instant, Row, Value

Source = Literal["reported", "told"]
# As many accepts are known by name, so that hearing of one again counts nothing.
SEEN = 30


class Template(Value):
    """A subscribe template of the mini program's console, and for which messages it is used.

    `fields` is WeChat's field (`thing1`) -> what stands in it, where `{text}`, `{at}` and
    `{number}` (of the case) are filled in; `page` may hold `{about}`.
    """

    id: str
    title: str = ""
    kinds: tuple[str, ...]
    fields: Mapping[str, str]
    page: str = ""


class Subscription(Document):
    """What one account accepted of one template, and how much of it is used up."""

    account: Id
    template: str
    reported: int = 0
    told: int = 0
    sent: int = 0
    seen: tuple[str, ...] = ()
    changed_at: Instant

    @property
    def left(self) -> int:
        """How many messages may still be sent."""
        return max(self.reported, self.told) - self.sent


class Subscriptions(Collection[Subscription]):
    """The ledger, by account and template."""

    name = "subscriptions"
    document = Subscription
    indexes = (Index("what a person accepted", (("account", 1), ("template", 1)), unique=True),)

    async def accept(self, account: ObjectId, template: str, source: Source, key: str) -> None:
        """Counts one accept; the same `key` again changes nothing."""
        where = {"account": account, "template": template, "seen": {"$ne": key}}
        update: Row = {
            "$inc": {source: 1},
            "$push": {"seen": {"$each": [key], "$slice": -SEEN}},
            "$set": {"changed_at": self.now()},
        }
        try:
            await self.raw.update_one(where, update, upsert=True)
        except DuplicateKeyError:
            # Either this key is known, or somebody made the row just now: only then it counts.
            await self.raw.update_one(where, update)

    async def take(self, account: ObjectId, template: str) -> bool:
        """Uses one accept up; False if there is none left."""
        most = {"$max": [{"$ifNull": ["$reported", 0]}, {"$ifNull": ["$told", 0]}]}
        left = {"$gt": [most, {"$ifNull": ["$sent", 0]}]}
        where = {"account": account, "template": template, "$expr": left}
        update = {"$inc": {"sent": 1}, "$set": {"changed_at": self.now()}}
        return await self._change(where, update) is not None

    async def give_back(self, account: ObjectId, template: str) -> None:
        """One that was taken was not used after all."""
        where = {"account": account, "template": template, "sent": {"$gt": 0}}
        await self.raw.update_one(where, {"$inc": {"sent": -1}})

    async def spend(self, account: ObjectId, template: str) -> None:
        """WeChat says that nothing is left, whatever was counted here."""
        where = {"account": account, "template": template}
        none_left = {"reported": "$sent", "told": "$sent", "changed_at": self.now()}
        await self.raw.update_one(where, [{"$set": none_left}])

    async def of_account(self, account: ObjectId) -> dict[str, int]:
        """Template -> how many messages may still be sent."""
        return {s.template: s.left for s in await self._find({"account": account})}

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the person accepted."""
        for found in await self._find({"account": account}, limit=MAX_PAGE):
            yield found.model_dump(mode="json", exclude={"id", "account", "seen"})

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Consents end with the account."""
        await self.raw.delete_many({"account": account}, session=session)
