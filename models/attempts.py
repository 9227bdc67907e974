"""Failed logins, counted by account and by address, so that guessing a password locks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from models.base import Collection, Document, Index, Instant
from models.errors import TooMany


class Attempt(Document):
    """One failure; it expires by itself."""

    key: str
    at: Instant


class Attempts(Collection[Attempt]):
    """Failures by key. Keys are made by the caller: `account:<name>`, `address:<ip>`."""

    name = "attempts"
    document = Attempt
    indexes = (
        Index("failures of a key in the window", (("key", 1), ("at", -1))),
        Index("forget old ones", (("at", 1),), expire_seconds=24 * 3600),
    )

    async def refuse_if_locked(
        self, keys: Sequence[str], *, failures: int, window_minutes: int
    ) -> None:
        """Raises `TooMany` (`login_locked`) if any key failed too often in the window."""
        since = self.now() - timedelta(minutes=window_minutes)
        for key in keys:
            found = await self._find(
                {"key": key, "at": {"$gt": since}}, sort=[("at", -1)], limit=failures
            )
            if len(found) >= failures:
                wait = found[-1].at + timedelta(minutes=window_minutes) - self.now()
                raise TooMany("login_locked", retry_after=max(1, int(wait.total_seconds())))

    async def failed(self, keys: Sequence[str]) -> None:
        """Counts a failure for each key."""
        at = self.now()
        await self.raw.insert_many([Attempt(key=key, at=at).to_row() for key in keys])

    async def forget(self, key: str) -> None:
        """Forgets the failures of a key after a success."""
        await self.raw.delete_many({"key": key})
