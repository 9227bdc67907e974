"""Counts the weeks of villages from their cases, and those of what lies above from their parts.

Counting again gives the same, so `recount_weeks` says what differs and mends it by counting.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.directory import today
from models.divisions import areas_of
from models.feedback import Feedback
from models.store import Store
from models.weeks import WEEKS_BEFORE, Tally, Week, counted, monday_of, summed
from nlp.trends import count_words

Tallies = tuple[Tally, Tally]
EMPTY: Tallies = (Tally(), Tally())


@dataclass(frozen=True, slots=True)
class WeekDifference:
    """A week whose stored counts (shown, hidden) were not those of its cases, or of its parts."""

    division: str
    begins: str
    stored: Tallies
    found: Tallies

    def fields(self) -> list[str]:
        """What differs, as `shown.cases 3 -> 4`."""
        parts = zip(("shown", "hidden"), self.stored, self.found, strict=True)
        return [
            f"{part}.{name} {_told(getattr(was, name))} -> {_told(getattr(now, name))}"
            for part, was, now in parts
            for name in Tally.model_fields
            if getattr(was, name) != getattr(now, name)
        ]


async def count_week(store: Store, village: str, day: str) -> None:
    """Counts a village's week from its cases, then its township's and its county's from the parts.

    What was read earlier never replaces what was read later, whichever worker is slower.
    """
    begins, as_of = monday_of(day), store.now()
    county, township, _ = areas_of(village)
    shown, hidden = await _of_cases(store, village, begins)
    week = Week(
        division=village, parent=township, begins=begins, shown=shown, hidden=hidden,
        counted_at=as_of,
    )  # fmt: skip
    await store.weeks.put(week)
    await _add_up(store, township, county, begins)
    await _add_up(store, county, None, begins)


async def recount_weeks(
    store: Store, villages: Sequence[str], *, repair: bool
) -> AsyncIterator[WeekDifference]:
    """Counts the last weeks of these villages, and of what lies above them, and yields those that
    were wrong, repaired if asked. A job that has not run yet shows as a difference, too."""
    latest = monday_of(today(store))
    weeks = [
        (date.fromisoformat(latest) - timedelta(weeks=before)).isoformat()
        for before in range(WEEKS_BEFORE + 1)
    ]
    for village in villages:
        stored = await _stored(store, village, latest)
        for begins in weeks:
            found = await _of_cases(store, village, begins)
            if found != stored.get(begins, EMPTY):
                yield WeekDifference(village, begins, stored.get(begins, EMPTY), found)
                if repair:
                    await count_week(store, village, begins)
    townships = sorted({areas_of(village)[1] for village in villages})
    for area in (*townships, *sorted({code[:6] for code in townships})):
        stored = await _stored(store, area, latest)
        for begins in weeks:
            found = (await _of_parts(store, area, begins), Tally())
            if found != stored.get(begins, EMPTY):
                yield WeekDifference(area, begins, stored.get(begins, EMPTY), found)
                if repair:
                    await _add_up(store, area, area[:6] if area in townships else None, begins)


async def _add_up(store: Store, area: str, parent: str | None, begins: str) -> None:
    as_of = store.now()
    both = await _of_parts(store, area, begins)
    await store.weeks.put(
        Week(division=area, parent=parent, begins=begins, shown=both, counted_at=as_of)
    )


async def _stored(store: Store, division: str, latest: str) -> dict[str, Tallies]:
    found = await store.weeks.recent(division, latest)
    return {week.begins: (week.shown, week.hidden) for week in found}


async def _of_parts(store: Store, area: str, begins: str) -> Tally:
    weeks = await store.weeks.of_parts(area, begins)
    return summed(tally for week in weeks for tally in (week.shown, week.hidden))


async def _of_cases(store: Store, village: str, begins: str) -> Tallies:
    last = (date.fromisoformat(begins) + timedelta(days=6)).isoformat()
    cases = await store.feedback.of_days(village, begins, last)
    return await asyncio.to_thread(_tallies, cases) if cases else EMPTY


def _tallies(cases: Sequence[Feedback]) -> Tallies:
    return (
        _tally([case for case in cases if not case.hidden]),
        _tally([case for case in cases if case.hidden]),
    )


def _tally(cases: Sequence[Feedback]) -> Tally:
    words = count_words(f"{case.title}\n{case.text}" for case in cases)
    return Tally(
        cases=len(cases),
        tags_corrected=sum(case.corrected for case in cases),
        routes_corrected=sum(case.route_corrected for case in cases),
        words=counted(Counter(words.counts)),
    )


def _told(value: object) -> object:
    """Numbers as they are; of words only how many there are."""
    return len(value) if isinstance(value, tuple) else value
