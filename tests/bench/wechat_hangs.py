"""How late the event loop wakes while every call to WeChat hangs and people go on signing in."""

from __future__ import annotations

import asyncio
import math
import re
import time
from collections import Counter

import httpx

from tests.bench.rows import Row
from tests.bench.sizes import SMOKE, Sizes
from tests.bench.stage import Running, Stage, fetch
from tests.fakes.wechat import FakeWeChat, Fault

AIM_MILLISECONDS = 20
PEOPLE = 60
ROUNDS, SECONDS = 4, 6.0
BUCKET = re.compile(rb'^cunwu_loop_lag_seconds_bucket\{le="([^"]+)"\} ([\d.e+]+)$', re.MULTILINE)
# Without WeChat the code is refused at once.
REFUSALS = {"invalid", "wechat_timeout", "overloaded"}

Looks = Counter[float]


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """One row: the bucket of the lag's histogram that holds its 99th percentile.

    It stands beside that of the same people signing in where no WeChat is set up, in turns within
    one run: what the machine itself adds.
    """
    rounds, seconds = (1, 0.5) if sizes is SMOKE else (ROUNDS, SECONDS)
    fake = FakeWeChat()
    await fake.start()
    fake.fail("*", Fault("hang"), times=-1)
    given = {
        "WECHAT_APPID": fake.appid,
        "WECHAT_SECRET": fake.secret,
        "WECHAT_BASE_URL": fake.url,
        "WECHAT_SECONDS": "1.5",
    }
    floor, hanging, tries = Looks(), Looks(), 0
    with stage.web("wechat") as plain, stage.web("wechat", **given) as server:
        for _ in range(rounds):
            floor += (await _looks(plain, seconds))[0]
            looks, more = await _looks(server, seconds)
            hanging, tries = hanging + looks, tries + more
    await fake.stop()
    name = "loop lag, p99, while WeChat hangs"
    note = f"{hanging[math.inf]:.0f} looks, {tries} sign-ins by {PEOPLE} people at once"
    lags = [_at_99(hanging), _at_99(floor)]
    return [Row(name, lags[0], "ms", lags[1], None, "<=", AIM_MILLISECONDS, note)]


async def _looks(server: Running, seconds: float) -> tuple[Looks, int]:
    """How many looks were late by up to which seconds, and how many people tried meanwhile."""
    before = _buckets(await asyncio.to_thread(fetch, server.port, "/metrics"))
    tries = await _sign_in_for(server, seconds)
    after = _buckets(await asyncio.to_thread(fetch, server.port, "/metrics"))
    return Looks({limit: after[limit] - before.get(limit, 0) for limit in after}), tries


def _at_99(looks: Looks) -> float:
    """Milliseconds; the counts of a histogram's buckets hold those of the smaller ones."""
    total = looks[math.inf]
    return 1000 * min(limit for limit, count in looks.items() if count >= 0.99 * total)


async def _sign_in_for(server: Running, seconds: float) -> int:
    """How many tries were refused; anything else than a clear refusal is an error."""
    end = time.monotonic() + seconds

    async def person(client: httpx.AsyncClient) -> int:
        tries = 0
        while time.monotonic() < end:
            answer = await client.post("/api/v1/session/wechat", json={"code": "a-code"})
            if answer.json()["code"] not in REFUSALS:
                raise ValueError(answer.text)
            tries += 1
            # As `Retry-After` asks, only less patient.
            await asyncio.sleep(0.2)
        return tries

    address = f"http://127.0.0.1:{server.port}"
    limits = httpx.Limits(max_connections=PEOPLE)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=30) as client:
        return sum(await asyncio.gather(*(person(client) for _ in range(PEOPLE))))


def _buckets(metrics: bytes) -> dict[float, float]:
    return {float(limit): float(count) for limit, count in BUCKET.findall(metrics)}
