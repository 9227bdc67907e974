"""WeChat's pushes: what is genuine is queued once and answered at once; all else learns nothing."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from tornado.httpclient import AsyncHTTPClient
from tornado.httputil import url_concat

from handlers.problems import HttpRefusal
from handlers.wechat_push import STORE_SECONDS
from models.checks import Check, Part
from models.divisions import areas_of
from models.pushes import read_pushed
from server.wechat.door import PushDoor
from tests.factories import VILLAGE
from tests.fakes.wechat_push import Push, media_event, push, signature

VECTORS = json.loads(
    (Path(__file__).parents[1] / "fakes/wechat_vectors.json").read_text(encoding="utf-8")
)
TOKEN, AES_KEY, APPID = "callback-token", "k" * 42 + "A", "wx0123456789abcdef"
TEXT = {
    "ToUserName": "gh_1",
    "FromUserName": "o" + "a" * 27,
    "CreateTime": 1700000000,
    "MsgType": "text",
    "Content": "路灯坏了 & <没修>",
    "MsgId": "23455566677788899",
}


@pytest.fixture
def door(server, store):
    """Opens the address in safe mode; `door("")` in plain mode."""

    def opened(aes_key=AES_KEY):
        made = PushDoor(TOKEN, aes_key, APPID, window_seconds=300, clock=server.clock)
        object.__setattr__(server.services, "pushes", made)
        return made

    opened()
    yield opened
    object.__setattr__(server.services, "pushes", None)


@pytest.fixture
def url(server):
    return server.url.removesuffix("/api/v1") + "/wechat/callback"


@pytest.fixture
def send(url, server):
    """Sends a message as WeChat does; what is named differently replaces what WeChat would do."""

    async def send(message=TEXT, *, form="xml", aes_key=AES_KEY, appid=APPID, at=None):
        at = server.clock().timestamp() if at is None else at
        pushed = push(message, at=at, token=TOKEN, aes_key=aes_key, appid=appid, form=form)
        return await pushed.to(url)

    return send


async def stored(store):
    return [row async for row in store.pushes.raw.find({"_id": {"$exists": True}})]


def vector_door(at, aes_key=""):
    moment = datetime.fromtimestamp(int(at), UTC)
    return PushDoor(
        VECTORS["token"], aes_key, VECTORS["appid"], window_seconds=300, clock=lambda: moment
    )


def test_wechats_own_url_check_passes():
    check = VECTORS["url_check"]
    vector_door(check["timestamp"]).check(check)


def test_wechats_own_plain_push_passes():
    post = VECTORS["plain_post"]
    found = vector_door(post["timestamp"]).read(post, b'{"Event":"debug_demo"}')
    assert found["Event"] == "debug_demo"


def test_wechats_own_encrypted_push_passes_and_one_changed_character_does_not():
    post = VECTORS["safe_post"]
    door = vector_door(post["timestamp"], VECTORS["encoding_aes_key"])
    body = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": post["encrypt"]}).encode()
    assert door.read(post, body)["Event"] == "debug_demo"
    with pytest.raises(HttpRefusal):
        door.read(post, body.replace(b"+qdx", b"+qdy"))


async def test_the_address_check_is_answered_with_the_same_characters(door, url, server):
    stamp = str(int(server.clock().timestamp()))
    query = {"timestamp": stamp, "nonce": "7", "echostr": "4375120948345356249"}
    signed = query | {"signature": signature(TOKEN, stamp, "7")}
    client = AsyncHTTPClient()
    reply = await client.fetch(url_concat(url, signed), raise_error=False)
    assert (reply.code, reply.body) == (200, b"4375120948345356249")
    assert reply.headers["Content-Type"].startswith("text/plain")
    reply = await client.fetch(url_concat(url, query | {"signature": "0" * 40}), raise_error=False)
    assert (reply.code, reply.body) == (403, b"")


@pytest.mark.parametrize("aes_key", [AES_KEY, ""])
@pytest.mark.parametrize("form", ["xml", "json"])
async def test_a_push_is_stored_with_its_job_in_every_mode(door, send, store, form, aes_key):
    door(aes_key)
    reply = await send(form=form, aes_key=aes_key)
    assert (reply.code, reply.body) == (200, b"success")
    (push,) = await stored(store)
    assert push["message"]["text"] == TEXT["Content"]
    assert [event["kind"] for event in push["events"]] == ["wechat.push"]


async def test_wechats_three_tries_are_one_message(door, send, store):
    replies = [await send() for _ in range(3)]
    assert {reply.body for reply in replies} == {b"success"}
    assert len(await stored(store)) == 1


async def test_events_are_told_apart_by_who_when_and_what(door, send, store):
    event = {**TEXT, "MsgType": "event", "Event": "subscribe_msg_sent_event"}
    del event["MsgId"]
    await send(event)
    await send(event)
    await send({**event, "CreateTime": 1700000001})
    await send({**event, "List": {"TemplateId": "t2", "MsgID": "9"}}, form="json")
    assert len(await stored(store)) == 3


async def test_the_result_of_a_picture_that_comes_twice_is_one(door, send, store):
    for at in (1626959646, 1626959999):
        await send(media_event("t-1", "pass", 100, CreateTime=at), form="json")
    assert [row["key"] for row in await stored(store)] == ["trace t-1"]


async def test_a_database_that_does_not_answer_is_not_waited_for(
    door, send, store, monkeypatch, caplog
):
    async def never(pushed):
        await asyncio.sleep(60)

    monkeypatch.setattr(store.pushes, "take", never)
    begun = time.monotonic()
    reply = await send()
    # WeChat comes again after anything but `success`; what is slow besides is this machine.
    assert (reply.code, reply.body) == (503, b"")
    assert time.monotonic() - begun < 5
    assert STORE_SECONDS < 1
    caplog.clear()


@pytest.mark.parametrize("off", [-301, 301, -(10**9)])
async def test_a_push_out_of_its_time_is_refused(door, send, store, server, off):
    reply = await send(at=server.clock().timestamp() + off)
    assert (reply.code, reply.body) == (403, b"")
    assert await stored(store) == []


async def test_a_plain_signature_does_not_serve_for_another_message(door, url, server, store):
    door("")
    at = server.clock().timestamp()
    real = push(TEXT, at=at, token=TOKEN)
    assert (await real.to(url)).code == 200
    forged = Push(real.query, real.body.replace(b"77788899", b"11111111"))
    assert (await forged.to(url)).code == 403
    assert (await real.to(url)).body == b"success"
    assert len(await stored(store)) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"appid": "wx_of_somebody_else"}, 400),
        ({"aes_key": "x" * 42 + "A"}, 400),
        ({"aes_key": ""}, 400),
    ],
)
async def test_what_is_not_for_us_is_refused(door, send, store, sent, status):
    reply = await send(**sent)
    assert (reply.code, reply.body) == (status, b"")
    assert await stored(store) == []


BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<xml><FromUserName>&b;</FromUserName></xml>"
)
FILE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'


@pytest.mark.parametrize(
    "body",
    [
        *(BOMB, FILE, b"", b"<xml>", b"<xml></xml>", b"{", b"[]", b"\xff\xfe", b"<a>" * 9000),
        *(b'{"a":' * 9000, b"<xml><Encrypt><a/></Encrypt></xml>", b'{"Encrypt": 5}'),
    ],
)
@pytest.mark.parametrize("aes_key", [AES_KEY, ""])
async def test_hostile_bodies_get_an_empty_refusal(door, url, server, store, body, aes_key):
    door(aes_key)
    stamp = str(int(server.clock().timestamp()))
    query = {"timestamp": stamp, "nonce": "1", "signature": signature(TOKEN, stamp, "1")}
    reply = await Push(query, body).to(url)
    assert (reply.code, reply.body) == (400, b"")
    assert await stored(store) == []


async def test_a_body_too_large_for_a_message_is_refused_before_it_is_read(door, url):
    reply = await Push({}, b"<xml>" + b"a" * 70_000).to(url)
    assert (reply.code, reply.body) == (413, b"")


async def test_without_a_token_there_is_no_such_address(url, store):
    assert (await Push({}, b"<xml/>").to(url)).code == 404


@tried(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=300), query=st.dictionaries(st.text(), st.text(), max_size=4))
def test_no_junk_raises_anything_but_a_refusal(body, query):
    door = PushDoor(TOKEN, AES_KEY, APPID, window_seconds=300, clock=lambda: datetime.now(UTC))
    with pytest.raises(HttpRefusal) as refused:
        door.read(query, body)
    assert refused.value.status in (400, 403)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@tried(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["FromUserName", "List", "result", "MsgId", "x", "trace_id"]), JUNK
    )
)
def test_a_signed_message_of_any_shape_is_read_or_called_invalid(message):
    try:
        pushed = read_pushed(message)
    except ValueError:
        return
    assert len(pushed.key) <= 200


@pytest.mark.parametrize("label", [100, "100"])
async def test_the_result_of_a_picture_reaches_its_check(door, send, store, worker, make, label):
    author, at = await make.account("villager"), store.now()
    check = Check(
        key="k",
        about="echoes/1",
        division=VILLAGE,
        areas=areas_of(VILLAGE),
        author=author.id,
        text="花",
        created_at=at,
        waits_until=at + timedelta(minutes=35),
    )
    await store.checks.begin(check)
    await store.checks.found(check, [Part(trace_id="t-1")])
    event = media_event("t-1", "risky", label)
    del event["errcode"]
    await send(event, form="json")
    await worker.until_idle()
    assert (await store.checks.get(check.id)).state == "refused"
    assert "message" not in (await stored(store))[0]
