"""The test bench: one real MongoDB for the whole run, a real server per test, and `api` to call it.

The database of a test process keeps its indexes; only its documents go after each test. mongod
runs with `notablescan`, so a query without an index fails wherever it is made.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pymongo
import pytest
from bson.min_key import MinKey
from hypothesis import HealthCheck
from pydantic import SecretStr
from tornado.ioloop import IOLoop

from handlers.publishing_gate import Gate
from models.store import Store
from models.vault import new_key
from server.embedded import EmbeddedMongo
from server.jobs import all_routines, job_functions
from server.settings import Settings
from server.wechat import open_wechat
from server.worker import Worker
from tests.api import Api
from tests.bench_of_tests import MovableClock, Server
from tests.factories import Factory
from tests.fakes.wechat import FakeWeChat

MONGO_ENV = "CUNWU_TEST_MONGODB_URI"
# No query without an index; and as tests live at other times than mongod, it must not remove what
# is old by its own clock (an index shows that it would).
PARAMETERS = ("notablescan=1", "ttlMonitorEnabled=false")
DATA_KEYS = f"test:{new_key()}"
LOOKUP_KEY = new_key()
EMPTYING_SECONDS = 60
ANY = {"_id": {"$gte": MinKey()}}
# The longest files, begun first: whatever begins last is waited for by one process alone.
LONGEST = (
    "test_bench.py",
    "test_worker_killed.py",
    "test_access.py",
    "test_run.py",
    "test_no_case_lost.py",
    "test_villager_pages.py",
    "test_wechat_faults.py",
    "test_cadre_access.py",
)


# What is tried is the same each time, and a machine that is slow fails no test:
# `make test ARGS="--hypothesis-profile=default"` looks for what nobody has met yet.
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis.settings.load_profile("repeatable")


def pytest_configure(config: pytest.Config) -> None:
    """Starts the one mongod in the controlling process; workers inherit its address."""
    if hasattr(config, "workerinput") or MONGO_ENV in os.environ:
        return
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="cunwu-test-", dir=memory if memory.is_dir() else None))
    mongo = EmbeddedMongo(folder, extra_args=[f"--setParameter={name}" for name in PARAMETERS])
    os.environ[MONGO_ENV] = mongo.start()
    config.stash[MONGO_KEY] = (mongo, folder)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the longest files first."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONGEST)))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops what `pytest_configure` started."""
    started = config.stash.get(MONGO_KEY, None)
    if started is not None:
        mongo, folder = started
        mongo.stop()
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop(MONGO_ENV, None)


MONGO_KEY = pytest.StashKey[tuple[EmbeddedMongo, Path]]()


@pytest.fixture(scope="session")
def io_loop() -> Iterator[IOLoop]:
    """One loop for the whole session: a database client belongs to the loop that first uses it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield IOLoop.current()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


@pytest.fixture(scope="session")
def database_name() -> str:
    """A database for each test process."""
    return "test_" + os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def settings(database_name: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests; nothing is read from the environment or from `.env`."""
    return Settings(
        _env_file=None,
        mongodb_uri=os.environ[MONGO_ENV],
        mongodb_database=database_name,
        data_dir=tmp_path_factory.mktemp("data"),
        data_keys=DATA_KEYS,
        lookup_key=LOOKUP_KEY,
        port=0,
        demo=True,
        drain_seconds=2,
        # A loaded machine must not turn a slow answer into a warning or a refusal, which fails the
        # test; what becomes of those is shown with limits of their own.
        slow_request_ms=60_000,
        mongo_timeout_ms=30_000,
        request_seconds=60,
    )


@pytest.fixture(scope="session")
def server(io_loop: IOLoop, settings: Settings) -> Iterator[Server]:
    """A real web process's inside, listening on a free port, for the whole session."""
    running = Server(settings)
    io_loop.run_sync(running.start)
    yield running
    io_loop.run_sync(running.stop)


@pytest.fixture
def store(server: Server, io_loop: IOLoop) -> Iterator[Store]:
    """The server's store, empty before and after."""
    yield server.services.store
    io_loop.run_sync(lambda: empty(server.services.store))
    server.forget()


@pytest.fixture
def make(store: Store, server: Server) -> Factory:
    """Makes divisions, accounts and their documents in the store."""
    return Factory(store, server.services)


@pytest.fixture
def api(make: Factory, server: Server) -> Api:
    """Calls the API as a role; checks the shape of every answer."""
    return Api(make, server)


@pytest.fixture
def wechat(
    server: Server, store: Store, settings: Settings, io_loop: IOLoop
) -> Iterator[FakeWeChat]:
    """A WeChat that behaves, to which this test's server and worker are connected."""
    fake, stand_in = FakeWeChat(clock=server.clock), server.services.wechat
    io_loop.run_sync(fake.start)
    changed = {
        "wechat_appid": fake.appid,
        "wechat_secret": SecretStr(fake.secret),
        "wechat_base_url": fake.url,
        # A busy machine must not make a late answer of what is none; see `Server.impatient`.
        "wechat_seconds": 20.0,
    }
    connected = settings.model_copy(update=changed)
    observe = server.services.metrics.called_wechat
    gateway = open_wechat(connected, server.services.vault, server.clock, observe)
    # Services are frozen for handlers; a test is the one place that exchanges a part.
    object.__setattr__(server.services, "wechat", gateway)
    yield fake
    object.__setattr__(server.services, "wechat", stand_in)
    io_loop.run_sync(fake.stop)
    io_loop.run_sync(gateway.close)


@pytest.fixture
def clock(server: Server) -> Iterator[MovableClock]:
    """The server's clock, which a test may move."""
    yield server.clock
    server.clock.reset()


@pytest.fixture
def worker(store: Store, server: Server, settings: Settings) -> Worker:
    """A worker over the server's store: `await worker.until_idle()`."""
    functions = job_functions(store, settings.deadlines, server.services.wechat)
    gate = Gate(server.services.vault, server.services.blocking.run)
    routines = all_routines(store, settings.deadlines, gate=gate)
    return Worker(store, settings, functions, routines)


@pytest.fixture(autouse=True)
def _no_unexpected_logs(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A test that logs a warning or worse must say so (`caplog.clear()` after asserting on it)."""
    yield
    loud = [r.getMessage() for r in caplog.records if r.levelname in {"WARNING", "ERROR"}]
    assert not loud, f"logged unexpectedly: {loud}"


async def empty(store: Store) -> None:
    """Deletes every document. The filter is an index scan, as `notablescan` demands.

    A hundred thousand of them on a busy machine take longer than any operation of the program may.
    """
    with pymongo.timeout(EMPTYING_SECONDS):
        for name in await filled(store):
            await store.db.collection(name).delete_many(ANY)


async def filled(store: Store) -> list[str]:
    """The collections that hold anything: one question to the database, as most of them do not."""
    first, *others = (collection.raw.name for collection in store.collections())
    joined = [{"$unionWith": {"coll": name, "pipeline": name_if_any(name)}} for name in others]
    return [row["name"] for row in await store.db.aggregate(first, [*name_if_any(first), *joined])]


def name_if_any(collection: str) -> list[dict[str, object]]:
    """The name of the collection, if there is a document in it."""
    return [
        {"$match": ANY},
        {"$limit": 1},
        {"$project": {"_id": 0, "name": {"$literal": collection}}},
    ]
