"""How long WeChat waits for `success` while it pushes 200 encrypted messages a second."""

from __future__ import annotations

import asyncio
import time

import httpx

from tests.bench.rows import Row
from tests.bench.sizes import SMOKE, Sizes
from tests.bench.stage import Running, Stage
from tests.fakes.wechat_push import Push, push

A_SECOND, SECONDS = 200, 10.0
# The second within which an answer is promised; WeChat itself gives up after five.
AIM_MILLISECONDS = 1000
APPID, TOKEN, AES_KEY = "wx0123456789abcdef", "bench-token", "k" * 42 + "A"


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """One row. Pushes leave by the clock, whether or not earlier ones are answered, and each is
    timed from when it was due: a server that falls behind shows it.

    It stands beside a bare Tornado that stores one document for each in the same run.
    """
    count = 20 if sizes is SMOKE else int(A_SECOND * SECONDS)
    with stage.bare(b"{}", document_bytes=400) as bare:
        floor = sorted(await _send(bare, [_pushed(number) for number in range(count)], "/insert"))
    given = {"WECHAT_TOKEN": TOKEN, "WECHAT_AES_KEY": AES_KEY, "WECHAT_APPID": APPID}
    with stage.web("pushes", WECHAT_SECRET="none", **given) as server:
        pushes = [_pushed(number) for number in range(count)]
        times = sorted(await _send(server, pushes, "/wechat/callback"))
    at_99, bare_99 = (1000 * each[min(count - 1, int(0.99 * count))] for each in (times, floor))
    note = f"{count} pushes, {A_SECOND} a second; the median is {1000 * times[count // 2]:.1f} ms"
    name = "WeChat's pushes answered, p99"
    return [Row(name, at_99, "ms", bare_99, None, "<=", AIM_MILLISECONDS, note)]


def _pushed(number: int) -> Push:
    message = {
        "ToUserName": "gh_1",
        "FromUserName": f"o{number % 500:027d}",
        "CreateTime": 1700000000,
        "MsgType": "text",
        "Content": "村口的路灯坏了",
        "MsgId": str(10**15 + number),
    }
    return push(message, at=time.time(), token=TOKEN, aes_key=AES_KEY, appid=APPID)


async def _send(server: Running, pushes: list[Push], path: str) -> list[float]:
    """Seconds of each, from when it was due."""
    address, right = f"http://127.0.0.1:{server.port}{path}", (b"success", b"{}")
    limits = httpx.Limits(max_connections=40, max_keepalive_connections=40)
    async with httpx.AsyncClient(limits=limits, timeout=30) as client:

        async def one(pushed: Push, due: float) -> float:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            reply = await client.post(address, params=pushed.query, content=pushed.body)
            while reply.status_code == 503:  # What WeChat asks for again counts until it is taken.
                reply = await client.post(address, params=pushed.query, content=pushed.body)
            if reply.content not in right:
                raise ValueError(f"{reply.status_code} {reply.text}")
            return time.monotonic() - due

        begun = time.monotonic() + 0.1
        return await asyncio.gather(
            *(one(pushed, begun + place / A_SECOND) for place, pushed in enumerate(pushes))
        )
