"""Bytes in GridFS: written once, read in pieces, removed; knows neither owners nor documents."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bson import ObjectId
from gridfs.errors import NoFile

from models.base import Id, Value
from models.content import Rendering
from models.driver import Database
from models.errors import NotFound

BUCKET = "blobs"
CHUNK_BYTES = 255 * 1024


class Blob(Value):
    """One file in GridFS and what it holds; its bytes never change."""

    file: Id
    type: str
    bytes: int
    sha256: str
    chunk_bytes: int
    width: int | None = None
    height: int | None = None


class Blobs:
    """The files of one database, by ids that the caller chooses before writing."""

    def __init__(self, db: Database) -> None:
        self._bucket = db.bucket(BUCKET)
        self._chunks = db.collection(f"{BUCKET}.chunks")

    async def write(self, file: ObjectId, rendering: Rendering) -> Blob:
        """Stores the bytes; what is left of an interrupted write goes with `remove`."""
        await self._bucket.upload_from_stream_with_id(
            file, str(file), rendering.data, chunk_size_bytes=CHUNK_BYTES
        )
        return Blob(
            file=file,
            type=rendering.type,
            bytes=len(rendering.data),
            sha256=rendering.sha256,
            chunk_bytes=CHUNK_BYTES,
            width=rendering.width,
            height=rendering.height,
        )

    async def read(self, blob: Blob, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from `first` to `last` (both included), a chunk at a time.

        Each chunk is a query of its own: a GridFS download fetches the whole file with its first
        batch, and would hold that, and a cursor, for as long as a slow phone takes.
        """
        for number in range(first // blob.chunk_bytes, last // blob.chunk_bytes + 1):
            row = await self._chunks.find_one({"files_id": blob.file, "n": number})
            if row is None:
                raise NotFound
            start = number * blob.chunk_bytes
            yield row["data"][max(0, first - start) : last + 1 - start]

    async def whole(self, blob: Blob) -> bytes:
        """All bytes at once, for work on them; raises `NotFound`."""
        return b"".join([piece async for piece in self.read(blob, 0, blob.bytes - 1)])

    async def remove(self, file: ObjectId) -> None:
        """Removes the file and every chunk of it; again changes nothing."""
        try:
            await self._bucket.delete(file)
        except NoFile:
            # Never written, half-written or already removed: its chunks are gone now anyway.
            return
