"""What each township notes down every day: the ends of its villages' chains. Nothing unmakes one.

A chain that is rewritten from some link on is whole in itself; only what somebody noted before can
tell. The records of a township are sealed one after the other, too. Knows no links.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from models.base import Collection, Day, Index, Instant, Page, Row, Value
from models.errors import Conflict
from models.publications.documents import NOTHING_YET, ChainHead, hash_of, wire_time
from models.viewers import Placed

RECORD_FORMAT = "cunwu-record-1"


class RecordedHead(Value):
    """The end of a village's chain on a day."""

    village: str
    number: int
    hash: str


class ChainRecord(Placed):
    """The ends of the chains of a township (`division`), as they were `at` some time on a day."""

    on: Day
    heads: tuple[RecordedHead, ...]
    previous: str
    sha256: str
    at: Instant

    @property
    def sealed(self) -> dict[str, Any]:
        """What its hash seals, as plain JSON."""
        return {
            "format": RECORD_FORMAT,
            "division": self.division,
            "on": self.on,
            "at": wire_time(self.at),
            "heads": [head.model_dump() for head in self.heads],
        }

    @property
    def is_whole(self) -> bool:
        """True if it is as it was when it was sealed."""
        return self.sha256 == hash_of(self.previous, self.sealed)


class ChainRecords(Collection[ChainRecord]):
    """Records by township and day."""

    name = "chain_records"
    document = ChainRecord
    indexes = (
        Index("the record of a township and a day; there is one", (("division", 1), ("on", 1)),
              unique=True),
    )  # fmt: skip

    async def keep(self, township: str, on: str, heads: list[ChainHead]) -> bool:
        """Notes the ends down for that day; False if it was done already."""
        newest = await self.newest(township)
        if newest is not None and newest.on >= on:
            return False
        noted = tuple(RecordedHead(village=h.division, number=h.number, hash=h.hash) for h in heads)
        unsealed = ChainRecord(
            division=township,
            on=on,
            heads=noted,
            previous=NOTHING_YET if newest is None else newest.sha256,
            sha256="",
            at=self.now(),
        )
        seal = hash_of(unsealed.previous, unsealed.sealed)
        try:
            await self._insert(unsealed.model_copy(update={"sha256": seal}))
        except Conflict:
            # Another worker was faster; its record of the day counts.
            return False
        return True

    async def newest(self, township: str) -> ChainRecord | None:
        """The last record of the township."""
        found = await self._find({"division": township}, sort=[("on", -1)], limit=1)
        return found[0] if found else None

    async def of_township(
        self, township: str, *, after: str | None = None, limit: int = 20
    ) -> Page[ChainRecord]:
        """The records of the township, newest first."""
        where = {"division": township}
        return await self._page(where, by=("on", -1), after=after, limit=limit, unique=True)

    async def in_order(self, township: str) -> AsyncIterator[ChainRecord]:
        """All records of the township from the first on, one at a time."""
        found = self.raw.find({"division": township}, sort=[("on", 1)], batch_size=100)
        async for row in found:
            yield self._make(row)

    async def of_village(self, village: str) -> AsyncIterator[tuple[str, RecordedHead]]:
        """(day, end) of each record that notes the village's chain, the first day first."""
        township: Row = {"division": village[:9]}
        only = {"on": 1, "heads": {"$elemMatch": {"village": village}}}
        found = self.raw.find(township, only, sort=[("on", 1)], batch_size=400)
        async for row in found:
            for head in row.get("heads", ()):
                yield row["on"], RecordedHead.model_validate(head)
