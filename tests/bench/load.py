"""A lean HTTP client that keeps connections busy; it checks every answer and knows no API.

One request at a time on each connection, no pipelining. It costs a fraction of what a Tornado
handler costs, so that on a core of its own it is not what is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"
# A server that hangs ends the benchmark instead of holding it.
PATIENCE_SECONDS = 60.0


class WrongAnswer(RuntimeError):
    """An answer had another status or length than expected, or a connection was cut."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What every answer must be; `length` of the body in bytes, None if it differs."""

    status: int = 200
    length: int | None = None


@dataclass(slots=True)
class Outcome:
    """What came of it: the seconds it took, and the seconds of each request."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers in a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """The time in ms within which that share of the requests was answered."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(
    method: str, path: str, *, token: str = "", body: bytes = b"", headers: tuple[str, ...] = ()
) -> bytes:
    """A whole HTTP request in bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept: application/json", *headers]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def run(
    port: int,
    requests: Iterator[bytes],
    expected: Expected,
    *,
    connections: int,
    seconds: float = PATIENCE_SECONDS,
) -> Outcome:
    """Sends the requests until there are no more or the time is over; raises `WrongAnswer`."""
    loop, outcome = asyncio.get_running_loop(), Outcome()
    deadline = loop.time() + seconds
    clients = [_Client(requests, expected, deadline, outcome) for _ in range(connections)]
    opened = [loop.create_connection(lambda c=client: c, HOST, port) for client in clients]
    begun = time.perf_counter()
    async with asyncio.timeout(seconds + PATIENCE_SECONDS):
        await asyncio.gather(*opened)
        await asyncio.gather(*(client.done for client in clients))
    outcome.seconds = time.perf_counter() - begun
    return outcome


class _Client(asyncio.Protocol):
    """One connection: sends, reads the whole answer, checks it, sends the next."""

    def __init__(
        self, requests: Iterator[bytes], expected: Expected, deadline: float, outcome: Outcome
    ) -> None:
        self._requests = requests
        self._expected = expected
        self._loop = asyncio.get_running_loop()
        self._deadline = deadline
        self._times = outcome.times
        self._read = bytearray()
        self._wanted = 0
        self.done: asyncio.Future[None] = self._loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._read += data
        if not self._wanted and not self._read_head():
            return
        if len(self._read) >= self._wanted:
            self._times.append(time.perf_counter() - self._sent_at)
            self._read.clear()
            self._wanted = 0
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(WrongAnswer(f"the connection was cut: {error}"))

    def _send(self) -> None:
        message = next(self._requests, None) if self._loop.time() < self._deadline else None
        if message is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(message)

    def _read_head(self) -> bool:
        """Checks the head once it is whole; False before, and for an answer that is wrong."""
        end = self._read.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._read[:end]).lower()
        status = int(head[9:12])
        length = int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        if status != self._expected.status or self._expected.length not in (None, length):
            told = bytes(self._read[:600]).decode(errors="replace")
            self.done.set_exception(WrongAnswer(f"expected {self._expected}, got {told}"))
            self._transport.abort()
            return False
        self._wanted = end + 4 + length
        return True
