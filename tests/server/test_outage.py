"""The database goes away and comes back: requests say so in time, and service resumes by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable

import pytest

from handlers.passwords import hash_password
from models.divisions import Division
from models.store import Store
from server.embedded import EmbeddedMongo
from server.lifecycle import open_database, running_web
from server.ports import free_port
from server.settings import Settings
from tests.api import Api, Reply
from tests.bench_of_tests import Server
from tests.factories import TOWNSHIP, VILLAGE, Factory
from tests.processes import bury_refused_sockets
from tests.waiting import eventually

PASSWORD = "correct horse 7"
# Left to itself the driver waits for half a minute.
LIMIT_SECONDS = 6.0
AWAY_MESSAGES = {"database away", "change stream broke", "request"}


@pytest.fixture(params=["motor", "pymongo"])
def away(request, folder, settings) -> Settings:
    """Settings for a database of its own that does not run yet."""
    uri = EmbeddedMongo(folder, port=free_port()).uri
    usual = {"mongo_timeout_ms": Settings.model_fields["mongo_timeout_ms"].default}
    return settings.model_copy(update={**usual, "mongo_driver": request.param, "mongodb_uri": uri})


@pytest.fixture
def mongo(away, folder):
    """The mongod of that database; `start` and `stop` are for the tests."""
    port = int(away.mongodb_uri.rpartition(":")[2].partition("/")[0])
    mongo = EmbeddedMongo(folder, port=port)
    yield mongo
    mongo.stop()
    bury_refused_sockets()


@pytest.fixture
def server(away, mongo, io_loop):
    """A web process over that database, in place of the one that other tests share."""
    mongo.start()
    running = Server(away)
    io_loop.run_sync(running.start)
    yield running
    io_loop.run_sync(running.stop)


async def status(api: Api, path: str) -> int:
    return (await api("GET", f"http://127.0.0.1:{api.server.port}{path}")).status


async def is_ready(api: Api) -> bool:
    return await status(api, "/readyz") == 200


async def sign_in(api: Api) -> Reply:
    return await api("POST", "/session/password", {"username": "wang", "password": PASSWORD})


async def open_account(api: Api, token: str, username: str) -> Reply:
    grants = [{"role": "clerk", "division": VILLAGE}]
    form = {"username": username, "name": "新干部", "grants": grants}
    return await api("POST", "/accounts", form, token=token)


async def prepare(make: Factory) -> str:
    """Divisions and a monitor with a password; a token of theirs."""
    await make.divisions()
    hashed = hash_password(PASSWORD)
    account = await make.account("monitor", TOWNSHIP, username="wang", password_hash=hashed)
    return await make.token_of(account)


async def refused_in_time(call: Awaitable[Reply]) -> None:
    started = time.monotonic()
    reply = await call
    assert (reply.status, reply.code) == (503, "database_unavailable")
    assert time.monotonic() - started < LIMIT_SECONDS
    assert int(reply.raw.headers["Retry-After"]) > 0


async def test_service_resumes_by_itself_after_an_outage(api, make, mongo, server, caplog):
    token = await prepare(make)
    await eventually(lambda: heard(server))
    assert (await sign_in(api)).status == 201
    assert (await api("GET", f"/divisions/{VILLAGE}")).json["name"] == "前村"

    await asyncio.to_thread(mongo.kill)
    await refused_in_time(sign_in(api))
    await asyncio.gather(
        refused_in_time(api("GET", f"/divisions?limit={len('unseen')}")),
        refused_in_time(open_account(api, token, "zhang")),
        refused_in_time(api("GET", f"http://127.0.0.1:{server.port}/readyz")),
    )
    assert await status(api, "/healthz") == 200
    assert server.services.remembered.changes.is_heard is False

    await asyncio.to_thread(mongo.start)
    await eventually(lambda: is_ready(api))
    assert (await sign_in(api)).status == 201
    assert (await open_account(api, token, "zhang")).status == 201
    assert (await open_account(api, token, "zhang")).code == "account_exists"
    await eventually(lambda: heard(server))
    await rename_elsewhere(server.settings, "新村")
    await eventually(lambda: is_named(api, "新村"))

    assert {r.getMessage() for r in caplog.records if r.levelname == "WARNING"} <= AWAY_MESSAGES
    caplog.clear()


async def heard(server: Server) -> bool:
    return server.services.remembered.changes.is_heard


async def is_named(api: Api, name: str) -> bool:
    return (await api("GET", f"/divisions/{VILLAGE}")).json["name"] == name


async def rename_elsewhere(settings: Settings, name: str) -> None:
    """What another process does: this one can only hear of it."""
    database = open_database(settings)
    changed = Division(code=VILLAGE, name=name, level="village", parent=TOWNSHIP)
    await Store(database).divisions.add_all([changed])
    await database.close()


async def test_what_was_remembered_is_old_two_seconds_into_an_outage(api, make, mongo, caplog):
    await prepare(make)
    assert (await api("GET", f"/divisions/{VILLAGE}")).status == 200
    await asyncio.to_thread(mongo.kill)
    await eventually(lambda: not api.server.services.remembered.changes.is_heard)
    await asyncio.sleep(api.server.settings.stale_seconds + 0.5)
    await refused_in_time(api("GET", f"/divisions/{VILLAGE}"))
    await asyncio.to_thread(mongo.start)
    await eventually(lambda: is_ready(api))
    assert await is_named(api, "前村")
    caplog.clear()


async def test_a_process_that_starts_without_a_database_becomes_ready_when_it_comes(
    away, mongo, caplog
):
    async with running_web(away) as (_, port, services):
        api = Api(make=None, server=Listening(port))
        assert await status(api, "/healthz") == 200
        assert await status(api, "/readyz") == 503
        await asyncio.to_thread(mongo.start)
        await eventually(lambda: is_ready(api))
        await services.store.ensure_indexes()
        assert (await api("GET", "/divisions")).json == {"items": [], "next": None}
    caplog.clear()


class Listening:
    """As much of a server as `api` needs."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}/api/v1"
