"""Limits of time and work: slow clients are cut, slow requests end, and the loop stays free."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from handlers.passwords import hash_password
from models.errors import Unavailable
from server import lifecycle
from server.blocking import BlockingRunner
from tests.api import Api
from tests.bench_of_tests import Server
from tests.raw_http import Wire, request

LOGIN = {"username": "nobody", "password": "not this one"}
POST = request("POST", "/api/v1/session/password", "Content-Length: 40")


@pytest.fixture
def small(settings, io_loop, monkeypatch) -> Iterator[Server]:
    """A second web process over the same database, with small limits."""
    monkeypatch.setattr(lifecycle, "IDLE_CONNECTION_SECONDS", 0.4)
    limits = {
        "request_seconds": 0.2,
        "blocking_threads": 1,
        "blocking_queue": 1,
        "log_requests": "all",
        "slow_request_ms": 60_000,
    }
    running = Server(settings.model_copy(update=limits))
    io_loop.run_sync(running.start)
    yield running
    io_loop.run_sync(running.stop)


@pytest.fixture
def asked(make, small) -> Api:
    return Api(make, small)


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What blocking work waits for; opened at the end at the latest."""
    gate = threading.Event()
    yield gate
    gate.set()


async def until(is_true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not is_true():  # noqa: ASYNC110  # threads end without an event of the loop
            await asyncio.sleep(0.005)


async def test_a_request_that_takes_too_long_ends_with_words(asked, small, monkeypatch, caplog):
    async def slow(*_: object) -> object:
        await asyncio.sleep(5)

    monkeypatch.setattr(small.services.store.divisions, "by_code", slow)
    started = time.monotonic()
    reply = await asked("GET", "/divisions/330825")
    assert (reply.status, reply.code) == (503, "timeout")
    assert time.monotonic() - started < 2
    caplog.clear()


async def test_a_body_that_comes_too_slowly_is_cut(small):
    async with Wire(small.port) as wire:
        await wire.send(POST + b"{")
        assert await wire.is_closed()
    await until(lambda: not small.services.health.is_busy)


async def test_headers_that_come_too_slowly_are_cut(small):
    async with Wire(small.port) as wire:
        await wire.send(b"GET /api/v1/divisions HTTP/1.1\r\nHost: te")
        assert await wire.is_closed()


async def test_a_connection_that_says_nothing_is_closed(small):
    async with Wire(small.port) as wire:
        await wire.send(request("GET", "/healthz"))
        assert (await wire.reply()).status == 200
        assert await wire.is_closed()


async def test_blocking_work_beyond_the_queue_is_refused_at_once(asked, small, gate, caplog):
    blocking = small.services.blocking
    taken = [asyncio.create_task(blocking.run(gate.wait)) for _ in range(2)]
    await asyncio.sleep(0)
    started = time.monotonic()
    reply = await asked("POST", "/session/password", LOGIN)
    assert (reply.status, reply.code) == (503, "overloaded")
    assert int(reply.raw.headers["Retry-After"]) > 0
    assert time.monotonic() - started < 0.2
    assert (await asked("GET", f"http://127.0.0.1:{small.port}/healthz")).status == 200
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
    await until(lambda: runner.waiting == 0)
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
    """Eight checks take a second of processor time; done in the loop, nobody else is answered."""
    await server.services.blocking.run(hash_password, "warm")
    late = 0.0
    logins = [asyncio.create_task(api("POST", "/session/password", LOGIN)) for _ in range(4)]
    while not all(login.done() for login in logins):
        before = time.monotonic()
        await asyncio.sleep(0.01)
        late = max(late, time.monotonic() - before - 0.01)
    assert {login.result().status for login in logins} == {401}
    assert late < alone(4)


def alone(checks: int) -> float:
    """The seconds that so many checks take one after the other on this machine now."""
    before = time.monotonic()
    for _ in range(checks):
        hash_password("warm")
    return time.monotonic() - before
