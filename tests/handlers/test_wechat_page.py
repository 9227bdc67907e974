"""Signing in on web pages in WeChat: the same person as in the mini program, or nobody."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from datetime import timedelta

import pytest
from bson import ObjectId
from pydantic import SecretStr, ValidationError

from server.settings import Settings
from server.wechat import open_pages
from tests.fakes.wechat import Fault
from tests.fakes.wechat_browser import PAGE, Browser
from tests.server.troubles import STILL

SITE = "https://village.example"


@pytest.fixture(autouse=True)
def pages(server, settings, wechat, io_loop):
    """The official account of the fake, as the server's."""
    changed = {
        "wechat_page_appid": wechat.page_appid,
        "wechat_page_secret": SecretStr(wechat.page_secret),
        "wechat_base_url": wechat.url,
        "wechat_seconds": 20.0,
        "public_url": SITE,
    }
    connected = settings.model_copy(update=changed)
    found = open_pages(connected, server.services.vault, server.clock)
    object.__setattr__(server.services, "wechat_pages", found)
    object.__setattr__(server.services.policy, "public_url", SITE)
    yield found
    object.__setattr__(server.services, "wechat_pages", None)
    object.__setattr__(server.services.policy, "public_url", "")
    io_loop.run_sync(found.close)


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    yield
    caplog.clear()


@pytest.fixture
def browser(api, wechat):
    return Browser(api, wechat)


def wrong(reply):
    return [(m["path"], m["code"]) for m in reply.json["errors"]]


async def test_whoever_looks_at_the_page_is_signed_in_and_comes_back_to_it(browser, store, wechat):
    where, given = await browser.begin("/feedback/new")
    assert where == f"{SITE}/feedback/new"
    signed = await browser.end(given)
    account = await store.accounts.get(ObjectId(signed.json["account"]))
    assert (account.openid, account.page_openid) == (None, wechat.page_openid("zhang"))
    mine = await browser.api("GET", "/session", token=signed.json["token"])
    assert mine.json["account"] == signed.json["account"]


async def test_page_and_mini_program_lead_to_one_account_whichever_comes_first(
    browser, api, wechat
):
    by_page = await browser.sign_in()
    by_program = await api("POST", "/session/wechat", {"code": wechat.login_code("zhang")})
    assert by_page.json["account"] == by_program.json["account"]
    first = await api("POST", "/session/wechat", {"code": wechat.login_code("li")})
    second = await Browser(api, wechat, "li").sign_in()
    assert first.json["account"] == second.json["account"] != by_page.json["account"]


async def test_a_first_sign_in_on_both_sides_at_once_opens_one_account(browser, api, wechat):
    _, given = await browser.begin()
    code = {"code": wechat.login_code("zhang")}
    both = await asyncio.gather(browser.end(given), api("POST", "/session/wechat", code))
    assert {reply.status for reply in both} == {201}
    assert len({reply.json["account"] for reply in both}) == 1


async def test_without_a_unionid_the_page_has_an_account_of_its_own(browser, wechat, pages):
    pages._scope = "snsapi_base"
    again = [(await browser.sign_in()).json["account"] for _ in range(2)]
    assert again[0] == again[1]


async def test_a_unionid_that_comes_later_joins_nobody_elses_account(browser, api, wechat, pages):
    pages._scope = "snsapi_base"
    alone = (await browser.sign_in()).json["account"]
    program = await api("POST", "/session/wechat", {"code": wechat.login_code("zhang")})
    pages._scope = "snsapi_userinfo"
    assert (await browser.sign_in()).json["account"] == alone != program.json["account"]


async def test_a_link_with_somebody_elses_code_signs_nobody_in(browser, api, wechat):
    _, given = await browser.begin()
    victim = Browser(api, wechat)
    assert wrong(await victim.end(given)) == [("body.state", "wechat_state")]
    await victim.begin()
    assert wrong(await victim.end(given)) == [("body.state", "wechat_state")]
    assert wechat.count("page_login") == 0


async def test_a_state_serves_once_and_for_ten_minutes(browser, wechat, clock):
    _, given = await browser.begin()
    both = await asyncio.gather(browser.end(given), browser.end(given))
    assert sorted(reply.status for reply in both) == [201, 422]
    _, given = await browser.begin()
    clock.forward(timedelta(minutes=11))
    assert wrong(await browser.end(given)) == [("body.state", "wechat_state")]


@pytest.mark.parametrize("state", ["x", "0" * 72, "f" * 72, "令" * 20, "0" * 32 + "+1234567" + "0"])
async def test_a_made_up_state_is_refused(browser, state):
    await browser.begin()
    assert wrong(await browser.end({"code": "c", "state": state})) == [
        ("body.state", "wechat_state")
    ]


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil", "/a?b=1", "/@evil", "feedback"]
)
async def test_wechat_is_never_asked_to_come_back_to_another_site(api, to):
    assert (await api("GET", f"{PAGE}?to={to}")).paths == ["query.to"]


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser):
    await browser.begin()
    cookie = browser.cookie["wechat_page"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/api/v1/session/wechat-page")
    assert cookie["max-age"] == "600"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault(errcode=40029), 422, "invalid"),
        (Fault(errcode=40163), 422, "invalid"),
        (Fault(errcode=-1), 503, "wechat_busy"),
        (Fault(errcode=40125), 503, "wechat_refused"),
        (Fault("hang"), 503, "wechat_timeout"),
        (Fault("drip"), 503, "wechat_timeout"),
        (Fault("reset"), 503, "wechat_busy"),
        (Fault("html"), 503, "wechat_busy"),
        (Fault("junk"), 503, "wechat_busy"),
    ],
)
async def test_each_trouble_has_its_answer_and_beginning_again_helps(
    browser, wechat, server, fault, status, code
):
    wechat.fail("page_login", fault)
    with server.impatient() if fault.kind in STILL else nullcontext():
        reply = await browser.sign_in()
    assert (reply.status, reply.code) == (status, code)
    assert wechat.count("page_login") == 1
    assert (await browser.sign_in()).status == 201


async def test_the_nobody_of_a_snapshot_is_not_signed_in(browser, wechat, store):
    wechat.snapshots = True
    reply = await browser.sign_in()
    assert (reply.status, reply.code) == (403, "wechat_snapshot")


async def test_a_closed_account_stays_closed(browser, store):
    account = await store.accounts.get(ObjectId((await browser.sign_in()).json["account"]))
    await store.accounts.close(account)
    assert (await browser.sign_in()).code == "account_closed"


async def test_without_an_official_account_it_says_so(api, server):
    object.__setattr__(server.services, "wechat_pages", None)
    assert (await api("GET", PAGE)).code == "wechat_page_off"
    assert (await api("POST", PAGE, {"code": "c", "state": "s"})).code == "wechat_page_off"


def test_an_official_account_without_its_secret_or_an_address_stops_the_start():
    for missing in ({"public_url": SITE}, {"wechat_page_secret": "x"}):
        with pytest.raises(ValidationError, match="WECHAT_PAGE_APPID needs"):
            Settings(_env_file=None, wechat_page_appid="wx1", **missing)
