"""One listener of live changes: what waits for it, in order and bounded, checked at each event.

It knows neither sockets (its `Sink` does) nor who else listens (its hub does).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from handlers.access import SCOPES, Actor
from handlers.live_events import SCOPE, SLOW, Ended, LiveEvent, Position
from handlers.memory import Versions
from models.accounts import Grant
from models.feedback.documents import WATCHER_ROLES
from models.sessions import Session

if TYPE_CHECKING:
    from handlers.live_hub import Hub

# What waits for one client; one that is slower than this is let go and told why.
MOST_WAITING = 200


class Sink(Protocol):
    """One connection."""

    def send(self, data: bytes) -> asyncio.Future[Any] | None:
        """Writes one event (JSON); a future if the network does not take it at once."""
        ...

    def beat(self) -> None:
        """Shows that the connection lives, and asks whether the other side does."""
        ...

    def end(self, why: Ended) -> None:
        """Tells why, and closes."""
        ...


LookUp = Callable[[], Awaitable[Session]]


class Client:
    """One listener: what waits for it, and whose session it is as far as is known."""

    __slots__ = (
        "__weakref__", "_busy", "_look_up", "_queue", "_task", "_versions", "cursor", "hub",
        "keys", "missed", "session", "sink",
    )  # fmt: skip

    def __init__(self, hub: Hub, sink: Sink, session: Session, look_up: LookUp) -> None:
        self.hub, self.sink = hub, sink
        self.cursor: Position = (0, 0, 0)
        self.keys: tuple[str, ...] = ()
        self.missed = 0
        self._look_up = look_up
        self._queue: deque[LiveEvent] | None = None
        self._busy = False
        self._task: asyncio.Task[None] | None = None
        # Unknown, so that the first look reads the session: it may have ended since the request.
        self._versions: Versions = ()
        self._know(session)

    def _know(self, session: Session) -> None:
        self.session = session
        self.keys = keys_of(session.grants)

    def is_sure(self) -> bool:
        """True if nothing happened to the session or its account since they were read."""
        changes = self.hub.changes
        fresh = changes.is_heard and self._versions == changes.versions(_topics(self.session))
        return fresh and self.hub.is_live(self.session)

    def offer(self, event: LiveEvent) -> None:
        """Takes an event that may concern the person; those it has seen are left out."""
        if event.position <= self.cursor:
            return
        if self._busy or self._queue:
            self._wait(event)
        elif not self.is_sure():
            self._wait(event)
            self.check()
        else:
            self._tell(event)

    def check(self) -> None:
        """Reads the session anew if anything may have happened to it; ends if it is over."""
        if self._task is None and not self.is_sure():
            self._busy = True
            self._task = asyncio.create_task(self._check())

    async def _check(self) -> None:
        # Taken before reading: a change meanwhile makes the session unsure again.
        self._versions = self.hub.changes.versions(_topics(self.session))
        try:
            session = await self._look_up()
        except Ended as why:
            self.hub.end(self, why)
            return
        finally:
            self._task = None
        self.hub.leave(self)
        self._know(session)
        self.hub.enter(self)
        waiting, self._queue, self._busy = self._queue or deque(), None, False
        while waiting and not self._busy:
            self._tell(waiting.popleft())
        self._queue = waiting or None
        if self._versions != self.hub.changes.versions(_topics(session)):
            # It changed while we read, when a look was under way already.
            self.check()

    def _wait(self, event: LiveEvent) -> None:
        if self._queue is None:
            self._queue = deque()
        if len(self._queue) >= MOST_WAITING:
            self.hub.end(self, SLOW)
            return
        self._queue.append(event)

    def _tell(self, event: LiveEvent) -> None:
        self.cursor = event.position
        data = event.tell(Actor(self.session))
        if data is None:
            return
        sent = self.sink.send(data)
        if sent is not None and not sent.done():
            self._busy = True
            sent.add_done_callback(self._go_on)

    def _go_on(self, sent: asyncio.Future[Any] | None = None) -> None:
        self._busy = False
        if sent is not None and (sent.cancelled() or sent.exception() is not None):
            # The connection is gone; whoever owns it hears so by itself.
            self._queue = None
            return
        while self._queue and not self._busy:
            if not self.is_sure():
                self.check()
                return
            self._tell(self._queue.popleft())
        if not self._queue:
            self._queue = None

    def stop(self) -> None:
        """Nothing more is told."""
        self._queue, self._busy = None, True
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()


def keys_of(grants: Iterable[Grant]) -> tuple[str, ...]:
    """What may concern somebody with these roles: their areas, or their desks."""
    held = [grant for grant in grants if grant.role in SCOPES[SCOPE].roles]
    whole = WATCHER_ROLES | {"secretary"}
    return tuple(
        dict.fromkeys(g.division if g.role in whole else f"{g.role}:{g.division}" for g in held)
    )


def _topics(session: Session) -> tuple[str, str]:
    return f"sessions/{session.id}", f"accounts/{session.account}"
