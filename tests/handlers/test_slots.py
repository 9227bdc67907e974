"""The slots of heavy work: never more at once than there are, even if callers leave."""

from __future__ import annotations

import asyncio

import pytest

from handlers.uploads import in_slot
from tests.waiting import turns_of_the_loop


async def test_a_slot_stays_taken_until_the_work_really_ends():
    slots, end = asyncio.Semaphore(1), asyncio.Event()
    caller = asyncio.ensure_future(in_slot(slots, end.wait()))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert slots.locked()
    end.set()
    await turns_of_the_loop()
    assert not slots.locked()


async def test_a_caller_that_leaves_while_waiting_has_nothing_done():
    slots, done = asyncio.Semaphore(0), []

    async def work() -> None:
        done.append(True)

    caller = asyncio.ensure_future(in_slot(slots, work()))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    slots.release()
    await turns_of_the_loop()
    assert not done
    assert not slots.locked()


async def test_an_error_reaches_the_caller_and_frees_the_slot():
    slots = asyncio.Semaphore(1)

    async def work() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        await in_slot(slots, work())
    assert not slots.locked()
