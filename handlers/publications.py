"""The chain of a village as readers see it: its end, its links, a proof, the whole archive.

Everything here is open to everybody but what the townships note down, which is for who watches.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Any
from urllib.parse import quote

from handlers.archive import SHEETS, Archive
from handlers.base import ApiHandler, endpoint
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.media import MediaHandler
from handlers.routing import Route
from models.base import Day, Id, Instant, Value
from models.disclosures import Disclosure
from models.disclosures.changes import changes_between
from models.errors import Unavailable
from models.publications import Audience, ChainHead, ChainRecord, Publication, RecordedHead

ZIP, SCRIPT = "application/zip", "text/plain"
# When somebody who found all downloads taken should ask again.
BUSY_SECONDS = 30


class HeadView(Value):
    """How much a village has laid open, and the hash that seals it all; zeros before the first."""

    division: str
    number: int
    hash: str
    at: Instant | None


class LinkView(Value):
    """One publication of a village. `hash` is sha256(`previous` || canonical JSON of the link)."""

    number: int
    disclosure: Id
    revision: int
    audience: Audience
    content_sha256: str
    previous: str
    hash: str
    at: Instant


class ProofView(Value):
    """A published disclosure with all that is needed to check it: `link` holds the sha256 of
    `content`, `hash` seals `previous` and `link`; `head` is the end of the chain it stands in."""

    link: dict[str, Any]
    content: dict[str, Any]
    previous: str
    hash: str
    head: HeadView


class RecordView(Value):
    """What a township noted down on a day; keep it elsewhere, and `verify --against` reads it."""

    division: str
    on: Day
    heads: tuple[RecordedHead, ...]
    previous: str
    sha256: str
    at: Instant


class ChangesView(Value):
    """How a revision differs from the one before it, in words; none for the first."""

    disclosure: Id
    revision: int
    revision_reason: str | None
    before: Id | None
    changes: tuple[str, ...]


class HeadOfChain(ApiHandler):
    @endpoint(scope=None, returns=HeadView, shared=True, topics=("divisions",))
    async def get(self, village: str) -> ChainHead:
        """The end of the village's chain: who notes it down can tell if anything in it changes."""
        await self.services.store.divisions.by_code(village)
        return await self.services.store.chain_heads.of(village)


class LinksOfVillage(ApiHandler):
    @endpoint(scope=None, query=Paging, returns=Listing[LinkView], shared=True)
    async def get(self, village: str, query: Paging) -> object:
        """The village's chain from its beginning."""
        return await self.services.store.publications.links(
            village, after=query.after, limit=query.limit
        )


class ProofOfDisclosure(ApiHandler):
    @endpoint(scope=None, returns=ProofView)
    async def get(self, disclosure: Disclosure) -> ProofView:
        """A published disclosure as JSON that anybody can check offline with `verify.py`."""
        store, shown = self.services.store, disclosure.in_public()
        found: Publication = await store.publications.of_disclosure(shown.id)
        head = await store.chain_heads.of(shown.division)
        return ProofView(
            link=found.link,
            content=found.content,
            previous=found.previous,
            hash=found.hash,
            head=HeadView.model_validate(head),
        )


class ChangesOfDisclosure(ApiHandler):
    @endpoint(scope=None, returns=ChangesView, shared=True)
    async def get(self, disclosure: Disclosure) -> ChangesView:
        """What is different from the revision before, sentence by sentence and line by line."""
        store, shown = self.services.store, disclosure.in_public()
        before = shown.supersedes and (await store.disclosures.get(shown.supersedes)).in_public()
        told = await self.services.blocking.run(changes_between, before, shown) if before else ()
        return ChangesView(
            disclosure=shown.id,
            revision=shown.revision,
            revision_reason=shown.revision_reason,
            before=before.id if before else None,
            changes=told,
        )


class RecordsOfTownship(ApiHandler):
    @endpoint(scope="chain:records", query=Paging, returns=Listing[RecordView])
    async def get(self, division: str, query: Paging) -> object:
        """What the township has noted down day by day, newest first."""
        page: Any = await self.services.store.chain_records.of_township(
            division, after=query.after, limit=query.limit
        )
        records: list[ChainRecord] = list(page.items)
        return Listing[RecordView](
            items=tuple(RecordView.model_validate(record) for record in records), next=page.next
        )


class ArchiveOfVillage(MediaHandler):
    @endpoint(scope=None, raw=True, produces=(ZIP,))
    async def get(self, village: str) -> None:
        """All that the village has ever laid open, as a ZIP: JSON, files, hashes, and the script
        that checks them. It is sent as it is made."""
        store = self.services.store
        place = await store.divisions.by_code(village)
        day: datetime = store.now()
        name = quote(f"{place.name}-{village}-{day:%Y%m%d}.zip")
        self.set_header("Content-Type", ZIP)
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        if self.services.archive_slots.locked():
            raise Unavailable("overloaded", retry_after=BUSY_SECONDS)
        if self.request.method == "GET":
            pieces = self._holding_a_slot(Archive(store, village, self.services.blocking.run))
            self.write(await anext(pieces))
            self._pieces = pieces

    async def _holding_a_slot(self, archive: Archive) -> AsyncGenerator[bytes, None]:
        """Its bytes; whoever closes the generator, or reads it to the end, frees the slot."""
        async with self.services.archive_slots, aclosing(archive.pieces()) as pieces:
            async for piece in pieces:
                yield piece


class VerificationScript(ApiHandler):
    @endpoint(scope=None, raw=True, produces=(SCRIPT,))
    async def get(self) -> None:
        """The script that checks an archive or a proof offline; it needs Python 3 and no more."""
        self.set_header("Content-Type", f"{SCRIPT}; charset=utf-8")
        self.finish((SHEETS / "verify.py").read_bytes())


routes = [
    Route("/villages/{village}/chain", HeadOfChain),
    Route("/villages/{village}/chain/links", LinksOfVillage),
    Route("/villages/{village}/archive", ArchiveOfVillage),
    Route("/disclosures/{disclosure}/proof", ProofOfDisclosure),
    Route("/disclosures/{disclosure}/changes", ChangesOfDisclosure),
    Route("/divisions/{division}/chain-records", RecordsOfTownship),
    Route("/chain/verify.py", VerificationScript),
]
