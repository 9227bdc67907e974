"""What the worker reads from cases after they are filed: likeness, and the words of a week."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from bson import ObjectId

from handlers.similar import likeness_of
from models.divisions import areas_of
from models.feedback import Feedback
from models.store import Store
from models.weeks import Tally, Week, counted, monday_of, summed
from nlp.trends import count_words


async def read_case(store: Store, case_id: ObjectId) -> None:
    """Stores by what similar cases find this one, and counts its week anew."""
    case = await store.feedback.get(case_id)
    likeness = await asyncio.to_thread(likeness_of, case.division, case.title, case.text)
    await store.feedback.set_likeness(case.id, likeness)
    await count_week(store, case.division, case.filed_on)


async def count_week(store: Store, village: str, day: str) -> None:
    """Counts a village's week from its cases, then its township's from its villages' weeks.

    What was read earlier never replaces what was read later, whichever worker is slower.
    """
    begins = monday_of(day)
    last = (date.fromisoformat(begins) + timedelta(days=6)).isoformat()
    township, as_of = areas_of(village)[1], store.now()
    cases = await store.feedback.of_days(village, begins, last)
    shown, hidden = await asyncio.to_thread(_tallies, cases)
    counted_week = Week(
        division=village, township=township, begins=begins, shown=shown, hidden=hidden,
        counted_at=as_of,
    )  # fmt: skip
    await store.weeks.put(counted_week)
    as_of = store.now()
    weeks = await store.weeks.of_villages(township, begins)
    both = summed(tally for week in weeks for tally in (week.shown, week.hidden))
    await store.weeks.put(Week(division=township, begins=begins, shown=both, counted_at=as_of))


def _tallies(cases: Sequence[Feedback]) -> tuple[Tally, Tally]:
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
