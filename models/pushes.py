"""What WeChat pushed to us, each thing once, and the nonces that were used; knows no signatures.

The stored push is the queue entry: its event becomes the job that works on it, and afterwards only
its key stays, so that what people wrote is not kept here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from bson import ObjectId
from pydantic import BeforeValidator, Field
from pymongo.errors import DuplicateKeyError

from models.base import Clock, Collection, Document, Index, Instant, Value, now
from models.driver import Database
from models.gathered import GatheredInserts
from models.outbox import EVENTS_INDEX, Event

KEEP_SECONDS = 3 * 24 * 3600
KEY_CHARACTERS = 200
# What came through the official account, whose openids are others than the mini program's.
PAGE = "page"


def _word(value: object) -> str:
    """XML has strings where JSON has numbers; what is neither is not said."""
    return str(value) if isinstance(value, str | int) else ""


Word = Annotated[str, BeforeValidator(_word)]


class Pushed(Value):
    """A message or event; of WeChat's fields those that are used, under WeChat's own names.

    `items` are the rows of an event's list, of whatever shape the list had; `app` is `PAGE` or
    "", the mini program.
    """

    openid: Word = Field("", alias="FromUserName")
    app: Word = ""
    created: Word = Field("", alias="CreateTime")
    kind: Word = Field("", alias="MsgType")
    event: Word = Field("", alias="Event")
    word: Word = Field("", alias="EventKey")
    text: Word = Field("", alias="Content")
    picture: Word = Field("", alias="MediaId")
    number: Word = Field("", alias="MsgId")
    trace_id: Word = ""
    errcode: Word = ""
    suggest: Word = ""
    label: Word = ""
    items: tuple[dict[str, Word], ...] = ()

    @property
    def key(self) -> str:
        """What makes two pushes the same: WeChat's number, or who, when and what."""
        if self.number:
            named = f"message {self.number}"
        elif self.trace_id:
            named = f"trace {self.trace_id}"
        else:
            rows = json.dumps([self.word, *self.items], sort_keys=True).encode()
            told = hashlib.sha256(rows).hexdigest()[:12]
            named = f"event {self.openid} {self.created} {self.event} {told}"
        return named[:KEY_CHARACTERS]


def read_pushed(message: Mapping[str, Any]) -> Pushed:
    """The push in WeChat's fields; whatever else it holds is left out."""
    result = message.get("result")
    told = result if isinstance(result, Mapping) else {}
    return Pushed.model_validate(
        {
            **message,
            "suggest": told.get("suggest"),
            "label": told.get("label"),
            "items": _items(message),
        }
    )


def _items(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """JSON has `List`, XML has it below an element named after the event; one row is no list."""
    holders = [message, *(value for value in message.values() if isinstance(value, Mapping))]
    found: Any = next((holder["List"] for holder in holders if "List" in holder), [])
    rows = found if isinstance(found, list) else [found]
    return [row for row in rows if isinstance(row, dict)]


class Push(Document):
    """A push as it was taken; without `message` once it has been worked on."""

    key: str
    message: Pushed | None = None
    received_at: Instant
    events: tuple[Event, ...] = ()


class Pushes(Collection[Push]):
    """Pushes by what makes them the same."""

    name = "pushes"
    document = Push
    indexes = (
        Index("the same push is taken once", (("key", 1),), unique=True),
        Index("forget old ones", (("received_at", 1),), expire_seconds=KEEP_SECONDS),
        EVENTS_INDEX,
    )

    def __init__(self, db: Database, clock: Clock = now) -> None:
        super().__init__(db, clock)
        # Pushes come in crowds (everybody is told of one notice), and each wants its answer soon.
        self._inserts = GatheredInserts(self.raw)

    async def take(self, message: Pushed) -> bool:
        """Stores the push with the job that works on it; False if it is there already."""
        push_id = ObjectId()
        push = Push(
            id=push_id,
            key=message.key,
            message=message,
            received_at=self.now(),
            events=(Event(kind="wechat.push", payload={"push": push_id}),),
        )
        try:
            await self._inserts.insert(push.to_row())
        except DuplicateKeyError:
            return False
        return True

    async def empty(self, push_id: ObjectId) -> None:
        """Forgets what was said: the work is done."""
        await self.raw.update_one({"_id": push_id}, {"$unset": {"message": ""}})


class UsedNonce(Document):
    """A signature's nonce and time (its `_id`), and what it was used for."""

    digest: str
    expires_at: Instant


class UsedNonces(Collection[UsedNonce]):
    """Which nonces were used: a signature of WeChat's must not serve for something else."""

    name = "used_nonces"
    document = UsedNonce
    # Losing one to a crash opens nothing: what it was used for is refused as known.
    durable = False
    indexes = (Index("forget old ones", (("expires_at", 1),), expire_seconds=0),)

    def __init__(self, db: Database, clock: Clock = now) -> None:
        super().__init__(db, clock)
        # One comes with every push.
        self._inserts = GatheredInserts(self.raw)

    async def use(self, nonce: str, body: bytes, *, seconds: int) -> bool:
        """Notes the nonce for so long; False if it was used with another body before.

        The same body again is WeChat trying again.
        """
        digest = hashlib.sha256(body).hexdigest()
        row = {
            "_id": nonce,
            "digest": digest,
            "expires_at": self.now() + timedelta(seconds=seconds),
        }
        try:
            await self._inserts.insert(row)
        except DuplicateKeyError:
            before = await self.raw.find_one({"_id": nonce})
            return before is None or before["digest"] == digest
        return True
