"""Tries to sign in: counted before they are looked at, given back when they were right."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.errors import TooMany

LIMITS = {"failures": 5, "window_minutes": 15}


async def look(store, is_right: bool | None, *keys: str) -> None:
    async with store.attempts.admitted(keys or ("account:a", "address:1"), **LIMITS) as admission:
        admission.is_right = is_right


async def test_the_sixth_failure_is_not_looked_at_and_says_when_to_come_back(store, clock):
    for _ in range(5):
        await look(store, False)
        clock.forward(timedelta(minutes=1))
    with pytest.raises(TooMany) as refusal:
        await look(store, True)
    assert refusal.value.code == "login_locked"
    assert 9 * 60 < refusal.value.retry_after <= 10 * 60 + 1


async def test_failures_leave_the_window_one_by_one(store, clock):
    for _ in range(5):
        await look(store, False)
        clock.forward(timedelta(minutes=3))
    await look(store, False)
    with pytest.raises(TooMany):
        await look(store, False)


async def test_of_many_tries_at_once_five_are_looked_at(store):
    tries = [look(store, False) for _ in range(25)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(result is None for result in done) == 5
    assert all(isinstance(result, TooMany) for result in done if result is not None)


async def test_right_tries_at_once_wait_for_each_other_and_all_pass(store):
    keys = [(f"account:{n}", "address:1") for n in range(12)]
    await asyncio.gather(*(look(store, True, *pair) for pair in keys))
    assert await store.attempts.raw.count_documents({"tries.failed": True, "_id": {"$gt": 0}}) == 0


async def test_a_right_try_clears_the_account_and_not_the_address(store):
    for n in range(4):
        await look(store, False, f"account:{n}", "address:1")
    await look(store, True, "account:0", "address:1")
    await look(store, False, "account:0", "address:1")
    with pytest.raises(TooMany):
        await look(store, True, "account:0", "address:1")


async def test_a_try_that_broke_off_counts_as_never_made(store):
    for _ in range(8):
        with pytest.raises(RuntimeError):
            async with store.attempts.admitted(["account:a"], **LIMITS):
                raise RuntimeError
    await look(store, True)


async def test_a_try_whose_process_died_counts_as_failed(store, clock):
    begun = [store.attempts.admitted(["account:a"], **LIMITS) for _ in range(5)]
    for admission in begun:
        await admission.__aenter__()
    clock.forward(timedelta(seconds=16))
    with pytest.raises(TooMany):
        await look(store, True, "account:a")


async def test_what_was_typed_as_a_name_is_not_stored(store):
    await look(store, False, "account:my-password-by-mistake")
    row = await store.attempts.raw.find_one({})
    assert "password" not in str(row)
