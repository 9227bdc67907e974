"""The ways in which a call to the fake WeChat goes wrong, down on the connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from dataclasses import dataclass

from tornado.iostream import IOStream, StreamClosedError

HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
HALF = b'{"access_token": "x", "openid": "o123'


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: an errcode, or a kind of trouble on the way.

    `slow` answers after `seconds`; `hang` never answers; `reset` cuts the connection; `http` is a
    502; `html` is a page in place of JSON; `truncated` is half of the JSON under its full length,
    `cut` half of it as if that were all; `drip` a byte at a time without end; `junk` other JSON;
    `odd` JSON whose values have other types than promised.
    """

    kind: str = "errcode"
    errcode: int = 0
    errmsg: str = "error"
    seconds: float = 0.0


ODD = b'{"errcode": "none", "errmsg": 5, "openid": 5, "access_token": [], "expires_in": {}}'
ANSWERS = {
    "http": HEAD % (b"502 Bad Gateway", 3) + b"bad",
    "html": HEAD % (b"200 OK", 19) + b"<html>login</html>\n",
    "truncated": HEAD % (b"200 OK", 500) + HALF,
    "cut": HEAD % (b"200 OK", len(HALF)) + HALF,
    "junk": HEAD % (b"200 OK", 2) + b"[]",
    "odd": HEAD % (b"200 OK", len(ODD)) + ODD,
}


async def break_off(stream: IOStream, kind: str, released: asyncio.Event) -> None:
    """Does to the connection what the fault says, and closes it; what hangs ends at `released`."""
    with contextlib.suppress(StreamClosedError):
        if kind == "hang":
            await released.wait()
        elif kind == "drip":
            await _drip(stream, released)
        elif kind == "reset":
            linger = struct.pack("ii", 1, 0)
            stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        else:
            await stream.write(ANSWERS[kind])
    stream.close()


async def _drip(stream: IOStream, released: asyncio.Event) -> None:
    await stream.write(HEAD % (b"200 OK", 100_000))
    while not released.is_set():
        await stream.write(b" ")
        await asyncio.sleep(0.05)
