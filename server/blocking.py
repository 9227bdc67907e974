"""The one bounded runner for work that would block the loop: Pillow, argon2, wechatpy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from models.errors import Unavailable

T = TypeVar("T")


class BlockingRunner:
    """A few threads and a short queue; what does not fit is refused at once, not kept waiting."""

    def __init__(self, threads: int, queue: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="blocking")
        self._most = threads + queue
        self.waiting = 0

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Runs `work(*args)` in a thread; raises `Unavailable` (`overloaded`) if all are busy.

        A caller that is cancelled leaves the thread to finish: a thread cannot be stopped, so its
        place stays taken until it is really free.
        """
        if self.waiting >= self._most:
            raise Unavailable("overloaded")
        self.waiting += 1
        future = asyncio.get_running_loop().run_in_executor(self._executor, work, *args)
        future.add_done_callback(self._free)
        return await asyncio.shield(future)

    def _free(self, future: asyncio.Future[T]) -> None:
        self.waiting -= 1
        if not future.cancelled():
            # Marks the error as seen when the caller has gone: it was told to the caller or to
            # nobody, and must not be reported again by the loop.
            future.exception()

    def close(self) -> None:
        """Waits for what runs and drops what waits."""
        self._executor.shutdown(cancel_futures=True)
