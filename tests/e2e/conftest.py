"""The browser of the journeys: real Chromium on the real server, with a worker at work.

`page = await open_page(...)` gives a page on which every foreign request, every breach of the
content policy and every error in the console fails the test.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tornado.ioloop import IOLoop

from server.worker import Worker
from tests.bench_of_tests import Server
from tests.e2e.browser import Chromium, Visitors
from tests.factories import Factory


@pytest.fixture(scope="session")
def chromium(io_loop: IOLoop) -> Iterator[Chromium]:
    """One browser for the whole session; no browser is a failure."""
    running = Chromium()
    io_loop.run_sync(running.start)
    yield running
    io_loop.run_sync(running.stop)


@pytest.fixture
def visitors(
    chromium: Chromium, make: Factory, server: Server, working: Worker, io_loop: IOLoop
) -> Iterator[Visitors]:
    """People in front of their own browsers; what they must not see is checked at the end."""
    found = Visitors(chromium, server, make)
    yield found
    io_loop.run_sync(found.leave)
    assert found.complaints == []


@pytest.fixture
def working(worker: Worker, io_loop: IOLoop) -> Iterator[Worker]:
    """The worker, running beside the server as in an installation."""
    running: list[asyncio.Task[None]] = []

    async def begin() -> None:
        running.append(asyncio.create_task(worker.run()))

    async def end() -> None:
        worker.stop()
        await running[0]

    io_loop.run_sync(begin)
    yield worker
    io_loop.run_sync(end)
