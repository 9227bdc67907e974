"""Months, quarters, half-years and years by the names that disclosures bear; knows no items."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from models.base import Value

Cycle = Literal["M", "Q", "H", "Y"]
# The most frequent one first: tightening moves to the left.
CYCLES: tuple[Cycle, ...] = ("M", "Q", "H", "Y")
MONTHS: dict[Cycle, int] = {"M": 1, "Q": 3, "H": 6, "Y": 12}
# The shortest such period in days: what is due later than this after its end is published less
# than once a period.
SHORTEST_DAYS: dict[Cycle, int] = {"M": 28, "Q": 90, "H": 181, "Y": 365}

# The period of what is kept up (L): it has no end.
STANDING = "standing"
EVENT_PERIOD = re.compile(r"^20\d\d-\d\d-\d\d(\.\d+)?$")


class Period(Value):
    """A period by its name (`2026-08`, `2026Q3`, `2026H1`, `2026`), first and last day included."""

    name: str
    cycle: Cycle
    begins: date
    ends: date


def period_of(cycle: Cycle, day: date) -> Period:
    """The period of that length in which the day lies."""
    months = MONTHS[cycle]
    number = (day.month - 1) // months
    first, last = number * months + 1, (number + 1) * months
    names = {
        "M": f"{day.year}-{day.month:02}",
        "Q": f"{day.year}Q{number + 1}",
        "H": f"{day.year}H{number + 1}",
        "Y": f"{day.year}",
    }
    end = date(day.year, last, calendar.monthrange(day.year, last)[1])
    return Period(name=names[cycle], cycle=cycle, begins=date(day.year, first, 1), ends=end)


def named(name: str) -> Period | None:
    """The period of that name; None for `standing`, the day of an event, and anything else."""
    found = re.fullmatch(r"(20\d\d)(?:-(0[1-9]|1[0-2])|Q([1-4])|H([12]))?", name)
    if found is None:
        return None
    year, month, quarter, half = found.groups()
    if month:
        return period_of("M", date(int(year), int(month), 1))
    if quarter:
        return period_of("Q", date(int(year), int(quarter) * 3, 1))
    if half:
        return period_of("H", date(int(year), int(half) * 6, 1))
    return period_of("Y", date(int(year), 1, 1))


def periods_between(cycle: Cycle, first: date, last: date) -> Iterator[Period]:
    """The periods that touch the days from `first` to `last`, in order."""
    day = first
    while day <= last:
        period = period_of(cycle, day)
        yield period
        day = period.ends + timedelta(days=1)


def before(name: str) -> str | None:
    """The period before the one of that name, of the same length; None before events."""
    period = named(name)
    if period is None:
        return None
    return period_of(period.cycle, period.begins - timedelta(days=1)).name


def in_words(name: str) -> str:
    """`2026Q3` as people say it: 2026年第三季度; the day of an event as a day."""
    period = named(name)
    if period is None:
        year, month, day = (int(part) for part in name.partition(".")[0].split("-"))
        return f"{year}年{month}月{day}日"
    year = period.begins.year
    if period.cycle == "M":
        return f"{year}年{period.begins.month}月"
    if period.cycle == "Q":
        return f"{year}年第{'一二三四'[(period.begins.month - 1) // 3]}季度"
    if period.cycle == "H":
        return f"{year}年{'上' if period.begins.month == 1 else '下'}半年"
    return f"{year}年"
