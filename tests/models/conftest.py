"""The store of the models' tests, opened by each of the two drivers in turn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tornado.ioloop import IOLoop

from models.store import Store
from server.lifecycle import open_database
from server.settings import Settings
from tests.bench_of_tests import Server
from tests.conftest import empty


@pytest.fixture(scope="session", params=["motor", "pymongo"])
def opened(
    request: pytest.FixtureRequest, io_loop: IOLoop, settings: Settings, server: Server
) -> Iterator[Store]:
    """A store of its own database, so that the web process of other tests hears nothing of it."""
    chosen = {
        "mongo_driver": request.param,
        "mongodb_database": settings.mongodb_database + "_models",
    }
    database = open_database(settings.model_copy(update=chosen))
    store = Store(database, server.clock)
    io_loop.run_sync(store.ensure_indexes)
    yield store
    io_loop.run_sync(database.close)


@pytest.fixture
def store(opened: Store, io_loop: IOLoop) -> Iterator[Store]:
    """The store, empty before and after, in place of the web process's own."""
    yield opened
    io_loop.run_sync(lambda: empty(opened))
