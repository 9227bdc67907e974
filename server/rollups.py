"""Keeps the roll-ups true: counts the months that changed, and all of them when asked to.

It may die at any point and run many times over: a month is counted from its cases, and a case is
marked as counted only after the sums that hold it are stored.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from models.feedback.counting import MANY
from models.feedback.measured import MeasuredCase, month_of
from models.rollups import Rollup, Sums, summed
from models.store import Store

# A village with more cases in a month rests for so many times as long as it took to count them. It
# is not time that tells: a small month takes long only where the machine is busy with other things.
LARGE, REST = 2_000, 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A month whose stored sums were not those of its cases."""

    village: str
    month: str
    stored: Rollup | None
    shown: Sums
    hidden: Sums

    def fields(self) -> list[str]:
        """What differs, as `shown.open 3 -> 4`."""
        old = self.stored or Rollup(division=self.village, areas=(), month=self.month)
        pairs = (("shown", old.shown, self.shown), ("hidden", old.hidden, self.hidden))
        return [
            f"{part}.{name} {getattr(was, name)} -> {getattr(now, name)}"
            for part, was, now in pairs
            for name in Sums.model_fields
            if getattr(was, name) != getattr(now, name)
        ]


class Counting:
    """The routine of a worker: counts what changed, but lets a very large village rest.

    Its figures are then some seconds old, so that others', and the cards of all, are not.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resting: dict[str, float] = {}

    async def look(self) -> int:
        """Counts every month in which a case changed, up to one look; how many months."""
        begun = time.monotonic()
        self._resting = {code: until for code, until in self._resting.items() if until > begun}
        touched = await self._store.feedback.uncounted(but=tuple(self._resting))
        months: dict[tuple[str, str], list[MeasuredCase]] = {}
        for case in touched:
            months.setdefault((case.division, month_of(case.filed_on)), []).append(case)
        for (village, month), cases in months.items():
            await self._count(village, month, cases)
        return len(months)

    async def _count(self, village: str, month: str, cases: Sequence[MeasuredCase]) -> None:
        begun = time.monotonic()
        count = await count_month(self._store, village, month)
        if count is None:
            # Somebody else counted later than we read: the marks stay for the next look.
            return
        await self._store.feedback.counted(cases)
        if count > LARGE:
            now = time.monotonic()
            self._resting[village] = now + REST * (now - begun)


async def count_touched(store: Store) -> int:
    """Counts what changed, whatever it takes; how many months."""
    return await Counting(store).look()


async def count_month(store: Store, village: str, month: str) -> int | None:
    """Counts one village's month; how many cases, None if somebody who began later was faster."""
    ticket = await store.rollups.take_ticket(village, month)
    shown, hidden = await _sums(store, village, month)
    is_ours = await store.rollups.put(village, month, ticket, shown, hidden)
    return shown.cases + hidden.cases if is_ours else None


async def recount(
    store: Store, villages: Sequence[str], *, repair: bool
) -> AsyncIterator[Difference]:
    """Counts all months of these villages and yields those that were wrong, repaired if asked.

    Cases that changed meanwhile are no fault: what is still marked as uncounted is counted first.
    """
    while await count_touched(store):
        continue
    for village in villages:
        stored = await store.rollups.months_of(village)
        filed = await store.feedback.months_with_cases(village)
        for month in sorted({*stored, *filed}):
            found = await _difference(store, village, month)
            if found is None:
                continue
            if repair:
                await count_month(store, village, month)
            yield found


async def _difference(store: Store, village: str, month: str) -> Difference | None:
    stored = await store.rollups.of_village(village, month)
    shown, hidden = await _sums(store, village, month)
    if stored is not None and (stored.shown, stored.hidden) == (shown, hidden):
        return None
    return Difference(village, month, stored, shown, hidden)


async def _sums(store: Store, village: str, month: str) -> tuple[Sums, Sums]:
    cases = await store.feedback.of_month(village, month)
    if len(cases) > MANY:
        return await asyncio.to_thread(_split, cases)
    return _split(cases)


def _split(cases: Sequence[MeasuredCase]) -> tuple[Sums, Sums]:
    return (
        summed([case for case in cases if not case.hidden]),
        summed([case for case in cases if case.hidden]),
    )
