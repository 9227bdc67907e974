"""Every way to fail answers in the one shape; `api` checks it, what it cannot send goes raw."""

from __future__ import annotations

import json
import logging

import pytest
from pymongo.errors import AutoReconnect, OperationFailure

from models.base import cursor_of
from server.app import UPLOAD_SLACK_BYTES
from server.gate import LINGER_BYTES, MAX_HEADER_BYTES
from tests.factories import OUTSIDE, TOWNSHIP, VILLAGE
from tests.raw_http import Wire, exchange, request
from tests.waiting import eventually

LOGIN = "/session/password"
RAW_LOGIN = "/api/v1/session/password"
JSON = "Content-Type: application/json"


# The address and the verb.


@pytest.mark.parametrize("path", ["/nothing", "/divisions/12", "/divisions/330825/", "/sessions/x"])
async def test_an_unknown_address_is_not_found(api, path):
    reply = await api("GET", path)
    assert (reply.status, reply.code) == (404, "no_route")


async def test_even_outside_of_the_api_an_unknown_address_has_the_shape(api, server):
    reply = await api("POST", f"http://127.0.0.1:{server.port}/wp-login.php", {})
    assert (reply.status, reply.code) == (404, "no_route")


async def test_a_wrong_verb_says_which_ones_there_are(api):
    reply = await api("PUT", "/divisions", {})
    assert (reply.status, reply.code) == (405, "method_not_allowed")
    assert reply.raw.headers["Allow"] == "GET, HEAD, OPTIONS"


async def test_a_verb_that_nobody_knows_is_refused(server):
    reply = await exchange(server.port, request("BREW", "/api/v1/divisions"))
    assert (reply.status, reply.code) == (405, "method_not_allowed")
    assert server.services.health.in_flight == 0


async def test_head_answers_as_get_does_without_a_body(api, server):
    await api.make.divisions()
    full = await api("GET", "/divisions/330825")
    async with Wire(server.port) as wire:
        await wire.send(request("HEAD", "/api/v1/divisions/330825"))
        head = await wire.reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert full.raw.headers["Etag"].encode() in head
    assert f"Content-Length: {len(full.raw.body)}".encode() in head


async def test_head_of_what_only_takes_a_post_is_a_wrong_verb(server):
    async with Wire(server.port) as wire:
        await wire.send(request("HEAD", RAW_LOGIN))
        assert (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 405")


async def test_options_tells_the_verbs_and_opens_nothing_to_other_origins(api):
    reply = await api("OPTIONS", "/divisions", headers={"Origin": "https://elsewhere.example"})
    assert reply.status == 204
    assert reply.raw.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Access-Control-Allow-Origin" not in reply.raw.headers


# What cannot be read.


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        request("GET", "/api/v1/divisions", host=False),
        request("GET", "/api/v1/divisions", "Bad Header"),
        request("POST", RAW_LOGIN, JSON, "Content-Length: ten"),
        request("POST", RAW_LOGIN, JSON, "Content-Length: 1", "Content-Length: 2"),
        request("POST", RAW_LOGIN, JSON, "Transfer-Encoding: gzip"),
        request("POST", RAW_LOGIN, JSON, "Transfer-Encoding: chunked") + b"zz\r\n",
        request("GET", "/api/v1/divisions/%FF"),
        request("POST", RAW_LOGIN, "Content-Type: multipart/form-data", body=b"no boundary"),
    ],
)
async def test_what_is_not_http_as_we_read_it_is_a_bad_request(server, data):
    reply = await exchange(server.port, data)
    assert reply.status in (400, 404)
    assert reply.code in ("bad_request", "no_route")


async def test_headers_beyond_the_limit_are_refused_with_words(server):
    data = request("GET", "/api/v1/divisions", "X-Long: " + "a" * MAX_HEADER_BYTES)
    reply = await exchange(server.port, data)
    assert (reply.status, reply.code) == (431, "headers_too_large")


async def test_headers_just_below_the_limit_are_read(server):
    data = request("GET", "/api/v1/session", "X-Long: " + "a" * (MAX_HEADER_BYTES - 100))
    assert (await exchange(server.port, data)).status == 401


