"""Speaks HTTP byte by byte, for what no client library would send."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from tests.waiting import PATIENCE_SECONDS

PROBLEM = "application/problem+json; charset=utf-8"


@dataclass(frozen=True)
class RawReply:
    """One answer as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> dict[str, Any]:
        """The body of an error, which must be in the one shape."""
        assert self.headers["content-type"] == PROBLEM, self.body
        found = json.loads(self.body)
        assert found["status"] == self.status
        assert found["request_id"] == self.headers["x-request-id"]
        return found

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.problem["code"])


class Wire:
    """One connection: `async with Wire(port) as wire: await wire.send(...)`."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def __aenter__(self) -> Wire:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.writer.close()

    async def send(self, data: bytes) -> None:
        """Sends these bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def reply(self, seconds: float = PATIENCE_SECONDS) -> RawReply:
        """The next answer; raises `asyncio.IncompleteReadError` where the server cuts instead."""
        async with asyncio.timeout(seconds):
            head = await self.reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin1").strip().split("\r\n")
            headers = {}
            for line in lines:
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return RawReply(int(first.split()[1]), headers, body)

    async def is_closed(self, seconds: float = PATIENCE_SECONDS) -> bool:
        """True once the server has closed its side and said nothing more."""
        async with asyncio.timeout(seconds):
            return await self.reader.read(1) == b""


async def exchange(port: int, data: bytes) -> RawReply:
    """Sends bytes on a connection of their own; the answer."""
    async with Wire(port) as wire:
        await wire.send(data)
        return await wire.reply()


def request(
    method: str, address: str, *headers: str, body: bytes = b"", host: bool = True
) -> bytes:
    """A request in bytes; nothing is added but Host and Content-Length of a body."""
    lines = [f"{method} {address} HTTP/1.1", *(["Host: test"] if host else []), *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
