"""The access token: one for all processes, fetched once, replaced when WeChat refuses it."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from pymongo import MongoClient

from handlers.wechat import WeChatAway, WeChatError
from models.access_tokens import FORCED_A_DAY, AccessTokens, TokenStorage
from server.settings import Settings
from server.wechat import open_wechat
from tests.fakes.wechat import Fault

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ask(wechat, server):
    """Asks WeChat something that needs a token."""
    openid = wechat.openid("zhang")

    async def ask():
        wechat.visits[openid] = wechat.clock()
        return await server.services.wechat.check_text(openid, 3, "路灯")

    return ask


@pytest.fixture
def tokens(settings, server, clock):
    """The storage over the tests' own database."""
    client = MongoClient(settings.mongodb_uri, tz_aware=True)
    rows = client[settings.mongodb_database][AccessTokens.name]
    yield TokenStorage(rows, server.services.vault, clock)
    client.close()


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    yield
    caplog.clear()


async def test_twenty_threads_that_begin_without_a_token_fetch_one(wechat, server, settings):
    many = settings.model_copy(update={**connected(wechat, settings), "wechat_threads": 20})
    gateway = open_wechat(many, server.services.vault)
    openid = wechat.openid("zhang")
    wechat.visits[openid] = wechat.clock()
    wechat.fail("stable_token", Fault("slow", seconds=0.2))
    await asyncio.gather(*(gateway.check_text(openid, 3, "路灯") for _ in range(20)))
    await gateway.close()
    assert (wechat.count("stable_token"), wechat.count("check_text")) == (1, 20)


async def test_four_processes_that_begin_without_a_token_fetch_one(wechat, settings, store):
    wechat.visits[wechat.openid("zhang")] = wechat.clock()
    wechat.fail("stable_token", Fault("slow", seconds=0.2))
    running = [await start(wechat, settings) for _ in range(4)]
    for process in running:
        await process.stdout.readline()
    for process in running:
        process.stdin.write(b"\n")
    assert await asyncio.gather(*(process.wait() for process in running)) == [0] * 4
    assert (wechat.count("stable_token"), wechat.count("check_text")) == (1, 20)


async def start(wechat, settings: Settings) -> asyncio.subprocess.Process:
    changed = settings.model_copy(update=connected(wechat, settings))
    names = ["mongodb_uri", "mongodb_database", "wechat_appid", "wechat_base_url"]
    environment = {name.upper(): getattr(changed, name) for name in names}
    for name in ("data_keys", "lookup_key", "wechat_secret"):
        environment[name.upper()] = getattr(changed, name).get_secret_value()
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.server.wechat_process", wechat.openid("zhang"), "5"),
        cwd=ROOT,
        env=os.environ | environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )


def connected(wechat, settings: Settings) -> dict[str, object]:
    """The settings of a process that uses the fake, patient with a busy machine."""
    secret = type(settings.wechat_secret)(wechat.secret)
    return {
        "wechat_appid": wechat.appid,
        "wechat_secret": secret,
        "wechat_base_url": wechat.url,
        "wechat_seconds": 20.0,
    }


@pytest.mark.parametrize("spoil", ["expire_tokens", "forget_tokens"])
async def test_a_token_that_wechat_refuses_is_replaced_once(ask, wechat, spoil):
    await ask()
    wechat.calls.clear()
    getattr(wechat, spoil)()
    assert (await ask()).suggest == "pass"
    assert [call.name for call in wechat.calls] == ["check_text", "stable_token", "check_text"]


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
async def test_a_wechat_that_always_refuses_the_token_is_asked_four_times(ask, wechat, errcode):
    await ask()
    wechat.calls.clear()
    wechat.fail("check_text", Fault(errcode=errcode), times=-1)
    with pytest.raises(WeChatError) as raised:
        await ask()
    assert raised.value.errcode == errcode
    names = [call.name for call in wechat.calls]
    assert names == ["check_text", "stable_token", "stable_token", "check_text"]
    assert [c.body["force_refresh"] for c in wechat.calls if c.name == "stable_token"] == [
        False,
        True,
    ]


async def test_a_day_has_twenty_forced_renewals_half_a_minute_apart(tokens, clock, store):
    tokens.set("wx", "a")
    assert tokens.may_force("wx")
    assert not tokens.may_force("wx")
    for _ in range(FORCED_A_DAY - 1):
        clock.forward(timedelta(seconds=31))
        assert tokens.may_force("wx")
    clock.forward(timedelta(seconds=31))
    assert not tokens.may_force("wx")
    clock.forward(timedelta(days=1))
    assert tokens.may_force("wx")


async def test_before_its_end_the_token_is_renewed_by_one(ask, wechat, clock):
    await ask()
    clock.forward(timedelta(seconds=7200 - 200))
    wechat.fail("stable_token", Fault("slow", seconds=0.2))
    await asyncio.gather(*(ask() for _ in range(6)))
    assert wechat.count("stable_token") == 2


async def test_a_token_that_cannot_be_renewed_early_serves_until_its_end(ask, wechat, clock):
    await ask()
    clock.forward(timedelta(seconds=7200 - 200))
    wechat.fail("stable_token", Fault("http"), times=-1)
    assert (await ask()).suggest == "pass"
    clock.forward(timedelta(seconds=201))
    with pytest.raises(WeChatAway):
        await ask()


async def test_a_broken_wechat_is_asked_for_a_token_once_a_second_by_all(ask, wechat):
    wechat.fail("stable_token", Fault("http"), times=-1)
    begun = time.monotonic()
    ended = await asyncio.gather(*(ask() for _ in range(8)), return_exceptions=True)
    assert all(isinstance(error, WeChatAway) for error in ended)
    assert wechat.count("stable_token") <= 2 + int(time.monotonic() - begun)


async def test_a_process_that_dies_while_it_fetches_gives_its_turn_back(tokens, clock, store):
    assert tokens.take_turn("wx") is not None
    assert tokens.take_turn("wx") is None
    clock.forward(timedelta(seconds=11))
    assert tokens.take_turn("wx") is not None


async def test_the_storage_keeps_wechatpys_contract(tokens, clock, store):
    assert tokens
    assert tokens.get("wx", "none") == "none"
    tokens.set("wx", None, 60)
    tokens.set("wx", "a-token", 60)
    assert tokens.get("wx") == "a-token"
    clock.forward(timedelta(seconds=61))
    assert tokens.get("wx") is None
    tokens.set("wx", "another")
    tokens.delete("wx")
    assert tokens.get("wx") is None


async def test_a_token_is_stored_sealed_and_one_of_a_lost_key_is_fetched_anew(ask, store, wechat):
    await ask()
    row = await store.access_tokens.raw.find_one({})
    given = set(wechat._tokens)
    assert not any(token in str(row) for token in given)
    lost = {"$set": {"value": "gone:" + row["value"].partition(":")[2]}}
    await store.access_tokens.raw.update_one({"_id": row["_id"]}, lost)
    assert (await ask()).suggest == "pass"
    assert wechat.count("stable_token") == 2