# The body.


async def test_a_json_body_beyond_its_limit_is_too_large(api, server):
    limit = server.services.policy.max_body_bytes
    body = json.dumps({"username": "a" * limit, "password": "b"}).encode()
    reply = await api("POST", LOGIN, raw_body=body, headers={"Content-Type": "application/json"})
    assert (reply.status, reply.code) == (413, "too_large")
    assert str(limit) in reply.json["detail"]


async def test_a_declared_length_beyond_the_hard_cap_is_refused_before_the_body_comes(server):
    cap = server.services.policy.max_upload_bytes + UPLOAD_SLACK_BYTES
    async with Wire(server.port) as wire:
        await wire.send(request("POST", RAW_LOGIN, JSON, f"Content-Length: {cap + 1}"))
        reply = await wire.reply()
    assert (reply.status, reply.code) == (413, "too_large")
    assert reply.headers["connection"] == "close"


async def test_a_client_that_goes_on_sending_a_refused_body_still_gets_the_answer(server):
    size = 12 * 1024 * 1024
    async with Wire(server.port) as wire:
        await wire.send(request("POST", RAW_LOGIN, JSON, f"Content-Length: {size}"))
        await wire.send(b"x" * size)
        assert (await wire.reply()).status == 413
    await eventually(lambda: server.services.health.in_flight == 0)


async def test_a_refused_body_without_end_is_cut(server):
    async with Wire(server.port) as wire:
        await wire.send(request("POST", RAW_LOGIN, JSON, f"Content-Length: {LINGER_BYTES * 9}"))
        assert (await wire.reply()).status == 413
        with pytest.raises(ConnectionError):
            for _ in range(9):
                await wire.send(b"x" * LINGER_BYTES)
    await eventually(lambda: server.services.health.in_flight == 0)


async def test_a_client_that_leaves_in_a_refused_body_leaves_nothing_behind(server):
    async with Wire(server.port) as wire:
        await wire.send(request("POST", RAW_LOGIN, JSON, f"Content-Length: {LINGER_BYTES}"))
        await wire.reply()
    await eventually(lambda: not server.services.health.is_busy)


async def test_a_client_that_asks_before_it_sends_is_not_told_to_go_on(server):
    data = request("POST", RAW_LOGIN, "Expect: 100-continue", f"Content-Length: {LINGER_BYTES}")
    reply = await exchange(server.port, data)
    assert (reply.status, reply.code) == (413, "too_large")


async def test_a_body_in_pieces_has_the_same_limit(server):
    async with Wire(server.port) as wire:
        await wire.send(request("POST", RAW_LOGIN, JSON, "Transfer-Encoding: chunked"))
        await wire.send(b"7fffffff\r\n")
        reply = await wire.reply()
    assert (reply.status, reply.code) == (400, "bad_request")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_of_another_kind_is_refused(api, kind):
    reply = await api("POST", LOGIN, raw_body=b"{}", headers={"Content-Type": kind})
    assert (reply.status, reply.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize("body", [b"", b"{", b"{'a': 1}", b"\xff\xfe{}", b'{"username": "\xe4"}'])
async def test_malformed_json_says_where(api, body):
    reply = await api("POST", LOGIN, raw_body=body, headers={"Content-Type": "application/json"})
    assert (reply.status, reply.code) == (422, "invalid")
    assert [mistake["code"] for mistake in reply.json["errors"]] == ["json"]


@pytest.mark.parametrize("body", [[], "text", 7, None])
async def test_json_that_is_no_object_is_named_as_such(api, body):
    raw = json.dumps(body).encode()
    reply = await api("POST", LOGIN, raw_body=raw, headers={"Content-Type": "application/json"})
    assert reply.json["errors"] == [{"path": "body", "code": "object", "message": "必须是对象"}]


async def test_json_that_is_nested_without_end_is_refused(api):
    body = b"[" * 100_000
    reply = await api("POST", LOGIN, raw_body=body, headers={"Content-Type": "application/json"})
    assert reply.status == 422


async def test_all_mistakes_are_told_at_once_in_chinese(api):
    form = {"username": "", "password": ["no text"], "remember": True}
    reply = await api("POST", LOGIN, form)
    found = {mistake["path"]: mistake["code"] for mistake in reply.json["errors"]}
    assert reply.status == 422
    assert found == {
        "body.username": "too_short",
        "body.password": "text",
        "body.remember": "unknown_field",
    }
    assert "至少 1 个字" in [mistake["message"] for mistake in reply.json["errors"]]


# The query and the address.


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=0", "too_small"),
        ("limit=101", "too_big"),
        ("limit=many", "number"),
        ("page=2", "unknown_field"),
        ("after=made-up", "cursor"),
        ("after=%FF", "format"),
        ("after=" + cursor_of(["330825", "330825", "330825"]), "cursor"),
        ("after=" + cursor_of([{"$gt": ""}, "330825"]), "cursor"),
    ],
)
async def test_a_wrong_query_names_the_argument(api, query, code):
    reply = await api("GET", f"/divisions?{query}")
    assert reply.status == 422
    assert [mistake["code"] for mistake in reply.json["errors"]] == [code]


