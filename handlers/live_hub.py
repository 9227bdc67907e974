"""Who listens in this process, and what reaches whom: by what concerns them, in order, bounded.

An event's position is the database's own order of changes, the same in every process, so that who
lost a connection goes on at any of them. The hub knows neither sockets nor change streams.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from itertools import takewhile
from typing import Any

from bson import ObjectId

from handlers.live_client import MOST_WAITING, Client, Sink
from handlers.live_events import RESTART, TOO_MANY, Ended, LiveEvent, Position, name_of
from handlers.memory import Changes
from models.sessions import Session

# What a client may have missed; who missed more is told to load anew.
MOST_KEPT = 10_000
# As many pages as somebody may have open at once; a page that forgets to close takes no more.
MOST_OF_A_SESSION = 20
# After so many clients of one event, others of the loop have their turn.
AT_A_STRETCH = 500


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


def _take_out(found: dict[Any, set[Client]], keys: Iterable[Any], client: Client) -> None:
    for key in keys:
        clients = found.get(key)
        if clients is not None:
            clients.discard(client)
            if not clients:
                del found[key]
