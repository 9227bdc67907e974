"""Vouchers get their watermark, village and day, once and before anybody outside sees them.

What a link of the village's chain names is the marked file: it is what readers get.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bson import ObjectId

from models.base import CHINA
from models.disclosures import Disclosure
from models.errors import Unavailable
from models.media import Medium
from models.outbox import Event
from models.store import Store
from models.watermarks import watermarked

# What a request marks by itself: the worker has had the time of the review for the others.
MOST_AT_ONCE = 4
BATCH = 50

Run = Callable[..., Awaitable[Any]]


class Marking:
    """Marks the vouchers of disclosures; again changes nothing."""

    def __init__(self, store: Store, run: Run = asyncio.to_thread, font: str = "") -> None:
        self._store = store
        self._run = run
        self._font = font

    async def require(self, disclosure: Disclosure) -> None:
        """All vouchers are marked after this; raises `Unavailable` (`vouchers_unmarked`) where
        that is more than a request can wait for."""
        left = await self.unmarked(disclosure)
        if len(left) > MOST_AT_ONCE:
            raise Unavailable("vouchers_unmarked", retry_after=30)
        await self._mark(disclosure, left)

    async def mark_some(self, disclosure: Disclosure) -> bool:
        """Marks some of the vouchers; True if others are left."""
        left = await self.unmarked(disclosure)
        await self._mark(disclosure, left[:MOST_AT_ONCE])
        return len(left) > MOST_AT_ONCE

    async def unmarked(self, disclosure: Disclosure) -> list[Medium]:
        """The vouchers that bear no watermark yet."""
        ids = list(dict.fromkeys(v for entry in disclosure.entries for v in entry.vouchers))
        found: list[Medium] = []
        for first in range(0, len(ids), BATCH):
            media = await self._store.media.of(ids[first : first + BATCH])
            found += [medium for medium in media.values() if medium.unmarked is None]
        return found

    async def _mark(self, disclosure: Disclosure, media: list[Medium]) -> None:
        if not media:
            return
        village, day = disclosure.division, self._store.now().astimezone(CHINA).date()
        name = (await self._store.divisions.by_code(village)).name
        for medium in media:
            data = await self._store.media.blobs.whole(medium.in_original())
            words = f"{name} {day.isoformat()}", f"{village} {day.isoformat()}"
            content = await self._run(watermarked, data, *words, self._font)
            await self._store.media.mark(medium, content)


def marking_event(disclosure_id: ObjectId) -> Event:
    """What has the vouchers marked while the disclosure is reviewed."""
    return Event(kind="disclosure.mark", payload={"disclosure": disclosure_id})
