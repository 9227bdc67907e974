"""The seam between Motor and PyMongo's own asynchronous client; no one else tells them apart.

The two share the collection API. They differ in what must be awaited (`aggregate`, `watch`,
`start_session`) and in the class of the GridFS bucket: those few differences end here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Literal, TypeVar

from bson.codec_options import CodecOptions
from gridfs.asynchronous import AsyncGridFSBucket
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorGridFSBucket
from pymongo import AsyncMongoClient, WriteConcern
from pymongo.errors import ConnectionFailure, PyMongoError, WaitQueueTimeoutError

DriverName = Literal["motor", "pymongo"]
T = TypeVar("T")
OUTAGES = (ConnectionFailure, WaitQueueTimeoutError)


def open_client(
    driver: DriverName,
    uri: str,
    *,
    pool_size: int,
    timeout_ms: int | None,
    listeners: Sequence[Any] = (),
) -> Any:  # the two drivers share no base class
    """A client of the named driver; it connects at the first operation, not here.

    `timeout_ms` bounds each operation from choosing a server to the last byte; None only for the
    client of change streams, which wait by nature. Writes are acknowledged by a majority.
    `listeners` are PyMongo's event listeners.
    """
    patience = 2000 if timeout_ms is None else min(2000, timeout_ms)
    options: dict[str, Any] = {
        "maxPoolSize": pool_size,
        "serverSelectionTimeoutMS": patience,
        "connectTimeoutMS": patience,
        "waitQueueTimeoutMS": patience,
        "w": "majority",
        "retryWrites": True,
        "retryReads": True,
        "tz_aware": True,
        "appname": "cunwu",
        "event_listeners": list(listeners),
    }
    if timeout_ms is not None:
        options["timeoutMS"] = timeout_ms
    kind = AsyncIOMotorClient if driver == "motor" else AsyncMongoClient
    return kind(uri, **options)


def is_outage(error: BaseException) -> bool:
    """True if the database was away or too slow, so that trying again later makes sense."""
    if isinstance(error, OUTAGES):
        return True
    return isinstance(error, PyMongoError) and bool(error.timeout)


class Database:
    """A database of either driver, with one way to call what the two call differently."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name
        self.raw = client.get_database(name, codec_options=CodecOptions(tz_aware=True))
        self.is_motor = isinstance(client, AsyncIOMotorClient)

    def collection(self, name: str, *, durable: bool = True) -> Any:
        """The driver's collection; `durable=False` does not wait for the majority.

        Only for what may be lost with a primary: counters of views, attempts, numbers that a
        unique index guards anyway.
        """
        if durable:
            return self.raw[name]
        return self.raw.get_collection(name, write_concern=WriteConcern(w=1))

    async def aggregate(
        self, name: str, pipeline: Sequence[dict[str, Any]], **options: Any
    ) -> list[dict[str, Any]]:
        """The whole (bounded!) result of an aggregation."""
        cursor = self.raw[name].aggregate(list(pipeline), **options)
        if not self.is_motor:
            cursor = await cursor
        return [row async for row in cursor]

    async def in_transaction(self, work: Callable[[Any], Awaitable[T]]) -> T:
        """Runs `work(session)` in a transaction, again from the start after a transient error.

        `work` must therefore have no effect outside of the database.
        """
        session = self.client.start_session()
        if self.is_motor:
            session = await session
        async with session:
            result: T = await session.with_transaction(work)
            return result

    async def watch(self, pipeline: Sequence[dict[str, Any]], **options: Any) -> Any:
        """A change stream over the whole database; use it as an async context manager."""
        stream = self.raw.watch(list(pipeline), **options)
        return stream if self.is_motor else await stream

    def bucket(self, name: str) -> Any:
        """The GridFS bucket of that name."""
        kind = AsyncIOMotorGridFSBucket if self.is_motor else AsyncGridFSBucket
        return kind(self.raw, bucket_name=name)

    async def ping(self) -> None:
        """Raises if no server that takes writes answers in time."""
        await self.raw.command("ping")

    async def close(self) -> None:
        """Closes the client and all its connections."""
        closed = self.client.close()
        if not self.is_motor:
            await closed
