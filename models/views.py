"""How often each post was opened. Apart from the posts: a count must not make what is shown old."""

from __future__ import annotations

from collections.abc import Mapping

from bson import ObjectId
from pymongo import UpdateOne

from models.base import Collection, Document


class Views(Document):
    """The count of one post, under the post's id."""

    count: int = 0


class ViewCounts(Collection[Views]):
    """Counts by post; written in bulk, and not worth waiting for a majority."""

    name = "views"
    document = Views
    durable = False

    async def add(self, counts: Mapping[ObjectId, int]) -> None:
        """Adds to many counts in one round trip."""
        changes = [
            UpdateOne({"_id": post}, {"$inc": {"count": count}}, upsert=True)
            for post, count in counts.items()
        ]
        if changes:
            await self.raw.bulk_write(changes, ordered=False)

    async def of(self, post: ObjectId) -> int:
        """How often the post was opened, as far as it is written."""
        found = await self._find_one({"_id": post})
        return found.count if found else 0
