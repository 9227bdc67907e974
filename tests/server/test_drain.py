"""A web process that is told to stop: what was sent is answered, and the end comes in time."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.ioloop import IOLoop

from models.store import Store
from server.children import start_child
from server.lifecycle import open_database
from server.ports import free_port
from server.settings import Settings
from tests.conftest import DATA_KEYS, LOOKUP_KEY, MONGO_ENV
from tests.processes import environment, wait_until
from tests.raw_http import Wire, request
from tests.waiting import PATIENCE_SECONDS, eventually

CLIENTS = 16
# Long enough for a busy machine; who waits for its end takes a short one.
DRAIN_SECONDS, SHORT_SECONDS = 30, 2
LIST = request("GET", "/api/v1/divisions")
LIST_ONCE = request("GET", "/api/v1/divisions", "Connection: close")
LOGIN = json.dumps({"username": "nobody", "password": "x"}).encode()
# Its first answer (100) tells that the server has begun to read; until the body comes it is busy.
LOGIN_HEAD = request(
    "POST",
    "/api/v1/session/password",
    "Content-Type: application/json",
    f"Content-Length: {len(LOGIN)}",
    "Expect: 100-continue",
)


class Web:
    """A real `python -m server web`."""

    def __init__(self, folder: Path, database: str, drain_seconds: int = DRAIN_SECONDS) -> None:
        self.port = free_port()
        self.log = folder / "web.log"
        self.process = start_child(
            [sys.executable, "-m", "server", "web"],
            output=self.log,
            environment=environment(
                PORT=str(self.port),
                DEMO="true",
                MONGODB_URI=os.environ[MONGO_ENV],
                MONGODB_DATABASE=database,
                DATA_KEYS=DATA_KEYS,
                LOOKUP_KEY=LOOKUP_KEY,
                DRAIN_SECONDS=str(drain_seconds),
            ),
        )
        wait_until(lambda: "listening" in self.said())

    def said(self) -> list[str]:
        """The events of the log so far."""
        text = self.log.read_text(encoding="utf-8") if self.log.exists() else ""
        return [json.loads(line)["event"] for line in text.splitlines() if line.startswith("{")]

    def tell_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    async def ended(self, seconds: float = DRAIN_SECONDS + PATIENCE_SECONDS) -> int:
        """The exit code; raises if it does not come at all."""
        try:
            return await asyncio.to_thread(self.process.wait, seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still there after {seconds} s") from None


@pytest.fixture(scope="module")
def database(io_loop: IOLoop, settings: Settings) -> str:
    """The name of a database with its indexes in place."""
    name = settings.mongodb_database + "_drain"
    opened = open_database(settings.model_copy(update={"mongodb_database": name}))
    io_loop.run_sync(Store(opened).ensure_indexes)
    io_loop.run_sync(opened.close)
    return name


@pytest.fixture
def web(request: pytest.FixtureRequest, folder: Path, database: str) -> Iterator[Web]:
    web = Web(folder, database, getattr(request, "param", DRAIN_SECONDS))
    yield web
    web.process.kill()
    web.process.wait()


async def is_refused(port: int) -> bool:
    """True once nobody listens there."""
    try:
        async with Wire(port):
            return False
    except ConnectionRefusedError:
        return True


async def client(web: Web, outcomes: Counter[str], sent: bytes) -> None:
    """Sends one request after the other, and connects anew where the server closes politely."""
    while True:
        try:
            wire = await Wire(web.port).__aenter__()
        except ConnectionRefusedError:
            return
        while True:
            try:
                await wire.send(sent)
                reply = await wire.reply()
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                outcomes[f"lost: {type(error).__name__}"] += 1
                break
            outcomes[str(reply.status)] += 1
            if reply.headers.get("connection") == "close":
                break
        wire.writer.close()


@pytest.mark.parametrize("sent", [LIST, LIST_ONCE], ids=["kept connections", "one each"])
async def test_under_load_no_request_is_lost_and_no_connection_is_reset(web: Web, sent) -> None:
    outcomes: Counter[str] = Counter()
    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as clients:
        for _ in range(CLIENTS):
            clients.create_task(client(web, outcomes, sent))
        await eventually(lambda: outcomes["200"] > 10 * CLIENTS)
        web.tell_to_stop()
    assert await web.ended() == 0
    assert outcomes.keys() == {"200"}


async def test_a_body_that_is_on_its_way_is_waited_for(web: Web) -> None:
    async with Wire(web.port) as wire:
        await wire.send(LOGIN_HEAD)
        assert (await wire.reply()).status == 100
        await wire.send(LOGIN[:10])
        web.tell_to_stop()
        await eventually(lambda: "draining" in web.said())
        await wire.send(LOGIN[10:])
        reply = await wire.reply()
    assert (reply.status, reply.code) == (401, "login_failed")
    assert await web.ended() == 0


async def test_an_idle_connection_is_closed_without_a_word(web: Web) -> None:
    async with Wire(web.port) as wire:
        await wire.send(LIST)
        assert (await wire.reply()).status == 200
        web.tell_to_stop()
        assert await wire.is_closed()
    assert await web.ended() == 0


async def test_a_request_on_an_old_connection_ends_it_and_a_new_one_is_refused(web: Web) -> None:
    async with Wire(web.port) as wire, Wire(web.port) as busy:
        await wire.send(LIST)
        await wire.reply()
        # As long as somebody is served, the quiet moment that ends idle connections does not come.
        await busy.send(LOGIN_HEAD)
        assert (await busy.reply()).status == 100
        web.tell_to_stop()
        await eventually(lambda: is_refused(web.port))
        await wire.send(LIST)
        reply = await wire.reply()
        assert (reply.status, reply.headers["connection"]) == (200, "close")
        assert await wire.is_closed()


async def test_a_second_signal_changes_nothing(web: Web) -> None:
    async with Wire(web.port) as wire:
        await wire.send(LOGIN_HEAD)
        assert (await wire.reply()).status == 100
        web.tell_to_stop()
        await eventually(lambda: "draining" in web.said())
        web.tell_to_stop()
        web.process.send_signal(signal.SIGINT)
        await wire.send(LOGIN)
        assert (await wire.reply()).status == 401
    assert await web.ended() == 0


@pytest.mark.parametrize("web", [SHORT_SECONDS], indirect=True)
async def test_a_request_that_never_ends_is_given_up_and_said_so(web: Web) -> None:
    """Its body never comes, so the request would hold the process for ever."""
    async with Wire(web.port) as wire:
        await wire.send(LOGIN_HEAD)
        assert (await wire.reply()).status == 100
        started = time.monotonic()
        web.tell_to_stop()
        assert await web.ended() == 0
    assert time.monotonic() - started >= SHORT_SECONDS - 0.5
    assert "gave up on requests" in web.said()
