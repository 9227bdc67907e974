"""Changes as they happen, on a websocket or (where a proxy forbids it) as server-sent events.

The order, the checks and the limits are the hub's; here is only how each connection is spoken to.
"""

from __future__ import annotations

import asyncio
from functools import lru_cache
from typing import Annotated, Any

from pydantic import StringConstraints
from tornado.httputil import HTTPHeaders
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from handlers.access import SCOPES, Actor
from handlers.base import ApiHandler, Endpoint, endpoint
from handlers.browser import is_own_page
from handlers.forms import Form, read_query
from handlers.live_events import SCOPE, SESSION_ENDED, Ended, read_position
from handlers.live_hub import Client
from handlers.routing import Route
from handlers.services import Services
from handlers.signin import session_unused, token_of
from models.driver import is_outage
from models.errors import Invalid, Mistake, Unauthenticated
from models.sessions import Session

BEARER = "bearer"
EVENT_ID = r"^\d{1,12}\.\d{1,12}\.\d{1,12}$"
# Clients only listen: whatever they say is short, and ignored.
MOST_HEARD = 1024
SHORT_FRAME, LONG_FRAME = 126, 1 << 16
TEXT_FRAME = 0x81
BUSY = Ended("database_unavailable", 1013)


class LiveQuery(Form):
    """The `id` of the last event that was received; what came after it follows at once."""

    after: Annotated[str, StringConstraints(pattern=EVENT_ID)] | None = None


class LiveHandler(ApiHandler):
    """What both kinds of connection share."""

    client: Client | None = None
    _after: str | None = None

    def join(self) -> None:
        """From here on the connection is no request any more: nobody waits for its end."""
        self.leave()
        hub, services = self.services.live, self.services
        token = token_of(self.request, services)
        self.client = Client(
            hub,
            self,  # type: ignore[arg-type]  # each kind of connection has `send` and `end`
            self.actor.known(),
            lambda: session_now(token, services),
        )
        # Thousands of connections stay open for hours: what only the request needed is let go.
        self.actor, self._headers = Actor(None), HTTPHeaders()
        hub.join(self.client, read_position(self._after) if self._after else None)

    def part(self) -> None:
        """The connection is gone."""
        if self.client is not None:
            self.client.stop()
            self.services.live.leave(self.client)
            self.client = None


class LiveSocket(LiveHandler, WebSocketHandler):
    """The websocket. Browsers cannot send `Authorization`: our pages have their cookie, others
    offer the protocols `bearer` and the token, and get `bearer`."""

    _admitted = False

    def prepare(self) -> None:
        super().prepare()
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "").split(",")
        first, *rest = [part.strip() for part in offered]
        if first == BEARER and rest and "Authorization" not in self.request.headers:
            self.request.headers["Authorization"] = f"Bearer {rest[0]}"

    @endpoint(scope=SCOPE, query=LiveQuery, raw=True, produces=("application/json",))
    async def get(self, query: LiveQuery) -> None:  # type: ignore[override]  # Tornado awaits either
        """Open a websocket on which changes of my inbox and of my area arrive as they happen.

        Each message is JSON with `id` and `type`: `hello` and `reset` (load anew) begin, `case`,
        `case_gone` and `overview` follow. After a break send the last `id` as `after`.
        """
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            raise Invalid([Mistake("header.Upgrade", "required")])
        self._after, self._admitted = query.after, True

    async def answer(self, declaration: Endpoint, method: Any, path: dict[str, str]) -> None:
        """Admits within the time of a request; then the connection lasts as long as it lasts."""
        await super().answer(declaration, method, path)
        if self._admitted:
            await WebSocketHandler.get(self)

    def check_origin(self, origin: str) -> bool:
        """A page of another origin has a token or nothing: its cookie is refused before."""
        policy = self.services.policy
        return origin in policy.cors_origins or is_own_page(origin, self.request, policy.public_url)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        return BEARER if BEARER in subprotocols else None

    @property
    def max_message_size(self) -> int:
        return MOST_HEARD

    def open(self, *args: str, **kwargs: str) -> None:
        self.join()

    def on_message(self, message: str | bytes) -> None:
        """Nothing is asked on this connection; a word shows that somebody is there."""
        self._is_there()

    def on_pong(self, data: bytes) -> None:
        self._is_there()

    def on_close(self) -> None:
        self.part()

    def send(self, data: bytes) -> asyncio.Future[Any] | None:
        """Writes the frame that all clients of an event share.

        Tornado's `write_message` makes a frame and a task for each client, which would be most of
        the time of telling thousands; there is no compression here that it would be needed for.
        """
        connection = self.ws_connection
        if connection is None or connection.stream is None:
            return None
        try:
            return connection.stream.write(frame_of(data))
        except StreamClosedError:
            return None

    def beat(self) -> None:
        """Asks whether somebody is there."""
        try:
            self.ping(b"")
        except WebSocketClosedError:
            self.part()

    def end(self, why: Ended) -> None:
        self.client = None
        self.close(why.code, why.reason)

    def _is_there(self) -> None:
        if self.client is not None:
            self.client.missed = 0


