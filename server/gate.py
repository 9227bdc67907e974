"""What is refused before a handler sees it, in the one shape of errors; it knows no routes.

Tornado answers a request that it cannot read with a bare 400, and headers that are too large with
silence; a body that is too large gets the bare 400 as well. Here each gets its words.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
import sys
from collections.abc import Iterable
from typing import Any

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.iostream import IOStream, UnsatisfiableReadError

from handlers.base import SECURITY_HEADERS, ApiHandler
from handlers.encoding import encode_problem
from handlers.problems import HttpRefusal, TooLarge, problem
from models.errors import DomainError
from server.closing import let_nobody_in

MAX_HEADER_BYTES = 16 * 1024
# How long a server that closes still accepts what the kernel holds for it.
BACKLOG_SECONDS = 0.05
# A refused body is read and dropped up to this size: closing while the client still sends would
# reset the connection, and the client would never see the answer.
LINGER_BYTES = 32 * 1024 * 1024
# What Tornado writes by itself when it cannot read a request.
BARE_400 = b"HTTP/1.1 400 Bad Request\r\n\r\n"


class Server(HTTPServer):
    """Tornado's server, with words for what it refuses by itself and an end that loses nobody."""

    listening: tuple[socket.socket, ...] = ()

    def add_sockets(self, sockets: Iterable[socket.socket]) -> None:
        self.listening = tuple(sockets)
        super().add_sockets(self.listening)

    async def close_port(self) -> None:
        """Accepts whom the kernel has let in, and nobody after them."""
        let_nobody_in(self.listening)
        await asyncio.sleep(BACKLOG_SECONDS)
        self.stop()

    def handle_stream(self, stream: IOStream, address: Any) -> None:
        _give_words(stream)
        super().handle_stream(stream, address)


def refusal_of(request: HTTPServerRequest, max_body_bytes: int) -> DomainError | None:
    """Why the request is refused by its headers alone, or None."""
    length = request.headers.get("Content-Length")
    if length is None or not length.isdecimal() or int(length) <= max_body_bytes:
        return None
    return TooLarge(limit=max_body_bytes)


@tornado.web.stream_request_body
class Refusing(ApiHandler):
    """Answers at once, and drops the body while it comes."""

    def initialize(self, error: DomainError, **arguments: Any) -> None:  # type: ignore[override]  # Tornado passes what the route was given
        super().initialize(**arguments)
        self._error = error
        self._dropped = 0

    async def prepare(self) -> None:  # type: ignore[override]  # Tornado awaits what it returns
        """Writes the whole answer, but ends it only with the body; see `LINGER_BYTES`."""
        body = self.begin_refusal(self._error)
        self.set_header("Connection", "close")
        self.set_header("Content-Length", str(len(body)))
        if "Expect" in self.request.headers:
            # This client asks first, so nothing of the body is on its way.
            self.finish(body)
            return
        self.request.connection.set_max_body_size(sys.maxsize)  # type: ignore[union-attr]  # HTTP/1
        self.write(body)
        await self.flush()

    def data_received(self, chunk: bytes) -> None:
        self._dropped += len(chunk)
        if self._dropped > LINGER_BYTES and not self._finished:
            self.finish()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self.leave()

    async def _end(self, **path: str) -> None:
        if not self._finished:
            self.finish()

    head = get = post = put = patch = delete = options = _end  # type: ignore[assignment]  # whatever the verb


def _give_words(stream: IOStream) -> None:
    """Replaces what Tornado says (or does not say) on this connection by itself.

    It offers no other place for it: a request that cannot be read never becomes a request.
    """
    write, close = stream.write, stream.close

    def write_in_words(data: bytes | memoryview) -> Any:
        return write(_answer(400) if data == BARE_400 else data)

    def close_in_words(exc_info: Any = False) -> None:
        if isinstance(exc_info, UnsatisfiableReadError) and not stream.closed():
            stream.socket.send(_answer(431))
        close(exc_info)

    stream.write = write_in_words  # type: ignore[method-assign]  # see above
    stream.close = close_in_words  # type: ignore[method-assign]  # see above


def _answer(status: int) -> bytes:
    """A whole HTTP answer, for a request that has no handler."""
    request_id = secrets.token_hex(8)
    body = encode_problem(problem(HttpRefusal(status), request_id))
    headers = {
        **SECURITY_HEADERS,
        "Content-Type": "application/problem+json; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
        "X-Request-Id": request_id,
    }
    lines = [f"HTTP/1.1 {status} Refused", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
