"""Codes and posters that have been made: WeChat's codes never change, and drawing takes long."""

from __future__ import annotations

from pymongo.errors import DuplicateKeyError

from models.base import Collection, Document, Index, Instant

KEEP_SECONDS = 90 * 24 * 3600


class Code(Document):
    """A picture; `key` says everything that it depends on."""

    key: str
    type: str
    image: bytes
    made_at: Instant


class Codes(Collection[Code]):
    """Codes by key. Losing one costs making it anew."""

    name = "codes"
    document = Code
    durable = False
    indexes = (
        Index("the code of a page", (("key", 1),), unique=True),
        Index("make old ones anew", (("made_at", 1),), expire_seconds=KEEP_SECONDS),
    )

    async def by_key(self, key: str) -> Code | None:
        """The code, if it has been made."""
        return await self._find_one({"key": key})

    async def keep(self, code: Code) -> None:
        """Keeps the code; of two that were made at once either is right."""
        try:
            await self.raw.insert_one(code.to_row())
        except DuplicateKeyError:
            return