class LiveEvents(LiveHandler):
    """Server-sent events: the same, over plain HTTP."""

    @endpoint(scope=SCOPE, query=LiveQuery, raw=True, produces=("text/event-stream",))
    async def get(self, query: LiveQuery) -> None:
        """The same changes as server-sent events; `Last-Event-ID` resumes as `after` does."""
        if "text/event-stream" not in self.request.headers.get("Accept", ""):
            raise Invalid([Mistake("header.Accept", "required")])
        resumed = read_query(LiveQuery, _as_query(self.request.headers.get("Last-Event-ID")))
        self._after = resumed.after or query.after
        self._auto_finish = False
        self.set_header("Content-Type", "text/event-stream; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        # nginx would collect what has to arrive at once.
        self.set_header("X-Accel-Buffering", "no")
        await self.flush()
        self.join()

    def on_connection_close(self) -> None:
        super().on_connection_close()
        self.part()

    def send(self, data: bytes) -> asyncio.Future[Any] | None:
        """Writes one event; its id goes where browsers keep it."""
        return self._push(b"id: %s\ndata: %s\n\n" % (_id_of(data), data))

    def beat(self) -> None:
        """A comment, so that no proxy takes the silence for an end."""
        self._push(b": \n\n")
        if self.client is not None:
            self.client.missed = 0

    def end(self, why: Ended) -> None:
        self.client = None
        self._push(b'event: closed\ndata: {"reason":"%s"}\n\n' % why.reason.encode())
        if not self._finished:
            self.finish()

    def _push(self, chunk: bytes) -> asyncio.Future[Any] | None:
        if self._finished or self.request.connection is None:
            return None
        self.write(chunk)
        return self.flush()


async def session_now(token: str, services: Services) -> Session:
    """The session as it is now; raises `Ended` if it is over or may not listen any more.

    It is read without being used: somebody who only watches idles out like anybody else.
    """
    try:
        session = await session_unused(token, services)
    except Unauthenticated:
        raise SESSION_ENDED from None
    except Exception as error:
        if not is_outage(error):
            raise
        raise BUSY from error
    roles = SCOPES[SCOPE].roles
    if session.must_change_password or not any(g.role in roles for g in session.grants):
        raise SESSION_ENDED
    return session


def _as_query(after: str | None) -> dict[str, list[bytes]]:
    return {"after": [after.encode()]} if after else {}


# One event is framed once for all who get it.
@lru_cache(maxsize=8)
def frame_of(data: bytes) -> bytes:
    """The text frame (RFC 6455, 5.2) of a message."""
    size = len(data)
    if size < SHORT_FRAME:
        return bytes((TEXT_FRAME, size)) + data
    if size < LONG_FRAME:
        return bytes((TEXT_FRAME, 126)) + size.to_bytes(2) + data
    return bytes((TEXT_FRAME, 127)) + size.to_bytes(8) + data


def _id_of(data: bytes) -> bytes:
    """The id in a message that this process made: its first field but one, without reading all."""
    return data.partition(b'"id":"')[2].partition(b'"')[0]


routes = [
    Route("/live", LiveSocket),
    Route("/live/events", LiveEvents),
]
