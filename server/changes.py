"""Hears the database's change stream and tells the process's memory what is out of date."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

from pymongo.errors import PyMongoError

from handlers.memory import Changes
from models.driver import Database
from models.store import Store
from server.live import READ as LIVE_READ
from server.live import Feed

log = logging.getLogger("cunwu.changes")

Change = dict[str, Any]
RETRY_SECONDS = 0.5
HEARTBEAT_MS = 500
# All that is read of a change: whole documents would be sent to every process otherwise.
TOLD = ("staff", "state", "targets", "division")
READ = LIVE_READ | dict.fromkeys(
    ("ns", "documentKey", *(f"fullDocument.{name}" for name in TOLD)), 1
)
# What those who listen live are told of.
LIVE = ("feedback", "rollups")
# Nobody is told that messages were read or removed, which happens to many at once.
LIVE_WHEN_NEW = {"ns.coll": "messages", "operationType": "insert"}
# What is in these states is on no shared page yet, so saving it makes none of them old.
NOT_SHOWN_YET = frozenset({"draft", "review", "approval", "scheduled"})


class ChangeListener:
    """One stream over the collections that are remembered; after a break everything is forgotten.

    It listens from the moment it is open, and only then says that changes are heard.
    """

    def __init__(
        self,
        db: Database,
        store: Store,
        changes: Changes,
        on_heard: Callable[[bool], None] = lambda heard: None,
        feed: Feed | None = None,
    ) -> None:
        self._db = db
        self._changes = changes
        self._on_heard = on_heard
        self._feed = feed
        self._remembered = frozenset(store.remembered_collections())
        told = LIVE if feed is not None else ()
        names = sorted({*self._remembered, *told})
        also = [LIVE_WHEN_NEW] if feed is not None else []
        self._heard: list[Change] = [{"ns.coll": {"$in": names}}, *also]
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to listen in the background."""
        self._task = asyncio.create_task(self._listen_for_ever(), name="changes")

    async def stop(self) -> None:
        """Stops listening."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _listen_for_ever(self) -> None:
        while True:
            try:
                await self._listen()
            except PyMongoError as error:
                log.warning("change stream broke", extra={"error": type(error).__name__})
            finally:
                self._set_heard(False)
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        pipeline: list[Change] = [{"$match": {"$or": self._heard}}, {"$project": READ}]
        begun = (await self._db.raw.command("ping"))["operationTime"]
        stream = await self._db.watch(
            pipeline,
            full_document="updateLookup",
            max_await_time_ms=HEARTBEAT_MS,
            start_at_operation_time=begun,
        )
        async with stream:
            # The first empty answer proves that the stream is open; what was remembered before
            # may have changed while nobody listened.
            change = await stream.try_next()
            self._changes.forget()
            self._set_heard(True)
            if self._feed is not None:
                self._feed.begin(begun)
            while stream.alive:
                self._changes.hear()
                if change is not None:
                    await self._tell(change)
                change = await stream.try_next()

    async def _tell(self, change: Change) -> None:
        if change["ns"]["coll"] in self._remembered:
            self._changes.touch(topics_of(change))
        if self._feed is not None:
            await self._feed.hear(change)

    def _set_heard(self, heard: bool) -> None:
        self._changes.is_heard = heard
        self._on_heard(heard)


def topics_of(change: Change) -> Iterable[str]:
    """What a change makes old: the document, its collection, and where it is shown."""
    name = change["ns"]["coll"]
    yield name
    yield f"{name}/{change['documentKey']['_id']}"
    document = change.get("fullDocument") or {}
    if document.get("staff"):
        yield "officials"
    if document.get("state") not in NOT_SHOWN_YET:
        # A village's page hangs on the codes above it, too: so what concerns one village must
        # name that village alone, or every page of its county would grow old with it.
        yield from document.get("targets") or (document.get("division", ""),)