# Who asks, and what the state allows.


async def test_nobody_is_asked_to_sign_in(api):
    reply = await api("GET", "/session")
    assert (reply.status, reply.code) == (401, "unauthenticated")
    assert reply.raw.headers["WWW-Authenticate"] == "Bearer"


async def test_a_role_that_does_not_suffice_is_forbidden(api):
    reply = await api("GET", f"/divisions/{TOWNSHIP}/accounts", role="villager")
    assert (reply.status, reply.code) == (403, "forbidden")


async def test_another_area_is_forbidden_however_high_the_role(api):
    reply = await api("GET", f"/divisions/{OUTSIDE}/accounts", role="monitor", division=VILLAGE)
    assert (reply.status, reply.code) == (403, "forbidden")


async def test_what_does_not_exist_is_not_found(api):
    reply = await api("GET", "/divisions/999999")
    assert (reply.status, reply.code) == (404, "not_found")


async def test_a_name_that_is_taken_is_a_conflict(api, make):
    await make.divisions()
    grant = {"role": "clerk", "division": VILLAGE}
    form = {"username": "wang", "name": "王", "grants": [grant]}
    assert (await api("POST", "/accounts", form, role="monitor")).status == 201
    reply = await api("POST", "/accounts", form, role="monitor")
    assert (reply.status, reply.code) == (409, "account_exists")


# Our own faults.


async def broken(*_: object, **__: object) -> object:
    raise RuntimeError("a secret of the inside")


async def test_a_fault_tells_the_person_nothing_and_the_log_everything(
    api, server, monkeypatch, caplog
):
    monkeypatch.setattr(server.services.store.divisions, "by_code", broken)
    reply = await api("GET", "/divisions/330825")
    assert (reply.status, reply.code) == (500, "internal")
    assert b"secret" not in reply.raw.body
    assert b"Traceback" not in reply.raw.body
    faults = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert [(r.id, r.exc_info[0]) for r in faults] == [(reply.json["request_id"], RuntimeError)]
    caplog.clear()


async def test_a_refused_command_of_ours_is_a_fault_and_no_outage(api, server, monkeypatch, caplog):
    async def refused(*_: object) -> object:
        raise OperationFailure("no such operator", 2)

    monkeypatch.setattr(server.services.store.divisions, "by_code", refused)
    assert (await api("GET", "/divisions/330825")).code == "internal"
    caplog.clear()


async def test_an_outage_of_the_database_asks_to_come_back(api, server, monkeypatch, caplog):
    async def away(*_: object) -> object:
        raise AutoReconnect("connection closed")

    monkeypatch.setattr(server.services.store.divisions, "by_code", away)
    reply = await api("GET", "/divisions/330825")
    assert (reply.status, reply.code) == (503, "database_unavailable")
    assert int(reply.raw.headers["Retry-After"]) > 0
    caplog.clear()
