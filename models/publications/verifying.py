"""Walks the chains of villages and finds the first link that is not as it was published.

It reads a page at a time, whatever the length of a chain, and changes nothing. A chain is held
against itself, its end, the disclosures that readers see, their files, and what the township noted
down day by day: whoever edits one of them by hand would have to edit all.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bson import ObjectId

from models.disclosures.documents import Disclosure
from models.disclosures.flow import PUBLIC
from models.disclosures.laying import content_of, residents_of, without_salt
from models.errors import NotFound
from models.publications.documents import NOTHING_YET, ChainHead, Publication, flaw_of
from models.publications.records import RecordedHead
from models.store import Store

PAGE = 20


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is wrong in a place; `number` is that of the link, if it is one."""

    division: str
    number: int | None
    words: str


@dataclass(slots=True)
class Walked:
    """How far a walk has come."""

    villages: int = 0
    links: int = 0


class Verification:
    """One walk over chains; `walked` tells how far it is.

    `kept` are ends of chains that somebody noted outside of this database. With `bytes_too` every
    stored file is read and hashed anew; without, the hash that is stored beside it is believed.
    """

    def __init__(
        self, store: Store, kept: Sequence[RecordedHead] = (), *, bytes_too: bool = False
    ) -> None:
        self._store = store
        self._bytes_too = bytes_too
        self._kept = kept
        self.walked = Walked()

    async def township(self, township: str) -> Break | None:
        """The first daily record of a township that was altered or does not follow the last."""
        previous = NOTHING_YET
        async for record in self._store.chain_records.in_order(township):
            if not record.is_whole:
                return Break(township, None, f"the record of {record.on} was altered")
            if record.previous != previous:
                words = f"the record of {record.on} does not follow the one before it"
                return Break(township, None, words)
            previous = record.sha256
        return None

    async def village(self, village: str) -> Break | None:
        """The first break in a village, its links first, then what nothing links to."""
        noted = await self._noted(village)
        head = ChainHead(division=village)
        # Read before the page that turns out to be empty: what is published behind it is no break.
        end = await self._store.chain_heads.of(village)
        while page := await self._store.publications.behind(village, head.number, limit=PAGE):
            async for link, words in self._flaws(page, head, noted):
                if words:
                    return Break(village, link.number, words)
                head = ChainHead(division=village, number=link.number, hash=link.hash)
                self.walked.links += 1
            end = await self._store.chain_heads.of(village)
        self.walked.villages += 1
        return await self._end(village, head, end, noted)

    async def _flaws(
        self,
        page: Sequence[Publication],
        head: ChainHead,
        noted: dict[int, tuple[str, RecordedHead]],
    ) -> AsyncIterator[tuple[Publication, str]]:
        """Each link that follows `head`, and what is wrong with it ("": nothing)."""
        newest = await self._newest(page)
        shown = await self._store.disclosures.by_ids([link.disclosure for link in page])
        files = await self._store.media.fingerprints([f.id for link in page for f in link.files])
        for link in page:
            yield (
                link,
                flaw_of(link, head)
                or _of_what_is_shown(link, shown.get(link.disclosure))
                or await self._of_state(link, shown[link.disclosure], newest)
                or _of_files(link, files)
                or _of_records(link, noted)
                or await self._of_bytes(link),
            )
            head = ChainHead(division=link.division, number=link.number, hash=link.hash)

    async def _newest(self, page: Sequence[Publication]) -> dict[ObjectId, int]:
        chains = [link.chain for link in page]
        return await self._store.publications.newest_revisions(page[0].division, chains)

    async def _of_state(
        self, link: Publication, disclosure: Disclosure, newest: dict[ObjectId, int]
    ) -> str:
        """Whether the newest revision, and no other, is current. `newest` was read before the
        disclosure was: what has appeared since is asked for again."""
        is_replaced = newest[link.chain] > link.revision
        if disclosure.state == "superseded" and not is_replaced:
            is_replaced = (await self._newest([link]))[link.chain] > link.revision
        if is_replaced == (disclosure.state == "superseded"):
            return ""
        return f"disclosure {link.disclosure} is {disclosure.state}, which it was not"

    async def _of_bytes(self, link: Publication) -> str:
        """Whether the files' bytes are what the link says, read a piece at a time."""
        for file in link.files if self._bytes_too else ():
            blobs, medium = self._store.media.blobs, await self._store.media.get(file.id)
            blob, sha256 = medium.blob("original"), hashlib.sha256()
            try:
                async for piece in blobs.read(blob, 0, blob.bytes - 1):
                    sha256.update(piece)
            except NotFound:
                return f"file {file.id} has lost bytes"
            if sha256.hexdigest() != file.sha256:
                return f"file {file.id} has other bytes"
        return ""

    async def _noted(self, village: str) -> dict[int, tuple[str, RecordedHead]]:
        """Where each end was first noted, by its number: of two hashes of one number the first
        counts, as the links cannot fit both."""
        kept = [head for head in self._kept if head.village == village]
        found = {head.number: ("the record that was kept", head) for head in kept}
        async for on, head in self._store.chain_records.of_village(village):
            found.setdefault(head.number, (f"the record of {on}", head))
        return found

    async def _end(
        self,
        village: str,
        last: ChainHead,
        head: ChainHead,
        noted: dict[int, tuple[str, RecordedHead]],
    ) -> Break | None:
        for number in sorted(noted):
            if number > last.number:
                words = f"it is missing: {noted[number][0]} names it"
                return Break(village, number, words)
        if (head.number, head.hash) != (last.number, last.hash):
            words = f"the chain ends here, but its head names publication {head.number}"
            if head.number == last.number:
                words = "the head names another hash for it"
            return Break(village, last.number, words)
        async for disclosure in self._unlinked(village):
            words = f"disclosure {disclosure.id} is published without a link in the chain"
            return Break(village, None, words)
        return None

    async def _unlinked(self, village: str) -> AsyncIterator[Disclosure]:
        """The village's published disclosures that no link tells of."""
        async for page in self._store.disclosures.ever_published(village):
            linked = await self._store.publications.linked([one.id for one in page])
            for disclosure in page:
                if disclosure.id not in linked:
                    yield disclosure


def _of_what_is_shown(link: Publication, disclosure: Disclosure | None) -> str:
    """Whether readers are shown what was published."""
    if disclosure is None:
        return f"disclosure {link.disclosure} is gone"
    if disclosure.state not in PUBLIC:
        return f"disclosure {link.disclosure} was taken back"
    place = (disclosure.division, disclosure.chain, disclosure.revision, disclosure.published_at)
    if place != (link.division, link.chain, link.revision, link.at):
        return f"disclosure {link.disclosure} stands elsewhere, or at another time"
    shown = content_of(disclosure)
    wrong = [name for name in {*shown, *link.content} if shown.get(name) != link.content.get(name)]
    if wrong:
        return f"disclosure {link.disclosure} shows another {', '.join(sorted(wrong))}"
    if residents_of(disclosure) != without_salt(link.residents):
        return f"disclosure {link.disclosure} shows residents something else"
    return ""


def _of_files(link: Publication, stored: dict[ObjectId, str]) -> str:
    for file in link.files:
        if stored.get(file.id) != file.sha256:
            return f"file {file.id} is {'another' if file.id in stored else 'gone'}"
    return ""


def _of_records(link: Publication, noted: dict[int, tuple[str, RecordedHead]]) -> str:
    where, head = noted.get(link.number, ("", None))
    if head is not None and head.hash != link.hash:
        return f"{where} names another hash: the chain was written anew"
    return ""
