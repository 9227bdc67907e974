"""Working days by the Chinese holiday calendar, and what counts where the calendar ends."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

import chinese_calendar

from models.base import Value

SATURDAY = 5
# Holidays that fall on the same date every year (全国年节及纪念日放假办法, as amended in 2024). The
# others follow the moon, so nobody knows them before the State Council's notice.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})

UnknownYear = Literal["weekdays", "fixed_holidays"]


class WorkingCalendar(Value):
    """What overrides the calendar, and what stands in for it in a year it does not know yet."""

    extra_working_days: tuple[date, ...] = ()
    extra_days_off: tuple[date, ...] = ()
    unknown_year: UnknownYear = "weekdays"

    def is_working_day(self, day: date) -> bool:
        """True on a working day; a date that both lists name is one."""
        if day in self.extra_working_days:
            return True
        if day in self.extra_days_off:
            return False
        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            return self._is_probably_working_day(day)

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        return _next_working_day(self, day)

    def _is_probably_working_day(self, day: date) -> bool:
        if self.unknown_year == "fixed_holidays" and (day.month, day.day) in FIXED_HOLIDAYS:
            return False
        return day.weekday() < SATURDAY


@lru_cache(maxsize=1000)
def _next_working_day(calendar: WorkingCalendar, day: date) -> date:
    # Every case that is filed on one day asks the same; the calendar itself never changes.
    day += timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
