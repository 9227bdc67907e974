"""Stores the counts of openings every few seconds in one write, and once more at the end."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from pymongo.errors import PyMongoError

from handlers.counting import Tally
from models.views import ViewCounts

log = logging.getLogger("cunwu.counting")

INTERVAL_SECONDS = 3.0


class CountWriter:
    """Runs beside the server; a crash loses at most the counts of the last few seconds."""

    def __init__(
        self, tally: Tally, views: ViewCounts, interval_seconds: float = INTERVAL_SECONDS
    ) -> None:
        self._tally = tally
        self._views = views
        self._interval_seconds = interval_seconds
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to store in the background."""
        self._task = asyncio.create_task(self._store_until_stopped(), name="counting")

    async def stop(self) -> None:
        """Stores what is left. Nothing is cancelled: a write cut short might be counted twice."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def _store_until_stopped(self) -> None:
        is_last = False
        while not is_last:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval_seconds):
                    await self._stopping.wait()
            is_last = self._stopping.is_set()
            await self._store()

    async def _store(self) -> None:
        try:
            await self._tally.store(self._views)
        except PyMongoError as error:
            # The counts stay in memory until the database is back.
            log.warning("counts not stored", extra={"error": type(error).__name__})
