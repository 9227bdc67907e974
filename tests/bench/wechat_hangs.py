"""How late the event loop wakes while every call to WeChat hangs and people go on signing in."""

from __future__ import annotations

import asyncio
import re
import time

import httpx

from tests.bench.rows import Row
from tests.bench.sizes import SMOKE, Sizes
from tests.bench.stage import Running, Stage, fetch
from tests.fakes.wechat import FakeWeChat, Fault

AIM_MILLISECONDS = 20
PEOPLE = 60
SECONDS = 20.0
BUCKET = re.compile(rb'^cunwu_loop_lag_seconds_bucket\{le="([^"]+)"\} ([\d.e+]+)$', re.MULTILINE)
# Without WeChat the code is refused at once.
REFUSALS = {"invalid", "wechat_timeout", "overloaded"}


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """One row: the bucket of the lag's histogram that holds its 99th percentile.

    It stands beside that of the same people signing in where no WeChat is set up: what the machine
    itself adds.
    """
    seconds = 0.5 if sizes is SMOKE else SECONDS
    with stage.web("wechat") as server:
        floor, _ = await _lag(server, seconds)
    fake = FakeWeChat()
    await fake.start()
    fake.fail("*", Fault("hang"), times=-1)
    given = {
        "WECHAT_APPID": fake.appid,
        "WECHAT_SECRET": fake.secret,
        "WECHAT_BASE_URL": fake.url,
        "WECHAT_SECONDS": "1.5",
    }
    with stage.web("wechat", **given) as server:
        lag, note = await _lag(server, seconds)
    await fake.stop()
    name = "loop lag, p99, while WeChat hangs"
    return [Row(name, lag, "ms", floor, None, "<=", AIM_MILLISECONDS, note)]


async def _lag(server: Running, seconds: float) -> tuple[float, str]:
    """Milliseconds, and how much they rest on."""
    before = _buckets(fetch(server.port, "/metrics"))
    tries = await _sign_in_for(server, seconds)
    after = _buckets(await asyncio.to_thread(fetch, server.port, "/metrics"))
    counted = {limit: after[limit] - before.get(limit, 0) for limit in after}
    total = counted[float("inf")]
    lag = min(limit for limit, count in counted.items() if count >= 0.99 * total)
    return lag * 1000, f"{total:.0f} looks, {tries} sign-ins by {PEOPLE} people at once"


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
