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
    """The roll-ups of an area around one month, and the rules of its county."""

    def __init__(
        self, rollups: Sequence[Rollup], book: Sequence[RateRule], month: str, *, hidden: bool
    ) -> None:
        self._rollups = rollups
        self._book = book
        self._month = month
        self._hidden = hidden

    def standing(self, division: str, today: str) -> Standing:
        """The figures of a village or of an area in the month."""
        mine = [rollup for rollup in self._rollups if rollup.division.startswith(division)]
        now = [rollup for rollup in mine if rollup.month == self._month]
        first = months_back(self._month, MONTHS_BEFORE)
        past = [rollup for rollup in mine if first <= rollup.month < self._month]
        month, every = self._added(now), self._added(mine)
        found = standing_of(division, month, self._parts(now), self._parts(past))
        return found.model_copy(
            update={
                "open": every.open,
                "due_today": every.due_on.get(today, 0),
                "overdue": sum(count for day, count in every.due_on.items() if day < today),
                "yellow": every.yellow,
                "red": every.red,
                "above": every.above,
            }
        )

    def month(self, division: str, month: str) -> MonthFigures:
        """One of the months."""
        mine = [r for r in self._rollups if r.month == month and r.division.startswith(division)]
        sums = self._added(mine)
        return MonthFigures(
            month=month,
            cases=sums.cases,
            open=sums.open,
            left_out=sums.left_out,
            rates=rates_of(self._parts(mine)),
        )

    def tags(self, division: str) -> tuple[TagSums, ...]:
        """By tag, the most frequent first."""
        mine = [r for r in self._rollups if r.month == self._month]
        return self._added([r for r in mine if r.division.startswith(division)]).tags

    def _sums(self, rollup: Rollup) -> Sums:
        return rollup.both if self._hidden else rollup.shown

    def _added(self, rollups: Sequence[Rollup]) -> Sums:
        return added(self._sums(rollup) for rollup in rollups)

    def _parts(self, rollups: Sequence[Rollup]) -> list[Part]:
        ordered = sorted(rollups, key=lambda rollup: rollup.month)
        return [(self._sums(r), rules_in(r.month, self._book)) for r in ordered]


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
