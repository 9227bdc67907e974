"""How the villages of an area do in a month, against their own past: made of roll-ups.

It knows who may see what only as a flag: with `hidden`, what is hidden from a village counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from statistics import median

from models.base import Value
from models.rates import Part, RateRule, Rates, rates_of, rules_in
from models.rollups import Rollup, Sums, TagSums, added

# A village is compared with so many months of its own before this one.
MONTHS_BEFORE = 3
# A month, and what the cases of a village add up to in it.
Counted = tuple[str, Sums]


class Standing(Value):
    """The figures of one village, or of an area.

    `open`, `due_today`, `yellow`, `red` and `above` (gone up, and not back) are as of now, over
    cases of all months; the rest is about cases filed in the month. Times are medians in minutes.
    """

    division: str
    cases: int
    people: int
    joined: int
    open: int
    due_today: int
    overdue: int
    yellow: int
    red: int
    above: int
    escalated: int
    left_out: int
    rates: Rates
    before: Rates
    minutes_to_accept: float | None
    minutes_to_answer: float | None
    routes_uncorrected_share: float | None


class MonthFigures(Value):
    """One month of an area."""

    month: str
    cases: int
    open: int
    left_out: int
    rates: Rates


class Figures:
    """The roll-ups of an area around one month, and the rules of its county.

    A county takes long enough to be felt by others on the loop: make and ask it in a thread.
    """

    def __init__(
        self, rollups: Sequence[Rollup], book: Sequence[RateRule], month: str, *, hidden: bool
    ) -> None:
        self._book = book
        self._month = month
        self._villages: dict[str, list[Counted]] = {}
        for rollup in sorted(rollups, key=lambda rollup: rollup.month):
            sums = rollup.both if hidden else rollup.shown
            self._villages.setdefault(rollup.division, []).append((rollup.month, sums))

    def standing(self, division: str, today: str) -> Standing:
        """The figures of a village or of an area in the month."""
        mine = self._of(division)
        now = [counted for counted in mine if counted[0] == self._month]
        first = months_back(self._month, MONTHS_BEFORE)
        past = [counted for counted in mine if first <= counted[0] < self._month]
        month = added(sums for _, sums in now)
        found = standing_of(division, month, self._parts(now), self._parts(past))
        due = [pair for _, sums in mine for pair in sums.due_on.items()]
        return found.model_copy(
            update={
                "open": sum(sums.open for _, sums in mine),
                "due_today": sum(count for day, count in due if day == today),
                "overdue": sum(count for day, count in due if day < today),
                "yellow": sum(sums.yellow for _, sums in mine),
                "red": sum(sums.red for _, sums in mine),
                "above": sum(sums.above for _, sums in mine),
            }
        )

    def month(self, division: str, month: str) -> MonthFigures:
        """One of the months."""
        mine = [counted for counted in self._of(division) if counted[0] == month]
        return MonthFigures(
            month=month,
            cases=sum(sums.cases for _, sums in mine),
            open=sum(sums.open for _, sums in mine),
            left_out=sum(sums.left_out for _, sums in mine),
            rates=rates_of(self._parts(mine)),
        )

    def tags(self, division: str) -> tuple[TagSums, ...]:
        """By tag, the most frequent first."""
        mine = self._of(division)
        return added(sums for month, sums in mine if month == self._month).tags

    def _of(self, division: str) -> list[Counted]:
        """What was counted of a village, or of all villages of an area, month by month."""
        if division in self._villages:
            return self._villages[division]
        inside = (found for code, found in self._villages.items() if code.startswith(division))
        every = [counted for found in inside for counted in found]
        return sorted(every, key=lambda counted: counted[0])

    def _parts(self, counted: Sequence[Counted]) -> list[Part]:
        rules = {month: rules_in(month, self._book) for month in {month for month, _ in counted}}
        return [(sums, rules[month]) for month, sums in counted]


def standing_of(
    division: str, sums: Sums, parts: Sequence[Part], past: Sequence[Part] = ()
) -> Standing:
    """The figures of some cases, without what depends on today."""
    return Standing(
        division=division,
        cases=sums.cases,
        people=sums.people,
        joined=sums.joined,
        open=sums.open,
        due_today=0,
        overdue=0,
        yellow=sums.yellow,
        red=sums.red,
        above=sums.above,
        escalated=sums.escalated,
        left_out=sums.left_out,
        rates=rates_of(parts),
        before=rates_of(past),
        minutes_to_accept=_median(sums.accept_minutes),
        minutes_to_answer=_median(sums.answer_minutes),
        routes_uncorrected_share=_share(sums.cases - sums.routes_corrected, sums.cases),
    )


def months_back(month: str, count: int) -> str:
    """The month so many before this one."""
    day = date.fromisoformat(f"{month}-01")
    number = day.year * 12 + day.month - 1 - count
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _median(minutes: Sequence[int]) -> float | None:
    return float(median(minutes)) if minutes else None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
