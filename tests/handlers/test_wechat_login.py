"""Signing in and leaving a phone number through WeChat, as the person and the log see it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from contextlib import nullcontext
from datetime import timedelta

import pytest
from bson import ObjectId
from bson.min_key import MinKey

from handlers.consents import current_version
from server.logs import JsonFormatter, scrub
from tests.fakes.wechat import Fault
from tests.server.troubles import STILL

LOGIN = "/session/wechat"
PHONE = "13812345678"


@pytest.fixture(autouse=True)
def _expected_warnings(caplog):
    yield
    caplog.clear()


async def all_rows(store):
    everything = {"_id": {"$gte": MinKey()}}
    return [await c.raw.find(everything).to_list(None) for c in store.collections()]


async def sign_in(api, wechat, person="zhang"):
    return await api("POST", LOGIN, {"code": wechat.login_code(person), "name": "张三"})


async def test_a_code_opens_an_account_and_the_next_one_finds_it_again(api, wechat, store):
    first, second = [(await sign_in(api, wechat)).json for _ in range(2)]
    assert first["account"] == second["account"]
    account = await store.accounts.get(ObjectId(first["account"]))
    assert (account.openid, account.unionid[0]) == (wechat.openid("zhang"), "u")


async def test_wechats_session_key_reaches_neither_the_answer_nor_the_database(
    api, wechat, store, caplog
):
    caplog.set_level("DEBUG")
    reply = await sign_in(api, wechat)
    assert "session_key" not in str(await all_rows(store)) + str(reply.json) + caplog.text


async def test_a_code_is_good_once_even_when_it_comes_twice_at_the_same_time(api, wechat):
    body = {"code": wechat.login_code("zhang")}
    both = await asyncio.gather(*(api("POST", LOGIN, body) for _ in range(2)))
    assert sorted(reply.status for reply in both) == [201, 422]
    again = await api("POST", LOGIN, body)
    assert [m["code"] for m in again.json["errors"]] == ["wechat_code_used"]


async def test_a_code_older_than_five_minutes_is_refused(api, wechat, clock):
    body = {"code": wechat.login_code("zhang")}
    clock.forward(timedelta(minutes=6))
    reply = await api("POST", LOGIN, body)
    assert [m["code"] for m in reply.json["errors"]] == ["wechat_code"]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault(errcode=40029), 422, "invalid"),
        (Fault(errcode=40163), 422, "invalid"),
        (Fault(errcode=45011), 429, "wechat_too_often"),
        (Fault(errcode=40226), 403, "wechat_blocked"),
        (Fault(errcode=-1), 503, "wechat_busy"),
        (Fault(errcode=40013), 503, "wechat_refused"),
        (Fault("hang"), 503, "wechat_timeout"),
        (Fault("reset"), 503, "wechat_busy"),
        (Fault("http"), 503, "wechat_busy"),
        (Fault("html"), 503, "wechat_busy"),
        (Fault("truncated"), 503, "wechat_busy"),
    ],
)
async def test_each_trouble_at_signing_in_has_its_own_answer(
    api, wechat, server, fault, status, code
):
    wechat.fail("login", fault)
    with server.impatient() if fault.kind in STILL else nullcontext():
        reply = await sign_in(api, wechat)
    assert (reply.status, reply.code) == (status, code)
    assert "rid" not in str(reply.json)
    assert ("Retry-After" in reply.raw.headers) == (status in (429, 503))
    assert (await sign_in(api, wechat)).status == 201


async def test_a_slow_wechat_is_waited_for(api, wechat):
    wechat.fail("login", Fault("slow", seconds=0.3))
    assert (await sign_in(api, wechat)).status == 201


async def test_while_wechat_hangs_staff_sign_in_and_others_are_refused_soon(
    api, wechat, make, server
):
    wechat.fail("login", Fault("hang"), times=-1)
    with server.impatient(1.0):
        hanging = [asyncio.ensure_future(sign_in(api, wechat, f"p{n}")) for n in range(9)]
        await asyncio.sleep(0)
        reply = await api("POST", "/session/password", {"username": "nobody", "password": "x"})
        assert reply.status == 401
        assert {(await one).code for one in hanging} == {"wechat_timeout"}


# The phone number.


async def leave(api, wechat, token, **changed):
    body = {"code": wechat.phone_code(PHONE), "consent": current_version("phone")} | changed
    return await api("POST", "/me/phone/wechat", body, token=token)


async def test_a_number_from_wechat_is_stored_sealed_with_consent(api, wechat, store, server):
    token = (await sign_in(api, wechat)).json["token"]
    shown = (await leave(api, wechat, token)).json
    assert (shown["phone"], shown["consents"][0]["text"]) == ("138****5678", "phone")
    row = await store.accounts.raw.find_one({"_id": ObjectId(shown["id"])})
    assert PHONE not in str(row)
    assert row["phone_hash"] == server.services.vault.lookup(PHONE)


async def test_without_consent_to_the_current_text_the_code_is_not_used_up(api, wechat):
    token = (await sign_in(api, wechat)).json["token"]
    code = wechat.phone_code(PHONE)
    refused = await leave(api, wechat, token, code=code, consent="0")
    assert (refused.status, refused.paths) == (422, ["body.consent"])
    assert (await leave(api, wechat, token, code=code)).status == 200
    again = await leave(api, wechat, token, code=code)
    assert [m["code"] for m in again.json["errors"]] == ["wechat_code_used"]


# What is written down.


@pytest.fixture
def written(wechat, settings):
    """Everything that is logged, at the finest level, as the process writes it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(JsonFormatter([wechat.secret]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("DEBUG")
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


async def test_no_secret_is_written_anywhere_in_a_run_where_everything_fails(
    api, wechat, store, server, written
):
    token = (await sign_in(api, wechat)).json["token"]
    answers, codes = [], []
    for kind in ("reset", "http", "html", "truncated", "cut", "junk", "errcode"):
        wechat.forget_tokens()
        for call in ("login", "stable_token", "phone"):
            fault = Fault(kind, errcode=40125, errmsg=f"invalid secret {wechat.secret}")
            wechat.fail(call, fault)
        codes.append(wechat.login_code("zhang"))
        answers.append((await api("POST", LOGIN, {"code": codes[-1]})).json)
        answers += [(await leave(api, wechat, token)).json for _ in range(2)]
    assert {answer["status"] for answer in answers} == {503}
    metrics = await api.client.fetch(f"http://127.0.0.1:{server.port}/metrics")
    everything = written.getvalue() + json.dumps(answers) + metrics.body.decode()
    everything += str(await all_rows(store))
    for secret in (wechat.secret, *wechat._tokens, *codes, PHONE):
        assert secret not in everything
    assert "jscode2session" in everything


@pytest.mark.parametrize(
    "text",
    [
        "GET /sns/jscode2session?appid=wx1&secret=TOPSECRET&js_code=TOPSECRET",
        '{"access_token": "TOPSECRET", "expires_in": 7200}',
        r'"event": "sent {\"secret\": \"TOPSECRET\"}"',
        "{'session_key': 'TOPSECRET'}",
    ],
)
def test_secrets_are_taken_out_of_what_libraries_write(text):
    assert "TOPSECRET" not in scrub(text)
    assert "***" in scrub(text)
