"""Limits of time and work: slow clients are cut, slow requests end, and the loop stays free."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest

from handlers.passwords import hash_password
from models.errors import Unavailable
from server import lifecycle
from server.blocking import BlockingRunner
from tests.api import Api
from tests.bench_of_tests import Server
from tests.raw_http import Wire, request
from tests.waiting import eventually

LOGIN = {"username": "nobody", "password": "not this one"}
POST = request("POST", "/api/v1/session/password", "Content-Length: 40")


@pytest.fixture
def hasty(settings, io_loop, monkeypatch) -> Iterator[Server]:
    """A second web process over the same database, which waits for nobody."""
    monkeypatch.setattr(lifecycle, "IDLE_CONNECTION_SECONDS", 0.4)
    yield from limited(settings, io_loop, request_seconds=0.2)


@pytest.fixture
def narrow(settings, io_loop) -> Iterator[Server]:
    """A second web process with one thread for what blocks, and one place to wait for it."""
    yield from limited(settings, io_loop, blocking_threads=1, blocking_queue=1)


def limited(settings, io_loop, **limits: float) -> Iterator[Server]:
    said = {"log_requests": "all", "slow_request_ms": 60_000}
    running = Server(settings.model_copy(update=said | limits))
    io_loop.run_sync(running.start)
    yield running
    io_loop.run_sync(running.stop)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What blocking work waits for; opened at the end at the latest."""
    gate = threading.Event()
    yield gate
    gate.set()


async def test_a_request_that_takes_too_long_ends_with_words(make, hasty, monkeypatch, caplog):
    ended = asyncio.Event()

    async def slow(*_: object) -> object:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(hasty.services.store.divisions, "by_code", slow)
    reply = await Api(make, hasty)("GET", "/divisions/330825")
    assert (reply.status, reply.code) == (503, "timeout")
    assert ended.is_set(), "what nobody waits for any more goes on"
    caplog.clear()


async def test_a_body_that_comes_too_slowly_is_cut(hasty):
    async with Wire(hasty.port) as wire:
        await wire.send(POST + b"{")
        assert await wire.is_closed()
    await eventually(lambda: not hasty.services.health.is_busy)


async def test_headers_that_come_too_slowly_are_cut(hasty):
    async with Wire(hasty.port) as wire:
        await wire.send(b"GET /api/v1/divisions HTTP/1.1\r\nHost: te")
        assert await wire.is_closed()


async def test_a_connection_that_says_nothing_is_closed(hasty):
    async with Wire(hasty.port) as wire:
        await wire.send(request("GET", "/healthz"))
        assert (await wire.reply()).status == 200
        assert await wire.is_closed()


async def test_blocking_work_beyond_the_queue_is_refused_at_once(make, narrow, gate, caplog):
    blocking, asked = narrow.services.blocking, Api(make, narrow)
    taken = [asyncio.create_task(blocking.run(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    # All places are taken until the gate opens, so whoever waits for one gets no answer.
    reply = await asked("POST", "/session/password", LOGIN)
    assert (reply.status, reply.code) == (503, "overloaded")
    assert int(reply.raw.headers["Retry-After"]) > 0
    assert blocking.waiting == 2
    assert (await asked("GET", f"http://127.0.0.1:{narrow.port}/healthz")).status == 200
    gate.set()
    await asyncio.gather(*taken)
    assert (await asked("POST", "/session/password", LOGIN)).code == "login_failed"
    caplog.clear()


async def test_a_caller_that_gives_up_leaves_its_place_taken_until_the_thread_is_free(gate):
    runner = BlockingRunner(threads=1, queue=0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(runner.run(gate.wait), 0.05)
    with pytest.raises(Unavailable):
        await runner.run(int)
    gate.set()
    await eventually(lambda: runner.waiting == 0)
    assert await runner.run(int, "7") == 7
    runner.close()


async def test_an_error_of_blocking_work_reaches_its_caller_and_frees_the_place():
    runner = BlockingRunner(threads=1, queue=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await runner.run(divmod, 1, 0)
        await asyncio.sleep(0)
    assert runner.waiting == 0
    runner.close()


async def test_the_loop_stays_free_while_passwords_are_checked(api, server):
    """In the loop a check is one long stretch of its work, however busy the machine is besides."""
    begun = time.thread_time()
    hash_password("warm")
    one_check, longest = time.thread_time() - begun, 0.0
    logins = [asyncio.create_task(api("POST", "/session/password", LOGIN)) for _ in range(4)]
    while not all(login.done() for login in logins):
        before = time.thread_time()
        await asyncio.sleep(0.002)
        longest = max(longest, time.thread_time() - before)
    assert {login.result().status for login in logins} == {401}
    assert longest < one_check / 2
