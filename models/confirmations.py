"""Who has confirmed reading a notice, and who of a village has not. Knows nothing of its text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import (
    Collection,
    Document,
    Id,
    Index,
    Instant,
    Page,
    Row,
    Value,
    cursor_of,
    read_cursor,
)

# Counts stop here: no village has more people, and the cost of a page stays bounded.
MOST_COUNTED = 20_000


class Confirmation(Document):
    """One villager says that they have read one notice, as a resident of that village."""

    post: Id
    village: str
    account: Id
    confirmed_at: Instant


class Reader(Value):
    """A villager in a list of confirmations; `confirmed_at` is None for who has not."""

    account: Id
    name: str
    confirmed_at: Instant | None = None


class Confirmations(Collection[Confirmation]):
    """Confirmations by notice and village."""

    name = "confirmations"
    document = Confirmation
    indexes = (
        Index(
            "one confirmation of a person; which of these people have confirmed",
            (("post", 1), ("village", 1), ("account", 1)),
            unique=True,
        ),
        Index(
            "who has confirmed a notice in a village, newest first; how many",
            (("post", 1), ("village", 1), ("_id", -1)),
        ),
    )

    async def confirm(self, post: ObjectId, village: str, account: ObjectId) -> None:
        """Notes that the account has read the notice; again changes nothing."""
        confirmation = Confirmation(
            post=post, village=village, account=account, confirmed_at=self.now()
        )
        try:
            await self.raw.insert_one(confirmation.to_row())
        except DuplicateKeyError:
            return

    async def of_notice(
        self, post: ObjectId, village: str, *, after: str | None = None, limit: int = 50
    ) -> Page[Confirmation]:
        """Who has confirmed, newest first."""
        where = {"post": post, "village": village}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def count(self, post: ObjectId, village: str) -> int:
        """How many have confirmed."""
        where = {"post": post, "village": village}
        return int(await self.raw.count_documents(where, limit=MOST_COUNTED))

    async def made_by(
        self, account: ObjectId, village: str, posts: Iterable[ObjectId]
    ) -> frozenset[ObjectId]:
        """Which of these notices the account has confirmed there."""
        where = {"post": {"$in": list(posts)}, "village": village, "account": account}
        return frozenset([row["post"] async for row in self.raw.find(where, {"post": 1})])

    async def missing(
        self, post: ObjectId, village: str, *, after: str | None = None, limit: int = 50
    ) -> Page[Reader]:
        """The village's residents who have not confirmed, by account, in one query.

        Each resident costs one look into the index of confirmations, and the database stops
        looking when the page is full.
        """
        start = None if after is None else read_cursor(after, 1)[0]
        rows = await self.db.aggregate("accounts", _missing(post, village, start, limit + 1))
        readers = tuple(Reader(account=row["_id"], name=row["name"]) for row in rows[:limit])
        more = len(rows) > limit
        return Page(readers, cursor_of([readers[-1].account]) if more else None)

    async def asked(self, village: str) -> int:
        """How many residents a notice of the village asks."""
        return int(
            await self.db.raw.accounts.count_documents(_residents(village), limit=MOST_COUNTED)
        )


def _residents(village: str) -> Row:
    """Active villagers who are bound to the village."""
    grant = {"division": village, "role": "villager"}
    return {"grants": {"$elemMatch": grant}, "active": True}


def _missing(post: ObjectId, village: str, start: Any, most: int) -> list[Row]:
    where = _residents(village) if start is None else {**_residents(village), "_id": {"$gt": start}}
    return [
        {"$match": where},
        {"$sort": {"_id": 1}},
        {"$project": {"name": 1}},
        {
            "$lookup": {
                "from": Confirmations.name,
                "localField": "_id",
                "foreignField": "account",
                "pipeline": [
                    {"$match": {"post": post, "village": village}},
                    {"$project": {"_id": 1}},
                ],
                "as": "confirmed",
            }
        },
        {"$match": {"confirmed": []}},
        {"$limit": most},
    ]
