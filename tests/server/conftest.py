"""A quick folder for databases of the tests of `server/`, and a walk through WeChat's faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from tornado.ioloop import IOLoop

from models.store import Store
from server.settings import Settings
from server.wechat import open_pages
from tests.api import Api
from tests.bench_of_tests import MovableClock, Server
from tests.factories import Factory
from tests.fakes.wechat import FakeWeChat
from tests.pictures import encoded, photo
from tests.processes import quick_folder
from tests.server.chat_stage import chat_people, chat_worker
from tests.server.fault_walk import Walk

SITE = "https://village.example"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in memory with a short path, as sockets and databases like it; gone afterwards."""
    with quick_folder() as path:
        yield path


@pytest.fixture
def walk(
    api: Api,
    make: Factory,
    wechat: FakeWeChat,
    server: Server,
    store: Store,
    settings: Settings,
    clock: MovableClock,
    caplog: pytest.LogCaptureFixture,
    io_loop: IOLoop,
) -> Iterator[Walk]:
    """A villager and the worker, with mini program and official account at the fake."""
    caplog.set_level("INFO")
    given = {
        "wechat_page_appid": wechat.page_appid,
        "wechat_page_secret": SecretStr(wechat.page_secret),
        "wechat_base_url": wechat.url,
        # A busy machine must not make a late answer of what is none.
        "wechat_seconds": 5.0,
    }
    services = server.services
    pages = open_pages(settings.model_copy(update=given), services.vault, server.clock)
    object.__setattr__(services, "wechat_pages", pages)
    object.__setattr__(services.wechat, "_seconds", 5.0)
    object.__setattr__(services.policy, "public_url", SITE)

    async def begun() -> Walk:
        villager, _ = await chat_people(make, wechat)
        await make.village()
        worker = chat_worker(store, settings, server, wechat)
        token = await make.token_of(villager)
        return Walk(api, wechat, worker, clock, caplog, villager, token)

    found = io_loop.run_sync(begun)
    found.wechat_picture = encoded(photo())
    yield found
    caplog.clear()
    object.__setattr__(services, "wechat_pages", None)
    object.__setattr__(services.policy, "public_url", "")
    io_loop.run_sync(pages.close)
