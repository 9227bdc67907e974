"""Waits for what happens elsewhere until it is so, and never for a time that may be too short."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable

# A loaded machine may need long; where all goes well nobody waits so long.
PATIENCE_SECONDS = 60.0
# More turns of the loop than anything that needs no input takes to be done.
TURNS = 20


async def eventually(
    is_so: Callable[[], Awaitable[object] | object], seconds: float = PATIENCE_SECONDS
) -> None:
    """Looks again and again until it is so; raises `TimeoutError` when patience is over."""
    async with asyncio.timeout(seconds):
        while True:
            found = is_so()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.02)


async def turns_of_the_loop() -> None:
    """Lets everything go on that waits for nothing from outside."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
