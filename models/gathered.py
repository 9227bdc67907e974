"""Stores documents that come at the same moment in one write; each hears only of its own fate.

A write to the majority takes milliseconds, mostly waiting: what comes meanwhile goes together next.
It knows nothing of what the documents mean.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.errors import (
    BulkWriteError,
    DuplicateKeyError,
    PyMongoError,
    WriteConcernError,
    WriteError,
)

from models.base import Row

# Bounds the size of one message to the server.
MOST = 100
DUPLICATE_KEY = 11000

Waiting = tuple[Row, "asyncio.Future[None]"]


class GatheredInserts:
    """Inserts into one collection; used by one event loop only, so it needs no lock."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def insert(self, row: Row) -> None:
        """Stores the row durably, as `insert_one` does; raises what `insert_one` would raise."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, stored))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_until_none_waits())
        await stored

    async def _write_until_none_waits(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write(batch)
        finally:
            self._writing = None

    async def _write(self, batch: Sequence[Waiting]) -> None:
        errors: Mapping[int, Exception] = {}
        try:
            await self._raw.insert_many([row for row, _ in batch], ordered=False)
        except BulkWriteError as error:
            errors = _errors_of(error, len(batch))
        except PyMongoError as error:
            # The database is away. Those who came meanwhile must not wait for a second try.
            batch = (*batch, *self._waiting)
            self._waiting = []
            errors = dict.fromkeys(range(len(batch)), error)
        except Exception as error:
            # One of them cannot be written as BSON, and nothing was sent.
            if len(batch) > 1:
                for alone in batch:
                    await self._write([alone])
                return
            errors = {0: error}
        for place, (_, stored) in enumerate(batch):
            if stored.done():
                continue  # Whoever asked has given up.
            if place in errors:
                stored.set_exception(errors[place])
            else:
                stored.set_result(None)


def _errors_of(error: BulkWriteError, count: int) -> dict[int, Exception]:
    """What `insert_one` would have raised for each place that failed."""
    details: Mapping[str, Any] = error.details or {}
    found: dict[int, Exception] = {}
    for concern in details.get("writeConcernErrors", ()):
        # Nobody knows whether it lasts, so nobody is told that it does.
        unsure = WriteConcernError(concern.get("errmsg", ""), concern.get("code"), concern)
        found = dict.fromkeys(range(count), unsure)
    for refused in details.get("writeErrors", ()):
        kind = DuplicateKeyError if refused["code"] == DUPLICATE_KEY else WriteError
        found[refused["index"]] = kind(refused["errmsg"], refused["code"], refused)
    return found
