"""Changes as they happen, on a websocket or (where a proxy forbids it) as server-sent events.

The order, the checks and the limits are the hub's; here is only how each connection is spoken to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any

from pydantic import StringConstraints, ValidationError
from tornado.httputil import HTTPHeaders
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from handlers.access import SIGNED_IN, Actor
from handlers.base import ApiHandler, Endpoint, endpoint
from handlers.browser import SESSION_COOKIE, is_own_page
from handlers.forms import Form, read_query
from handlers.live_client import Client
from handlers.live_events import NO_TOKEN, Ended, read_position
from handlers.live_sessions import FirstWord, session_now
from handlers.routing import Route
from handlers.signin import token_of
from models.errors import Invalid, Mistake

BEARER = "bearer"
EVENT_ID = r"^\d{1,12}\.\d{1,12}\.\d{1,12}$"
# Clients only listen: whatever they say is short, and ignored.
MOST_HEARD = 1024
SHORT_FRAME, LONG_FRAME = 126, 1 << 16
TEXT_FRAME = 0x81
# Who has not said who they are gets little patience, and few places.
TOKEN_SECONDS, MOST_NAMELESS = 5.0, 200


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
    offer the protocols `bearer` and the token (and get `bearer`), or say the token first."""

    _admitted = False
    # Ends a connection that has not said its token; None where it is known who listens.
    _patience: asyncio.TimerHandle | None = None

    def prepare(self) -> None:
        super().prepare()
        offered = self.request.headers.get("Sec-WebSocket-Protocol", "").split(",")
        first, *rest = [part.strip() for part in offered]
        if first == BEARER and rest and "Authorization" not in self.request.headers:
            self.request.headers["Authorization"] = f"Bearer {rest[0]}"

    @endpoint(scope=SIGNED_IN, query=LiveQuery, raw=True, produces=("application/json",))
    async def get(self, query: LiveQuery) -> None:  # type: ignore[override]  # Tornado awaits either
        """Open a websocket on which what changes for me arrives as it happens.

        Each message is JSON with `id` and `type`: `hello` and `reset` (load anew) begin; `mine` and
        `message` say that a case of my own changed and that I have a new message; who handles
        cases or watches over them hears `case`, `case_gone` and `overview`, too. After a break
        send the last `id` as `after`. Who cannot send credentials with the request says
        `{"token": "..."}` first, within five seconds.
        """
        if self.request.headers.get("Upgrade", "").lower() != "websocket":
            raise Invalid([Mistake("header.Upgrade", "required")])
        self._after, self._admitted = query.after, True

    async def answer(self, declaration: Endpoint, method: Any, path: dict[str, str]) -> None:
        """Admits within the time of a request; then the connection lasts as long as it lasts."""
        if self._may_say_later():
            declaration = replace(declaration, scope=None)
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
        if self.actor.session is not None:
            self.join()
            return
        self.leave()
        self.services.live.nameless.add(self)
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(TOKEN_SECONDS, self.end, NO_TOKEN)

    def on_message(self, message: str | bytes) -> Awaitable[None] | None:
        """Nothing but the token is asked here; a word shows that somebody is there."""
        if self._patience is not None:
            return self._hear_token(message)
        self._is_there()
        return None

    def on_pong(self, data: bytes) -> None:
        self._is_there()

    def on_close(self) -> None:
        self._stop_waiting()
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
        self._stop_waiting()
        self.client = None
        self.close(why.code, why.reason)

    def _may_say_later(self) -> bool:
        """True for a websocket without any credentials, while not too many of them are waiting."""
        headers, waiting = self.request.headers, self.services.live.nameless
        return (
            headers.get("Upgrade", "").lower() == "websocket"
            and "Authorization" not in headers
            and SESSION_COOKIE not in self.request.cookies
            and len(waiting) < MOST_NAMELESS
        )

    async def _hear_token(self, message: str | bytes) -> None:
        self._stop_waiting()
        try:
            token = FirstWord.model_validate_json(message).token
            session = await session_now(token, self.services)
        except ValidationError:
            self.end(NO_TOKEN)
        except Ended as why:
            self.end(why)
        else:
            if self.ws_connection is not None:
                self.request.headers["Authorization"] = f"Bearer {token}"
                self.actor = Actor(session)
                self.join()

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        self.services.live.nameless.discard(self)

    def _is_there(self) -> None:
        if self.client is not None:
            self.client.missed = 0


class LiveEvents(LiveHandler):
    """Server-sent events: the same, over plain HTTP."""

    @endpoint(scope=SIGNED_IN, query=LiveQuery, raw=True, produces=("text/event-stream",))
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
