"""The gateway against a WeChat that behaves, and against one that does not."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest

from handlers.wechat import WeChatAway, WeChatError, WeChatOff, WeChatSlow
from models.errors import Forbidden, Invalid, TooMany
from server.wechat import NullWeChat
from tests.fakes.wechat import Fault
from tests.loop_watch import share_of_the_loop

TEMPLATE = "tpl-progress"
# What each call is, and what the fake is told to break.
CALLS = ["login", "phone", "subscribe", "check_text", "check_picture", "code"]


@pytest.fixture
def gateway(wechat, server):
    return server.services.wechat


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    """WeChat's faults are warnings; each test that reads them does so before this."""
    yield
    caplog.clear()


async def make_call(name, gateway, wechat):
    """Makes the named call with arguments that WeChat accepts."""
    openid = wechat.openid("zhang")
    wechat.visits[openid] = wechat.clock()
    wechat.accept(openid, TEMPLATE)
    return await {
        "login": lambda: gateway.login(wechat.login_code("zhang")),
        "phone": lambda: gateway.phone(wechat.phone_code("13812345678"), openid),
        "subscribe": lambda: gateway.send_subscribe(openid, TEMPLATE, {"thing1": "路灯"}),
        "check_text": lambda: gateway.check_text(openid, 3, "路灯"),
        "check_picture": lambda: gateway.check_picture(openid, 3, "https://example.org/a.jpg"),
        "code": lambda: gateway.code_image("p=1", "pages/post"),
    }[name]()


async def test_a_login_needs_no_token_and_gives_no_session_key(gateway, wechat):
    identity = await make_call("login", gateway, wechat)
    assert identity.openid == wechat.openid("zhang")
    assert [call.name for call in wechat.calls] == ["login"]
    assert not any("key" in name for name in type(identity).__slots__)


@pytest.mark.parametrize("name", CALLS)
async def test_every_call_succeeds_where_nothing_is_wrong(gateway, wechat, name):
    assert await make_call(name, gateway, wechat)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("kind", "error", "outcome"),
    [
        ("reset", WeChatAway, "connection"),
        ("http", WeChatAway, "http"),
        ("html", WeChatAway, "body"),
        ("cut", WeChatAway, "body"),
        ("junk", WeChatAway, "body"),
        ("truncated", WeChatAway, "connection"),
    ],
)
async def test_whatever_breaks_is_told_in_one_way_logged_and_not_tried_again(
    gateway, wechat, caplog, name, kind, error, outcome
):
    wechat.fail(name, Fault(kind))
    with pytest.raises(error) as raised:
        await make_call(name, gateway, wechat)
    assert raised.value.outcome == outcome
    assert wechat.count(name) == 1
    told = [r for r in caplog.records if r.name == "cunwu.wechat"]
    assert [(r.levelno, r.call, r.outcome) for r in told] == [(logging.WARNING, name, outcome)]


@pytest.mark.parametrize("kind", ["hang", "drip"])
async def test_no_call_lasts_longer_than_its_time_and_the_loop_stays_free(
    gateway, wechat, server, kind
):
    taken = []

    async def hang():
        for name in CALLS:
            wechat.fail(name, Fault(kind))
        begun = time.monotonic()
        ended = await asyncio.gather(
            *(make_call(name, gateway, wechat) for name in CALLS), return_exceptions=True
        )
        assert [type(error) for error in ended] == [WeChatSlow] * len(CALLS)
        taken.append(time.monotonic() - begun)

    with server.impatient(1.0):
        assert await share_of_the_loop(hang) >= 0.5
    assert min(taken) < len(CALLS) / 2, "one after the other they last a second each"


@pytest.mark.parametrize(
    ("errcode", "error", "code"),
    [
        (40029, Invalid, "wechat_code"),
        (40163, Invalid, "wechat_code_used"),
        (45011, TooMany, "wechat_too_often"),
        (40226, Forbidden, "wechat_blocked"),
        (-1, WeChatAway, "wechat_busy"),
        (40125, WeChatError, "wechat_refused"),
    ],
)
async def test_each_refusal_of_a_login_has_its_own_meaning(gateway, wechat, errcode, error, code):
    wechat.fail("login", Fault(errcode=errcode))
    with pytest.raises(error) as raised:
        await make_call("login", gateway, wechat)
    found = [m.code for m in raised.value.mistakes] if error is Invalid else [raised.value.code]
    assert found == [code]


@pytest.mark.parametrize("errcode", [43101, 43108, 47003, 45009, 40037, 40003])
async def test_a_refused_message_keeps_the_number_and_the_words_of_wechat(gateway, wechat, errcode):
    wechat.fail("subscribe", Fault(errcode=errcode, errmsg="argument invalid! data.thing1.value"))
    with pytest.raises(WeChatError) as raised:
        await make_call("subscribe", gateway, wechat)
    assert raised.value.errcode == errcode
    assert "data.thing1" in raised.value.errmsg
    assert not isinstance(raised.value, WeChatAway)


async def test_what_a_person_causes_is_no_warning(gateway, wechat, caplog):
    wechat.fail("subscribe", Fault(errcode=43101))
    with pytest.raises(WeChatError):
        await make_call("subscribe", gateway, wechat)
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


async def test_a_text_is_sent_in_clear_characters(gateway, wechat):
    await make_call("check_text", gateway, wechat)
    assert (await gateway.check_text(wechat.openid("zhang"), 3, "涉赌广告")).suggest == "risky"


async def test_a_foreign_number_is_refused(gateway, wechat):
    with pytest.raises(Invalid) as raised:
        await gateway.phone(wechat.phone_code("2025550123"), None)
    assert [mistake.code for mistake in raised.value.mistakes] == ["phone"]


async def test_calls_are_counted_by_outcome(gateway, wechat, server):
    before = seconds_of(server, "login", "45011")
    wechat.fail("login", Fault(errcode=45011))
    with pytest.raises(TooMany):
        await make_call("login", gateway, wechat)
    assert seconds_of(server, "login", "45011") == before + 1


def seconds_of(server, call, outcome) -> float:
    labels = {"call": call, "outcome": outcome}
    name = "cunwu_wechat_seconds_count"
    return server.services.metrics.registry.get_sample_value(name, labels) or 0


async def test_without_an_appid_every_call_but_the_demos_login_says_so(wechat):
    none = NullWeChat(allow=True)
    for name in CALLS[1:]:
        with pytest.raises(WeChatOff):
            await make_call(name, none, wechat)
    assert (await none.login("demo-zhang")).openid == "null:demo-zhang"
