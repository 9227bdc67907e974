"""Whether the chains of a township's villages are what it noted down, for who watches over it.

It compares ends and notes; whoever wants every link and file read runs `verify`.
"""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.routing import Route
from models.base import Day, Instant, Value
from models.publications import ChainHead, RecordedHead


class VillageChain(Value):
    """A village's chain: its end now, how long it was when it was noted (null: not at all), and
    whether the link that was noted still has the hash it had then."""

    village: str
    name: str
    number: int
    hash: str
    at: Instant | None
    noted: int | None
    fits: bool


class ChainState(Value):
    """What a township noted last (`on`), whether that note is `whole`, and its villages."""

    division: str
    on: Day | None
    noted_at: Instant | None
    whole: bool
    villages: tuple[VillageChain, ...]


class StateOfChains(ApiHandler):
    @endpoint(scope="chain:records", returns=ChainState)
    async def get(self, division: str) -> ChainState:
        """The ends of the chains of a township's villages, held against its last daily note."""
        store = self.services.store
        record = await store.chain_records.newest(division)
        noted = {head.village: head for head in record.heads} if record else {}
        hashes = await store.publications.hashes_at(tuple(noted.values()))
        heads = {head.division: head for head in await store.chain_heads.within(division)}
        villages = await store.divisions.villages_in(division)
        return ChainState(
            division=division,
            on=record.on if record else None,
            noted_at=record.at if record else None,
            whole=record is None or record.is_whole,
            villages=tuple(
                _shown(
                    v.name,
                    heads.get(v.code) or ChainHead(division=v.code),
                    noted.get(v.code),
                    hashes,
                )
                for v in villages
            ),
        )


def _shown(
    name: str, head: ChainHead, noted: RecordedHead | None, hashes: dict[tuple[str, int], str]
) -> VillageChain:
    is_kept = noted is None or hashes.get((noted.village, noted.number)) == noted.hash
    is_grown = noted is None or head.number >= noted.number
    return VillageChain(
        village=head.division,
        name=name,
        number=head.number,
        hash=head.hash,
        at=head.at,
        noted=noted and noted.number,
        fits=is_kept and is_grown,
    )


routes = [Route("/divisions/{division}/chain", StateOfChains)]
