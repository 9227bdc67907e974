"""Access tokens of services outside, kept once for all processes and fetched by one at a time.

The storage is synchronous, as wechatpy's session storage is: only threads of the bounded runner
may use it. It knows neither WeChat nor how a token is fetched.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.collection import Collection as SyncCollection
from pymongo.errors import DuplicateKeyError

from models.base import Clock, Collection, Document, Index, Instant, Row, now
from models.vault import Vault, VaultError

PURPOSE = "access_token"
# What wechatpy stores without a time to live, it was given by hand; nothing of ours does that.
DEFAULT_SECONDS = 7200
# A holder that does not come back in this time has died: the next one fetches.
LEASE_SECONDS = 10
# WeChat allows a forced renewal 20 times a day, half a minute apart.
FORCED_A_DAY = 20
FORCED_APART = timedelta(seconds=30)


class AccessToken(Document):
    """A stored token; its `_id` is the name of whose token it is, the value is sealed."""

    value: str | None = None
    expires_at: Instant


class AccessTokens(Collection[AccessToken]):
    """Declares the collection to the store; its rows are used through `TokenStorage` alone."""

    name = "access_tokens"
    document = AccessToken
    indexes = (Index("forget old tokens", (("expires_at", 1),), expire_seconds=24 * 3600),)


class TokenStorage:
    """wechatpy's session storage over MongoDB, and the turn to fetch that goes with it."""

    def __init__(self, rows: SyncCollection[Row], vault: Vault, clock: Clock = now) -> None:
        """`rows` is the synchronous collection `AccessTokens.name`, reading aware times."""
        self._rows = rows
        self._vault = vault
        self._now = clock

    def get(self, key: str, default: Any = None) -> Any:
        """The value, unless it has expired: MongoDB itself removes old rows only much later."""
        return self.lasting(key, 0) or default

    def lasting(self, key: str, seconds: float) -> str | None:
        """The value if it is good for more than so many seconds."""
        until = self._now() + timedelta(seconds=seconds)
        row = self._rows.find_one({"_id": key, "expires_at": {"$gt": until}})
        if row is None or not row.get("value"):
            return None
        try:
            return self._vault.open(row["value"], f"{PURPOSE}:{key}")
        except VaultError:
            return None  # Sealed under a key that is off the ring: a new token is cheap.

    def set(self, key: str, value: Any, ttl: float | None = None) -> None:
        """Stores the value for `ttl` seconds; None is not stored, as in wechatpy's own storages."""
        if value is None:
            return
        expires_at = self._now() + timedelta(seconds=DEFAULT_SECONDS if ttl is None else ttl)
        sealed = self._vault.seal(str(value), f"{PURPOSE}:{key}")
        self._rows.update_one(
            {"_id": key}, {"$set": {"value": sealed, "expires_at": expires_at}}, upsert=True
        )

    def delete(self, key: str) -> None:
        """Forgets the value; who holds the turn keeps it."""
        self._rows.update_one({"_id": key}, {"$unset": {"value": ""}})

    def take_turn(self, key: str) -> ObjectId | None:
        """The right to fetch, for a short time; None while somebody else has it."""
        at, holder = self._now(), ObjectId()
        free = {"$or": [{"leased_until": None}, {"leased_until": {"$lte": at}}]}
        taken = {"holder": holder, "leased_until": at + timedelta(seconds=LEASE_SECONDS)}
        try:
            # `expires_at` only for a row that is new: without it nothing would ever remove it.
            self._rows.update_one(
                {"_id": key, **free},
                {"$set": taken, "$setOnInsert": {"expires_at": at}},
                upsert=True,
            )
        except DuplicateKeyError:
            return None
        return holder

    def end_turn(self, key: str, holder: ObjectId, *, rest_seconds: float = 0) -> None:
        """Gives the right to fetch back, at once or to whoever comes after a rest."""
        until = self._now() + timedelta(seconds=rest_seconds)
        self._rows.update_one({"_id": key, "holder": holder}, {"$set": {"leased_until": until}})

    def may_force(self, key: str) -> bool:
        """Takes one of the day's forced renewals; False if there is none left, or just was one."""
        at = self._now()
        many = {"$gte": [{"$size": {"$ifNull": ["$forced", []]}}, FORCED_A_DAY]}
        oldest = {"$gt": [{"$first": "$forced"}, at - timedelta(days=1)]}
        recent = {"$gt": [{"$last": {"$ifNull": ["$forced", []]}}, at - FORCED_APART]}
        allowed = {"$expr": {"$not": [{"$or": [{"$and": [many, oldest]}, recent]}]}}
        taken = self._rows.find_one_and_update(
            {"_id": key, **allowed},
            {"$push": {"forced": {"$each": [at], "$slice": -FORCED_A_DAY}}},
            return_document=ReturnDocument.AFTER,
        )
        return taken is not None
