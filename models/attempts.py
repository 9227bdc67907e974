"""Tries to sign in, counted by account and by address, so that guessing a password locks.

A try takes its place before the password is looked at and gives it back when it was right. However
many tries run at once, no more wrong passwords are looked at than the limit allows.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import Collection, Document, Id, Index, Instant, Row, Value
from models.errors import TooMany, Unavailable

# A try without an answer after this time belongs to a process that died: it counts as failed.
UNDECIDED_SECONDS = 15
# Many people behind one address sign in at once: a try waits this long for others to be decided.
PATIENCE_SECONDS = 6.0
PAUSE_SECONDS = 0.03
LONGEST_PAUSE_SECONDS = 0.25
KEEP_SECONDS = 24 * 3600


class Try(Value):
    """One try; undecided until it failed (a right one is taken off again)."""

    id: Id
    at: Instant
    failed: bool = False


class Tries(Document):
    """The tries of one key in the window; `key` is a hash, as people type passwords as names."""

    key: str
    tries: tuple[Try, ...] = ()
    at: Instant


@dataclass(slots=True)
class Admission:
    """A try that was let in; whoever looks at the password says whether it `is_right`.

    Left at None (the look itself failed) it counts as never made.
    """

    id: ObjectId
    is_right: bool | None = None


class Attempts(Collection[Tries]):
    """Tries by key. Keys are made by the caller: `account:<name>`, `address:<ip>`."""

    name = "attempts"
    document = Tries
    durable = False
    indexes = (
        Index("the tries of a key", (("key", 1),), unique=True),
        Index("forget old ones", (("at", 1),), expire_seconds=KEEP_SECONDS),
    )

    @asynccontextmanager
    async def admitted(
        self, keys: Sequence[str], *, failures: int, window_minutes: int
    ) -> AsyncIterator[Admission]:
        """A place for one try under every key; raises `TooMany` (`login_locked`) if there is none,
        `Unavailable` if too many others are being looked at.

        A right try also forgets the failures of the first key (the account), never those of an
        address: knowing one password must not buy guesses at others.
        """
        admission = Admission(ObjectId())
        window = timedelta(minutes=window_minutes)
        taken: list[str] = []
        try:
            for key in map(_hidden, keys):
                await self._take(key, admission.id, failures, window)
                taken.append(key)
        except BaseException:
            await self._give_back(taken, admission.id)
            raise
        try:
            yield admission
        finally:
            await self._decide(taken, admission)

    async def forget(self, key: str) -> None:
        """Forgets the failures of a key, for example with a new password."""
        await self.raw.delete_one({"key": _hidden(key)})

    async def _take(self, key: str, try_id: ObjectId, failures: int, window: timedelta) -> None:
        loop = asyncio.get_running_loop()
        end, pause = loop.time() + PATIENCE_SECONDS, PAUSE_SECONDS
        while True:
            at = self.now()
            tries = await self._tries_with(key, _taking(try_id, at, failures, window))
            if any(one.id == try_id for one in tries):
                return
            if self._failed(tries) >= failures:
                oldest = min(one.at for one in tries)
                raise TooMany("login_locked", retry_after=_seconds_until(oldest + window, at))
            if loop.time() > end:
                raise Unavailable("overloaded")
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE_SECONDS, 1.5 * pause)

    async def _tries_with(self, key: str, update: list[Row]) -> tuple[Try, ...]:
        """The tries of the key after the update; the first two of a key may collide once."""
        try:
            found = await self._change({"key": key}, update, upsert=True)
        except DuplicateKeyError:
            found = await self._change({"key": key}, update)
        return found.tries if found else ()

    def _failed(self, tries: Sequence[Try]) -> int:
        long_ago = self.now() - timedelta(seconds=UNDECIDED_SECONDS)
        return sum(one.failed or one.at < long_ago for one in tries)

    async def _decide(self, keys: Sequence[str], admission: Admission) -> None:
        if admission.is_right is False:
            await self.raw.update_many(
                {"key": {"$in": list(keys)}},
                {"$set": {"tries.$[mine].failed": True}},
                array_filters=[{"mine.id": admission.id}],
            )
            return
        await self._give_back(keys, admission.id)
        if admission.is_right:
            await self.raw.update_one({"key": keys[0]}, {"$pull": {"tries": {"failed": True}}})

    async def _give_back(self, keys: Sequence[str], try_id: ObjectId) -> None:
        if keys:
            await self.raw.update_many(
                {"key": {"$in": list(keys)}}, {"$pull": {"tries": {"id": try_id}}}
            )


def _taking(try_id: ObjectId, at: datetime, failures: int, window: timedelta) -> list[Row]:
    """Drops what left the window and adds the try where there is room: one atomic update."""
    recent = {
        "$filter": {
            "input": {"$ifNull": ["$tries", []]},
            "cond": {"$gt": ["$$this.at", at - window]},
        }
    }
    mine = {"id": try_id, "at": at, "failed": False}
    with_mine = {
        "$cond": [
            {"$lt": [{"$size": "$tries"}, failures]},
            {"$concatArrays": ["$tries", [mine]]},
            "$tries",
        ]
    }
    return [{"$set": {"tries": recent, "at": at}}, {"$set": {"tries": with_mine}}]


def _seconds_until(moment: datetime, at: datetime) -> int:
    return max(1, int((moment - at).total_seconds()) + 1)


def _hidden(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
