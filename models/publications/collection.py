"""The chains of all villages: links are appended, one after the other, and nothing else.

There is no verb that changes or removes a link. Knows no disclosure: it takes plain JSON.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from models.base import Collection, Document, Index, Instant, Page, Row
from models.publications.documents import (
    NOTHING_YET,
    ChainHead,
    Laid,
    Publication,
    digest_of,
    hash_of,
)
from models.publications.records import RecordedHead

# A list of links shows no content.
LINK: Row = {"content": 0, "residents": 0}


class StoredHead(Document):
    """The end of one village's chain; every publication of the village changes it."""

    division: str
    number: int
    hash: str
    at: Instant


class ChainHeads(Collection[StoredHead]):
    """The ends of the chains, one small document a village."""

    name = "chain_heads"
    document = StoredHead
    indexes = (Index("the end of a village's chain", (("division", 1),), unique=True),)

    async def of(self, village: str, *, session: Any = None) -> ChainHead:
        """The end of the village's chain; number 0 before its first publication."""
        row = await self.raw.find_one({"division": village}, session=session)
        return ChainHead(division=village) if row is None else ChainHead.model_validate(row)

    async def within(self, division: str, *, after: str = "", limit: int = 500) -> list[ChainHead]:
        """The ends of the chains of a division ("": all) behind the village `after`, by code."""
        inside = {"$gte": division, "$lt": f"{division}:", "$gt": after}
        found = await self._find({"division": inside}, sort=[("division", 1)], limit=limit)
        return [ChainHead.model_validate(head) for head in found]

    async def move(self, before: ChainHead, after: ChainHead, *, session: Any) -> None:
        """Sets the end in the caller's transaction, which starts again if another was faster."""
        await self.raw.update_one(
            {"division": before.division, "number": before.number},
            {"$set": after.model_dump()},
            upsert=True,
            session=session,
        )


class Publications(Collection[Publication]):
    """Links by village and number."""

    name = "publications"
    document = Publication
    indexes = (
        Index(
            "a village's chain in its order; no number comes twice, so a chain cannot fork",
            (("division", 1), ("number", 1)),
            unique=True,
        ),
        Index("the link of a disclosure; it has one", (("disclosure", 1),), unique=True),
        Index("what a disclosure has shown to residents only", (("chain", 1), ("audience", 1))),
    )

    @property
    def heads(self) -> ChainHeads:
        """The ends of the chains."""
        return ChainHeads(self.db, self.now)

    async def append(self, laid: Laid, *, session: Any) -> Publication:
        """The next link of the village, in the caller's transaction.

        Two at one time meet at the head: the transaction of one of them starts again, and reads
        the other's link as the one to follow.
        """
        heads = self.heads
        content, residents = await asyncio.to_thread(_digests, laid)
        head = await heads.of(laid.division, session=session)
        unsealed = Publication(
            **dict(laid),
            number=head.number + 1,
            content_sha256=content,
            residents_sha256=residents,
            previous=head.hash,
            hash=NOTHING_YET,
        )
        link = unsealed.model_copy(update={"hash": hash_of(head.hash, unsealed.link)})
        after = ChainHead(division=laid.division, number=link.number, hash=link.hash, at=link.at)
        # First, so that who comes second waits for nothing and writes nothing before it is told.
        await heads.move(head, after, session=session)
        return await self._insert(link, session=session)

    async def of_disclosure(self, disclosure: ObjectId) -> Publication:
        """The link of that revision, with its content; raises `NotFound`."""
        return self._read(await self.raw.find_one({"disclosure": disclosure}))

    async def is_shown_inside(self, chain: ObjectId, file: ObjectId) -> bool:
        """True if a publication for the village's residents shows that file."""
        where = {"chain": chain, "audience": "residents", "files.id": file}
        return await self.raw.find_one(where, {"_id": 1}) is not None

    async def newest_revisions(
        self, village: str, chains: Sequence[ObjectId]
    ) -> dict[ObjectId, int]:
        """The number of the newest revision of up to a page of the village's disclosures."""
        where = {"chain": {"$in": list(chains)}, "division": village}
        group = {"_id": "$chain", "newest": {"$max": "$revision"}}
        rows = await self.db.aggregate(self.name, [{"$match": where}, {"$group": group}])
        return {row["_id"]: row["newest"] for row in rows}

    async def hashes_at(self, ends: Sequence[RecordedHead]) -> dict[tuple[str, int], str]:
        """(village, number) -> hash of these links, without those that are gone."""
        if not ends:
            return {}
        where = {"$or": [{"division": end.village, "number": end.number} for end in ends]}
        found = self.raw.find(where, {"division": 1, "number": 1, "hash": 1})
        return {(row["division"], row["number"]): row["hash"] async for row in found}

    async def linked(self, disclosures: Sequence[ObjectId]) -> frozenset[ObjectId]:
        """Which of up to a page of revisions have a link."""
        where = {"disclosure": {"$in": list(disclosures)}}
        found = self.raw.find(where, {"disclosure": 1, "_id": 0}, limit=len(disclosures))
        return frozenset([row["disclosure"] async for row in found])

    async def links(
        self, village: str, *, after: str | None = None, limit: int = 20
    ) -> Page[Publication]:
        """The village's chain from its beginning, without content."""
        where = {"division": village}
        return await self._page(
            where, by=("number", 1), after=after, limit=limit, projection=LINK, unique=True
        )

    async def behind(self, village: str, number: int, *, limit: int = 20) -> list[Publication]:
        """The links after that number, in order, with their content."""
        where = {"division": village, "number": {"$gt": number}}
        return await self._find(where, sort=[("number", 1)], limit=limit)


def _digests(laid: Laid) -> tuple[str, str | None]:
    residents = None if laid.residents is None else digest_of(laid.residents)
    return digest_of(laid.content), residents
