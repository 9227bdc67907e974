"""What a process remembers of the database, and how it learns that it is out of date.

A remembered value depends on topics (`posts/<id>`, a division code, `officials`). A change to one
of these, heard from the database's change stream or made by this process itself, makes it old.
While the stream is not heard, a value is refused once it is `stale_seconds` old.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

# Whatever is heard, a value is looked up again after this time: pins end, dates turn.
MAX_AGE_SECONDS = 30.0
# A process that has heard of more topics than this forgets all it remembers and starts again.
MAX_TOPICS = 100_000

T = TypeVar("T")
Versions = tuple[int, ...]


class Changes:
    """A version per topic; used by one event loop only, so it needs no lock."""

    def __init__(
        self, stale_seconds: float, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.monotonic = monotonic
        self.is_heard = False
        self._heard_at = float("-inf")
        self._stale_seconds = stale_seconds
        self._versions: dict[str, int] = {}
        self._epoch = 0

    @property
    def max_age(self) -> float:
        """The age in seconds at which a value is refused: short while changes are unheard."""
        silent = self.monotonic() - self._heard_at > self._stale_seconds
        return MAX_AGE_SECONDS if self.is_heard and not silent else self._stale_seconds

    def hear(self) -> None:
        """The stream has just answered; one that hangs counts as unheard after a short time."""
        self._heard_at = self.monotonic()

    def versions(self, topics: Iterable[str]) -> Versions:
        """Take these before reading the database: a change meanwhile makes the value old."""
        return (self._epoch, *(self._versions.get(topic, 0) for topic in topics))

    def touch(self, topics: Iterable[str]) -> None:
        """Something these topics name has changed."""
        for topic in topics:
            self._versions[topic] = self._versions.get(topic, 0) + 1
        if len(self._versions) > MAX_TOPICS:
            self.forget()

    def forget(self) -> None:
        """Everything may have changed: the stream was interrupted and may have missed something."""
        self._epoch += 1
        self._versions.clear()


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    value: T
    topics: tuple[str, ...]
    versions: Versions
    kept_at: float


class Memory(Generic[T]):
    """Values by key, bounded, the least recently used leaving first."""

    def __init__(self, changes: Changes, entries: int) -> None:
        self.changes = changes
        self._entries = entries
        self._kept: OrderedDict[str, _Kept[T]] = OrderedDict()

    def get(self, key: str) -> T | None:
        """The value, if nothing it depends on has changed since it was looked up."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        changes = self.changes
        age = changes.monotonic() - kept.kept_at
        if age > changes.max_age or kept.versions != changes.versions(kept.topics):
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return kept.value

    def put(self, key: str, value: T, topics: tuple[str, ...], versions: Versions) -> None:
        """Keeps a value that was looked up after `versions` were taken."""
        if self._entries == 0:
            return
        self._kept[key] = _Kept(value, topics, versions, self.changes.monotonic())
        if len(self._kept) > self._entries:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
