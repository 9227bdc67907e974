"""Turns changes of the database into live events, and keeps the connections alive.

What an event says is what everybody who may know of the case may know: no text, no names.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from bson import ObjectId, Timestamp

from handlers.access import Actor
from handlers.live_events import SCOPE, SILENT, LiveEvent, Position, name_of
from handlers.live_hub import Hub
from models.base import CHINA
from models.divisions import areas_of
from models.feedback import Feedback
from models.feedback.documents import WATCHER_ROLES
from models.viewers import Viewer

log = logging.getLogger("cunwu.live")

Change = dict[str, Any]
# What is read of a changed case, roll-up or message, beside what tells of other changes.
TOLD = (
    "areas", "desk", "desks", "hidden", "state", "version", "case_no", "card", "urgency",
    "due_at", "month", "entries.desk", "people", "account",
)  # fmt: skip
READ = dict.fromkeys(
    (
        "clusterTime",
        "operationType",
        "updateDescription.updatedFields.version",
        "updateDescription.updatedFields.counted",
        *(f"fullDocument.{name}" for name in TOLD),
    ),
    1,
)
BEAT_SECONDS = 25
MOST_MISSED = 2


class Feed:
    """Numbers changes by the database's clock and hands them to the hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._last: Position = (0, 0, 0)

    def begin(self, operation_time: Timestamp) -> None:
        """The stream tells everything after this time."""
        self._last = (operation_time.time, operation_time.inc, 0)
        self._hub.begin(self._last)

    async def hear(self, change: Change) -> None:
        """Tells those whom the change concerns."""
        name = change["ns"]["coll"]
        if name in ("sessions", "accounts"):
            self._hub.person_changed(change["documentKey"]["_id"])
        event = None
        if name == "feedback":
            event = case_event(change, self._next(change))
        elif name == "rollups":
            event = overview_event(change, self._next(change))
        elif name == "messages":
            event = message_event(change, self._next(change))
        if event is not None:
            await self._hub.publish(event)

    def _next(self, change: Change) -> Position:
        """All processes hear the same changes of these collections, so count them alike."""
        time: Timestamp = change["clusterTime"]
        second, increment, number = self._last
        same = (second, increment) == (time.time, time.inc)
        self._last = (time.time, time.inc, number + 1 if same else 0)
        return self._last


def case_event(change: Change, position: Position) -> LiveEvent | None:
    """What a change of a case says; None if the case is as before for those who read it.

    A document that is newer than its change is left to the change that made it so.
    """
    document = change.get("fullDocument")
    if not document or document.get("version") != _version_of(change):
        return None
    case_id, village = change["documentKey"]["_id"], document["areas"][-1]
    guarded = {"division": village, "hidden": document["hidden"], "desks": document["desks"]}
    # Only what `admits` asks for: the rest of the case is not sent to every process.
    case = Feedback.model_construct(**guarded)
    people = tuple(document["people"])
    had = {entry["desk"] for entry in document.get("entries", ()) if "desk" in entry}
    told = _encode(position, "case", case=str(case_id), **_said(document))
    gone = _encode(position, "case_gone", case=str(case_id))
    mine = _encode(position, "mine", case=str(case_id))

    def tell(actor: Actor) -> bytes | None:
        held = actor.grants_for(SCOPE, village)
        if held and case.admits(Viewer(actor.account, held)):
            return told
        if actor.account in people:
            return mine
        desks = {f"{grant.role}:{grant.division}" for grant in held}
        # Who had it learns that it left; of what accuses cadres they learn nothing at all.
        return gone if not case.hidden and desks & had else None

    keys = (*document["areas"], *document["desks"], *sorted(had - {*document["desks"]}))
    return LiveEvent(position, keys, tell, people)


def overview_event(change: Change, position: Position) -> LiveEvent | None:
    """That the figures of a village's month changed: for those who watch over it, as the figures
    hold what is hidden from the village."""
    document = change.get("fullDocument")
    if not document or "counted" not in _updated(change) or "areas" not in document:
        return None
    village = document["areas"][-1]
    told = _encode(position, "overview", division=village, month=document["month"])

    def tell(actor: Actor) -> bytes | None:
        return told if actor.viewer.holds(WATCHER_ROLES, village) else None

    return LiveEvent(position, areas_of(village), tell)


def message_event(change: Change, position: Position) -> LiveEvent | None:
    """That somebody has a new message: for its receiver, who reads it where messages are read."""
    document = change.get("fullDocument")
    if not document or change["operationType"] != "insert":
        return None
    receiver: ObjectId = document["account"]
    told = _encode(position, "message", message=str(change["documentKey"]["_id"]))

    def tell(actor: Actor) -> bytes | None:
        return told if actor.account == receiver else None

    return LiveEvent(position, (), tell, (receiver,))


async def keep_alive(hub: Hub) -> None:
    """Asks every client within `BEAT_SECONDS` whether it is there, a few each second."""
    turn = 0
    while True:
        await asyncio.sleep(1)
        turn = (turn + 1) % BEAT_SECONDS
        for client in list(hub.clients):
            if id(client) // 64 % BEAT_SECONDS != turn:
                continue
            client.check()
            if client.missed >= MOST_MISSED:
                hub.end(client, SILENT)
            else:
                client.missed += 1
                client.sink.beat()


def _version_of(change: Change) -> int | None:
    if change["operationType"] == "insert":
        return int(change["fullDocument"]["version"])
    return _updated(change).get("version")


def _updated(change: Change) -> dict[str, Any]:
    found: dict[str, Any] = change.get("updateDescription", {}).get("updatedFields", {})
    return found


def _said(document: dict[str, Any]) -> dict[str, Any]:
    due = document.get("due_at")
    return {
        "division": document["areas"][-1],
        "case_no": document["case_no"],
        "state": document["state"],
        "version": document["version"],
        "urgency": document["urgency"],
        "card": document.get("card"),
        "desk": document["desk"],
        "due_at": due and due.astimezone(CHINA).isoformat(timespec="milliseconds"),
    }


def _encode(position: Position, kind: str, **fields: Any) -> bytes:
    message = {"type": kind, "id": name_of(position), **fields}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
