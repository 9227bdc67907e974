"""Who listens in this process, and what reaches whom: bounded, in order, checked at each event.

An event's position is the database's own order of changes, the same in every process, so that who
lost a connection goes on at any of them. The hub knows neither sockets nor change streams.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from itertools import takewhile
from typing import Any, Protocol

from bson import ObjectId

from handlers.access import SCOPES, Actor
from handlers.live_events import (
    RESTART,
    SCOPE,
    SLOW,
    TOO_MANY,
    Ended,
    LiveEvent,
    Position,
    name_of,
)
from handlers.memory import Changes, Versions
from models.accounts import Grant
from models.feedback.documents import WATCHER_ROLES
from models.sessions import Session

# What waits for one client; one that is slower than this is let go and told why.
MOST_WAITING = 200
# What a client may have missed; who missed more is told to load anew.
MOST_KEPT = 10_000
# As many pages as somebody may have open at once; a page that forgets to close takes no more.
MOST_OF_A_SESSION = 20
# After so many clients of one event, others of the loop have their turn.
AT_A_STRETCH = 500


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


class Hub:
    """All listeners of this process, by what concerns them; used by one event loop only."""

    def __init__(self, changes: Changes, is_live: Callable[[Session], bool]) -> None:
        self.changes = changes
        self.is_live = is_live
        self._by_key: dict[str, set[Client]] = {}
        self._by_person: dict[ObjectId, set[Client]] = {}
        self._kept: deque[LiveEvent] = deque(maxlen=MOST_KEPT)
        # Whatever happened after this position is in `_kept`; None while nothing is heard.
        self._begin: Position | None = None
        self.clients: set[Client] = set()
        # Connections that have not said yet who they are; nothing is told them.
        self.nameless: set[Sink] = set()

    @property
    def latest(self) -> Position | None:
        """How far this process has heard; None before it hears."""
        return self._kept[-1].position if self._kept else self._begin

    def begin(self, position: Position) -> None:
        """The stream is open from here on; whoever listens must load anew."""
        self._kept.clear()
        self._begin = position
        for client in list(self.clients):
            self._reset(client, position)

    async def publish(self, event: LiveEvent) -> None:
        """Tells everybody whom it concerns."""
        if len(self._kept) == MOST_KEPT:
            self._begin = self._kept[0].position
        self._kept.append(event)
        concerned: set[Client] = set()
        for key in event.keys:
            concerned |= self._by_key.get(key, set())
        for person in event.people:
            concerned |= self._by_person.get(person, set())
        for number, client in enumerate(concerned, 1):
            client.offer(event)
            if number % AT_A_STRETCH == 0:
                await asyncio.sleep(0)

    def person_changed(self, person: ObjectId) -> None:
        """A session or an account changed: those who listen with it are looked at anew."""
        for client in list(self._by_person.get(person, ())):
            client.check()

    def join(self, client: Client, after: Position | None) -> None:
        """Begins to tell; from `after` on, if that is still known here."""
        if len(self._by_person.get(client.session.id, ())) >= MOST_OF_A_SESSION:
            self.end(client, TOO_MANY)
            return
        self.enter(client)
        client.check()
        if self._begin is None or self.latest is None:
            return
        if after is None:
            self._greet(client, self.latest)
            return
        missed = self._missed(client, after)
        if after < self._begin or len(missed) > MOST_WAITING:
            self._reset(client, self.latest)
            return
        self._greet(client, after)
        for event in missed:
            client.offer(event)

    def _missed(self, client: Client, after: Position) -> list[LiveEvent]:
        """What may concern the client of what came later; only that much is looked at."""
        mine, person = frozenset(client.keys), client.session.account
        later = takewhile(lambda event: event.position > after, reversed(self._kept))
        found = [e for e in later if person in e.people or not mine.isdisjoint(e.keys)]
        return found[::-1]

    def enter(self, client: Client) -> None:
        """Puts the client where events find it."""
        self.clients.add(client)
        for key in client.keys:
            self._by_key.setdefault(key, set()).add(client)
        for person in (client.session.id, client.session.account):
            self._by_person.setdefault(person, set()).add(client)

    def leave(self, client: Client) -> None:
        """Takes the client out; again changes nothing."""
        self.clients.discard(client)
        _take_out(self._by_key, client.keys, client)
        _take_out(self._by_person, (client.session.id, client.session.account), client)

    def end(self, client: Client, why: Ended) -> None:
        """Lets a client go and tells it why."""
        self.leave(client)
        client.stop()
        client.sink.end(why)

    def close(self) -> None:
        """The process stops: everybody is told to connect again."""
        for sink in list(self.nameless):
            sink.end(RESTART)
        for client in list(self.clients):
            self.end(client, RESTART)

    def _greet(self, client: Client, position: Position) -> None:
        client.cursor = position
        client.sink.send(b'{"type":"hello","id":"%s"}' % name_of(position).encode())

    def _reset(self, client: Client, position: Position) -> None:
        client.cursor = position
        client.sink.send(b'{"type":"reset","id":"%s"}' % name_of(position).encode())


def keys_of(grants: Iterable[Grant]) -> tuple[str, ...]:
    """What may concern somebody with these roles: their areas, or their desks."""
    held = [grant for grant in grants if grant.role in SCOPES[SCOPE].roles]
    whole = WATCHER_ROLES | {"secretary"}
    return tuple(
        dict.fromkeys(g.division if g.role in whole else f"{g.role}:{g.division}" for g in held)
    )


def _topics(session: Session) -> tuple[str, str]:
    return f"sessions/{session.id}", f"accounts/{session.account}"


def _take_out(found: dict[Any, set[Client]], keys: Iterable[Any], client: Client) -> None:
    for key in keys:
        clients = found.get(key)
        if clients is not None:
            clients.discard(client)
            if not clients:
                del found[key]
