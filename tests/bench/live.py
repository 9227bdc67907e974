"""Live events: the memory of an open socket, and one event to all of them, against bare Tornado."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

import httpx
import psutil
from bson import ObjectId

from models.accounts import Grant
from models.feedback import Decision, Found, NewCase, RouteRecord
from models.feedback.documents import ConcernFound, UrgencyFound
from models.store import Store
from server.settings import Settings
from tests.bench.rows import Row
from tests.bench.sizes import Sizes
from tests.bench.stage import Running, Stage

DATABASE, VILLAGE = "live", "330825101201"
MEMORY_AIM, TIME_AIM = 1.6, 2.0
AT_ONCE = 100
SPARE_FILES = 500
KILOBYTE = 1024
# A process that has not heard the database yet greets with `reset` once it does.
GREETINGS = (b"hello", b"reset")
SWITCHED, PING = b"HTTP/1.1 101 ", b"\x89"
PATIENCE_SECONDS = 30.0
RULES = Settings(_env_file=None).deadlines

Tell = Callable[[], Awaitable[None]]


class Socket(asyncio.Protocol):
    """A websocket client that only notes when something came."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Future[float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # a TCP one
        self.transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if self.heard is not None and b'"type":"case"' in data and not self.heard.done():
            self.heard.set_result(time.perf_counter())
        elif any(word in data for word in GREETINGS) and not self.is_open.done():
            self.is_open.set_result(None)
        elif not data.startswith((SWITCHED, PING)) and not self.is_open.done():
            self.is_open.set_exception(ConnectionError(data[:200]))


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """Two rows, over as many sockets as the system lets a process open."""
    count = _possible(sizes.sockets)
    async with stage.store(DATABASE) as store:
        tokens = await _sessions(store, count)
        with stage.web(DATABASE) as web:
            note = f"{count:,} sockets"
            if count < sizes.sockets:
                note += f" (`ulimit -n` allows no more; {sizes.sockets:,} are aimed at)"
            ours = await _side(web, "/api/v1/live", tokens, lambda: _file(store), sizes)
    with stage.program("tests.bench.bare_live") as bare:
        url = f"http://127.0.0.1:{bare.port}/tell"
        async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as client:
            await _post(client, url)
            theirs = await _side(bare, "/live", tokens, lambda: _post(client, url), sizes)
    return [
        Row(
            "memory of a live socket", ours[0], "KB", theirs[0], ours[0] / theirs[0],
            "<=", MEMORY_AIM, note,
        ),
        Row(
            "one event to all, p99", ours[1], "ms", theirs[1], ours[1] / theirs[1],
            "<=", TIME_AIM, f"{note}; ours begins with the write to the database",
        ),
    ]  # fmt: skip


def _possible(wanted: int) -> int:
    """How many sockets this process, and one that inherits its limit, may open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + SPARE_FILES
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(wanted, max(1, soft - SPARE_FILES))


async def _side(
    server: Running, path: str, tokens: Sequence[str], tell: Tell, sizes: Sizes
) -> tuple[float, float]:
    """KB of memory a socket, and the p99 in ms of an event to all of them."""
    process = psutil.Process(server.pid)
    # The first few pay for what all of them share.
    first = await _open(server.port, path, tokens[: max(1, len(tokens) // 50)])
    before = process.memory_info().rss
    rest = await _open(server.port, path, tokens[len(first) :])
    await asyncio.sleep(sizes.round_seconds)
    memory = (process.memory_info().rss - before) / len(rest) / KILOBYTE
    sockets = [*first, *rest]
    times = [await _round(sockets, tell) for _ in range(sizes.rounds)]
    for socket in sockets:
        socket.transport.abort()
    return memory, 1000 * statistics.median(times)


async def _round(sockets: Sequence[Socket], tell: Tell) -> float:
    """Seconds from the event until all but one in a hundred heard of it."""
    loop = asyncio.get_running_loop()
    for socket in sockets:
        socket.heard = loop.create_future()
    begun = time.perf_counter()
    await tell()
    async with asyncio.timeout(PATIENCE_SECONDS):
        times = sorted([await socket.heard for socket in sockets if socket.heard])
    return times[len(times) * 99 // 100 - 1] - begun


async def _open(port: int, path: str, tokens: Sequence[str]) -> list[Socket]:
    found: list[Socket] = []
    for start in range(0, len(tokens), AT_ONCE):
        some = tokens[start : start + AT_ONCE]
        found += await asyncio.gather(*(_open_one(port, path, token) for token in some))
    return found


async def _open_one(port: int, path: str, token: str) -> Socket:
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    _, socket = await loop.create_connection(lambda: Socket(request), "127.0.0.1", port)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await socket.is_open
    return socket


async def _sessions(store: Store, count: int) -> list[str]:
    """A monitor and a session of theirs for each socket."""
    grant = Grant(role="monitor", division=VILLAGE[:9])
    account = await store.accounts.open(name="监督员", grants=(grant,))
    begun = [
        await store.sessions.begin(account, idle_minutes=60, max_days=1, agent="", address="")
        for _ in range(count)
    ]
    return [token for token, _ in begun]


async def _file(store: Store) -> None:
    found = Found(
        urgency=UrgencyFound(level="normal"),
        concerns_cadres=ConcernFound(concern="no", score=0),
        version="bench",
    )
    decision = Decision("village_secretary", f"secretary:{VILLAGE}")
    case = NewCase(
        village=VILLAGE, reporter=ObjectId(), reporter_name="", text="", found=found,
        decision=decision, route=RouteRecord(rule=decision.rule, version="bench"),
    )  # fmt: skip
    await store.feedback.file(case, RULES)


async def _post(client: httpx.AsyncClient, url: str) -> None:
    """A text of the same kind and length."""
    text = '{"type":"case","id":"1795294800.12.0","filling":"' + "x" * 330 + '"}'
    (await client.post(url, content=text)).raise_for_status()
