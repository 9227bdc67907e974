"""What those who run it can see: metrics that tell the truth, logs that tell nothing personal."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.consents import current_version
from handlers.passwords import hash_password
from server.logs import JsonFormatter
from tests.api import Api
from tests.bench_of_tests import Server
from tests.factories import VILLAGE
from tests.raw_http import exchange, request
from tests.waiting import eventually

OPERATIONS = Path(__file__).parents[2] / "server" / "OPERATIONS.md"
PASSWORD = "correct horse 7"
PHONE = "13912345678"
IDENTITY = "33082519900101123X"
TITLE = "邻居占道"
TEXT = f"东边邻居李大壮把路占了，我的电话是{PHONE}，身份证{IDENTITY}。"


async def counted(api: Api) -> dict[str, float]:
    """Every sample on the metrics page, by its name with labels."""
    page = await api("GET", f"http://127.0.0.1:{api.server.port}/metrics")
    lines = [line for line in page.raw.body.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_requests_are_counted_by_route_and_status_and_never_by_address(api, make):
    await make.divisions()
    name = 'cunwu_requests_total{method="GET",route="/api/v1/divisions/{division}",status="200"}'
    before = await counted(api)
    await api("GET", f"/divisions/{VILLAGE}")
    after = await counted(api)
    assert after[name] - before.get(name, 0) == 1
    assert not [sample for sample in after if VILLAGE in sample]
    timed = 'cunwu_request_seconds_count{route="/api/v1/divisions/{division}"}'
    assert after[timed] - before.get(timed, 0) == 1


async def test_an_answer_out_of_memory_is_a_hit(api, make):
    await make.divisions()
    hit, miss = 'cunwu_answers_total{result="hit"}', 'cunwu_answers_total{result="miss"}'
    before = await counted(api)

    async def is_hit() -> bool:
        await api("GET", f"/divisions/{VILLAGE}")
        return (await counted(api))[hit] > before[hit]

    # The process may hear only now of the divisions that were made, and forget the page once more.
    await eventually(is_hit)
    after = await counted(api)
    assert after[hit] - before[hit] == 1
    assert after[miss] > before[miss]


async def test_a_verb_that_nobody_knows_adds_no_label(api, server):
    for verb in ("BREW", "BOIL"):
        await exchange(server.port, request(verb, "/api/v1/divisions"))
    samples = await counted(api)
    assert not [name for name in samples if "BREW" in name or "BOIL" in name]
    assert [name for name in samples if 'method="OTHER"' in name and "_total" in name]


async def test_connections_at_work_are_counted_while_they_are(api, server):
    store, name = server.services.store, "cunwu_database_connections"
    await store.divisions.raw.insert_one({"code": "1", "name": "慢", "level": "village"})
    where = {"code": "1", "$where": "sleep(400) || true"}
    seen = asyncio.Event()

    async def work() -> None:
        while not seen.is_set():
            await store.divisions.raw.find_one(where)

    working = asyncio.create_task(work())
    await eventually(lambda: at_work(api, name))
    seen.set()
    await working
    assert (await counted(api))[name] == 0


async def at_work(api, name: str) -> bool:
    return (await counted(api))[name] >= 1


async def test_the_loop_and_the_change_stream_are_watched(api, server):
    for name in ("cunwu_changes_heard", "cunwu_loop_lag_seconds_count"):
        await eventually(lambda name=name: at_work(api, name))
    assert 'cunwu_jobs{state="dead"}' in await counted(api)


async def test_every_metric_that_operators_are_told_to_watch_exists(api, make):
    await make.divisions()
    await api("GET", f"/divisions/{VILLAGE}")
    samples = {re.sub(r"(_count|_sum|_bucket)?({.*)?$", "", n) for n in await counted(api)}
    named = set(re.findall(r"`(cunwu_\w+)", OPERATIONS.read_text(encoding="utf-8")))
    assert named - samples == set()


@pytest.fixture
def talkative(settings, io_loop) -> Iterator[Server]:
    """A web process that logs every request."""
    running = Server(settings.model_copy(update={"log_requests": "all", "slow_request_ms": 60_000}))
    io_loop.run_sync(running.start)
    yield running
    io_loop.run_sync(running.stop)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What a real process would write, of everything that is said at any level."""
    kept, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(JsonFormatter())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("pymongo").setLevel(logging.WARNING)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


async def test_the_logs_of_a_day_hold_nothing_personal(
    make, talkative, logged, caplog, monkeypatch
):
    asked = Api(make, talkative)
    await make.village()
    hashed = hash_password(PASSWORD)
    await make.account("secretary", username="wangxiaoming", password_hash=hashed)
    login = {"username": "wangxiaoming", "password": PASSWORD}
    token = (await asked("POST", "/session/password", login)).json["token"]
    await asked("POST", "/session/password", {**login, "password": PASSWORD + "!"})
    consent = {"phone": PHONE, "consent": current_version("phone")}
    assert (await asked("PUT", "/me/phone", consent, role="villager")).status == 200
    case = {"title": TITLE, "text": TEXT}
    filed = await asked("POST", f"/villages/{VILLAGE}/feedback", case, role="villager")
    assert filed.status == 201
    await asked("POST", f"/villages/{VILLAGE}/feedback", {TEXT: TITLE}, role="villager")
    await asked("GET", f"/nothing/{PHONE}?name=李大壮", token=token)

    async def broken(*_: object) -> object:
        raise ValueError(f"cannot store {PHONE} {IDENTITY} password={PASSWORD.split()[0]}")

    monkeypatch.setattr(talkative.services.store.divisions, "by_code", broken)
    await asked("GET", f"/divisions/{VILLAGE}")
    text = logged.getvalue()
    for secret in (PASSWORD, token, PHONE, IDENTITY, TITLE, "李大壮", "wangxiaoming", "correct"):
        assert secret not in text, secret
    caplog.clear()


async def test_every_request_is_a_line_with_its_id_and_its_route(make, talkative, logged):
    asked = Api(make, talkative)
    reply = await asked("GET", f"/divisions/{VILLAGE}", headers={"X-Request-Id": "mine-1"})
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    (line,) = [line for line in lines if line.get("request_id") == "mine-1"]
    assert reply.raw.headers["X-Request-Id"] == "mine-1"
    assert line["route"] == "/api/v1/divisions/{division}"
    assert (line["method"], line["status"], line["event"]) == ("GET", 404, "request")
    assert line["at"].endswith("+00:00")


async def test_an_id_that_is_none_is_not_taken_over(api):
    reply = await api("GET", "/divisions", headers={"X-Request-Id": '{"a": 1}' * 9})
    assert re.fullmatch("[0-9a-f]{16}", reply.raw.headers["X-Request-Id"])


async def test_another_origin_is_let_in_only_if_it_is_named(make, settings, io_loop):
    named = settings.model_copy(update={"cors_origins": ("https://village.example",)})
    running = Server(named)
    await running.start()
    asked = Api(make, running)
    allowed = {"Origin": "https://village.example"}
    reply = await asked("GET", "/divisions", headers=allowed)
    assert reply.raw.headers["Access-Control-Allow-Origin"] == "https://village.example"
    before = await asked("OPTIONS", "/divisions", headers=allowed)
    assert "GET" in before.raw.headers["Access-Control-Allow-Methods"]
    refused = await asked("POST", "/session/password", {}, headers=allowed)
    assert refused.raw.headers["Access-Control-Allow-Origin"] == "https://village.example"
    other = await asked("GET", "/divisions", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in other.raw.headers
    await running.stop()
