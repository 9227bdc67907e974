"""Whether the loop stays free for others, told apart from a machine that is busy by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

ENOUGH, MOST_TRIES = 0.5, 4


class Watch:
    """How often the loop wakes who sleeps for five milliseconds: a second, while it is watched.

    A busy machine makes it less for everybody; one blocked call leaves nothing of it.
    """

    def __init__(self) -> None:
        self.looks = 0
        self.whole = 0.0

    @property
    def a_second(self) -> float:
        return self.looks / self.whole

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[Watch]:
        looking = asyncio.create_task(self._look())
        begun = time.monotonic()
        yield self
        self.whole = time.monotonic() - begun
        looking.cancel()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(0.005)
            self.looks += 1


async def share_of_the_loop(work: Callable[[], Awaitable[None]]) -> float:
    """How often the loop wakes others while `work` is done, against a loop without work.

    Others use this machine, too, and may take a second away; what blocks takes them all: of some
    tries the best counts.
    """
    shares: list[float] = []
    while len(shares) < MOST_TRIES and max(shares, default=0.0) < ENOUGH:
        async with Watch().watching() as idle:
            await asyncio.sleep(0.5)
        async with Watch().watching() as busy:
            await work()
        shares.append(busy.a_second / idle.a_second)
    return max(shares)
