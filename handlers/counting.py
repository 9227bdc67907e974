"""Counts openings in memory, so that reading costs no write; somebody else stores the counts."""

from __future__ import annotations

from collections import Counter

from bson import ObjectId

from models.views import ViewCounts


class Tally:
    """How often each post was opened since the counts were last stored; one event loop's own."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, post: str) -> None:
        """Counts one opening of the post of that id (24 hex digits)."""
        self._counts[post] += 1

    async def store(self, views: ViewCounts) -> None:
        """Adds the counts to the stored ones; what could not be stored stays for the next time."""
        taken, self._counts = self._counts, Counter()
        try:
            await views.add({ObjectId(post): count for post, count in taken.items()})
        except BaseException:
            self._counts.update(taken)
            raise
