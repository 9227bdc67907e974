"""A village's whole archive as a ZIP that anybody can check offline; it knows no requests.

It is written as it is sent, a piece at a time, so a village of many years needs no more memory
than a young one. Names inside tell nothing that the links do not.
"""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import rfc8785
from bson import ObjectId

from models.content import EXTENSIONS
from models.errors import Unavailable
from models.media import Medium
from models.publications import Publication
from models.publications.documents import sealed_bytes
from models.store import Store

SHEETS = Path(__file__).parents[1] / "static" / "chain"
PAGE = 20
ROOM_SECONDS = 0.2
T = TypeVar("T")
# What a ZIP says of its files' age; the instants that count stand in the links.
NO_TIME = (1980, 1, 1, 0, 0, 0)

Run = Callable[..., Awaitable[Any]]


class Pieces:
    """Where the ZIP is written to: it cannot go back, and gives away what it has."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes) -> int:
        """Takes bytes, as a file would."""
        self._bytes += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def take(self) -> bytes:
        """What was written since."""
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


class Archive:
    """One ZIP of one village, as it is when it is asked for."""

    def __init__(self, store: Store, village: str, run: Run) -> None:
        self._store = store
        self._village = village
        self._run = run
        self._pieces = Pieces()
        # It asks of a file that it cannot go back in for no more than these two verbs.
        self._zip = zipfile.ZipFile(cast(IO[bytes], self._pieces), "w", zipfile.ZIP_DEFLATED)
        self._sums: list[str] = []
        self._sent: set[ObjectId] = set()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The bytes of the ZIP in order."""
        for name in ("README.txt", "verify.py"):
            yield await self._add(name, (SHEETS / name).read_bytes())
        number = 0
        while links := await self._store.publications.behind(self._village, number, limit=PAGE):
            for link in links:
                async with aclosing(self._link(link)) as pieces:
                    async for piece in pieces:
                        yield piece
            number = links[-1].number
        sums = "".join(f"{line}\n" for line in self._sums)
        yield await self._add("SHA256SUMS", sums.encode())
        self._zip.close()
        yield self._pieces.take()

    async def _link(self, link: Publication) -> AsyncGenerator[bytes, None]:
        name = f"{link.number:06}"
        self._sums.append(f"{link.hash}  links/{name}.txt")
        yield await self._add(f"links/{name}.txt", sealed_bytes(link.previous, link.link))
        content = await self._patient(rfc8785.dumps, link.content)
        self._sums.append(f"{link.content_sha256}  content/{name}.json")
        yield await self._add(f"content/{name}.json", content)
        if link.audience == "all":
            async with aclosing(self._files(link)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _files(self, link: Publication) -> AsyncGenerator[bytes, None]:
        """The files that this link is the first to show, and that are still open to everybody."""
        new = {file.id: file.sha256 for file in link.files if file.id not in self._sent}
        ids = list(new)
        for start in range(0, len(ids), PAGE):
            stored = await self._store.media.of(ids[start : start + PAGE])
            for medium in stored.values():
                if medium.public:
                    self._sent.add(medium.id)
                    async with aclosing(self._file(medium, new[medium.id])) as pieces:
                        async for piece in pieces:
                            yield piece

    async def _file(self, medium: Medium, sha256: str) -> AsyncGenerator[bytes, None]:
        """Stored as it is: pictures are compressed already."""
        blob = medium.blob("original")
        name = f"files/{medium.id}.{EXTENSIONS[blob.type]}"
        self._sums.append(f"{sha256}  {name}")
        with self._zip.open(zipfile.ZipInfo(name, NO_TIME), "w") as entry:
            async for chunk in self._store.media.blobs.read(blob, 0, blob.bytes - 1):
                entry.write(chunk)
                yield self._pieces.take()
        yield self._pieces.take()

    async def _add(self, name: str, data: bytes) -> bytes:
        """A whole small file; compressed off the loop."""
        entry = zipfile.ZipInfo(name, NO_TIME)
        entry.compress_type = zipfile.ZIP_DEFLATED
        await self._patient(self._zip.writestr, entry, data)
        return self._pieces.take()

    async def _patient(self, work: Callable[..., T], *arguments: object) -> T:
        """Off the loop, whenever there is room: half an archive cannot be refused any more."""
        while True:
            try:
                done: T = await self._run(work, *arguments)
            except Unavailable:
                await asyncio.sleep(ROOM_SECONDS)
            else:
                return done
