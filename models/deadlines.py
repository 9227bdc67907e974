"""When a case is due: spans by urgency, working days by the Chinese holiday calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal

import chinese_calendar

from models.base import CHINA, Instant, Value

Urgency = Literal["emergency", "urgent", "normal"]
SATURDAY = 5


class DeadlineRules(Value):
    """The spans, as the settings of the same names give them."""

    emergency_accept_minutes: int
    emergency_answer_minutes: int
    urgent_accept_minutes: int
    urgent_answer_minutes: int
    normal_accept_working_days: int
    normal_answer_days: int


class Due(Value):
    """By when a case must be accepted and answered."""

    accept_by: Instant
    answer_by: Instant


def due(urgency: Urgency, filed_at: datetime, rules: DeadlineRules) -> Due:
    """The deadlines of a case of that urgency, filed (or reopened) at that instant."""
    if urgency == "normal":
        return Due(
            accept_by=after_working_days(filed_at, rules.normal_accept_working_days),
            answer_by=filed_at + timedelta(days=rules.normal_answer_days),
        )
    spans = {
        "emergency": (rules.emergency_accept_minutes, rules.emergency_answer_minutes),
        "urgent": (rules.urgent_accept_minutes, rules.urgent_answer_minutes),
    }
    accept, answer = spans[urgency]
    return Due(
        accept_by=filed_at + timedelta(minutes=accept),
        answer_by=filed_at + timedelta(minutes=answer),
    )


def after_working_days(at: datetime, days: int) -> datetime:
    """The instant so many working days later, by China's clock.

    The time of day is kept; what comes in on a day off counts from the end of that day, so that
    it is due at the end of the last working day.
    """
    local = at.astimezone(CHINA)
    if not is_working_day(local.date()):
        local = datetime.combine(local.date(), time(23, 59, 59), CHINA)
    day = local.date()
    for _ in range(days):
        day = _next_working_day(day)
    return datetime.combine(day, local.timetz()).astimezone(at.tzinfo)


def is_working_day(day: date) -> bool:
    """True on a working day; a year the calendar does not know yet has its weekdays."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < SATURDAY


def _next_working_day(day: date) -> date:
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
