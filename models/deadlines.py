"""When a case is due: spans by urgency, working days by the calendar, warnings before the end."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Literal, Self

from models.base import CHINA, Instant, Value
from models.working_days import WorkingCalendar

Urgency = Literal["emergency", "urgent", "normal"]
Top = Literal["village", "township", "county"]


class DeadlineRules(WorkingCalendar):
    """Every span of a case's life, as the settings of the same names give it."""

    emergency_accept_minutes: int
    emergency_answer_minutes: int
    urgent_accept_minutes: int
    urgent_answer_minutes: int
    normal_accept_working_days: int
    normal_answer_days: int
    complex_answer_days: int
    extension_days: int
    waiting_days: int
    yellow_percent: int
    red_goes_up_minutes: int
    escalation_top: Top
    transfers_that_go_up: int
    reopenings_that_go_up: int
    no_reply_days: int
    still_solved_days: int


class Due(Value):
    """By when a case must be accepted and answered, and when its owner is warned of either."""

    accept_by: Instant
    answer_by: Instant
    warn_accept_at: Instant
    warn_answer_at: Instant

    @classmethod
    def counted(
        cls, start: datetime, accept_by: datetime, answer_by: datetime, rules: DeadlineRules
    ) -> Self:
        """Deadlines that run from `start`, with the warnings at the settings' share of the time."""
        return cls(
            accept_by=accept_by,
            answer_by=answer_by,
            warn_accept_at=_warning(start, accept_by, rules),
            warn_answer_at=_warning(start, answer_by, rules),
        )

    def later(self, span: timedelta) -> Self:
        """The same with the answer and its warning moved: the clock stood still for that long."""
        moved = {"answer_by": self.answer_by + span, "warn_answer_at": self.warn_answer_at + span}
        return self.model_copy(update=moved)


def due(urgency: Urgency, filed_at: datetime, rules: DeadlineRules) -> Due:
    """The deadlines of a case of that urgency, filed (or reopened) at that instant."""
    spans = {
        "emergency": (rules.emergency_accept_minutes, rules.emergency_answer_minutes),
        "urgent": (rules.urgent_accept_minutes, rules.urgent_answer_minutes),
    }
    if urgency == "normal":
        accept_by = after_working_days(filed_at, rules.normal_accept_working_days, rules)
        answer_by = filed_at + timedelta(days=rules.normal_answer_days)
    else:
        accept_by, answer_by = (filed_at + timedelta(minutes=m) for m in spans[urgency])
    return Due.counted(filed_at, accept_by, answer_by, rules)


def handed_on(old: Due, urgency: Urgency, at: datetime, rules: DeadlineRules) -> Due:
    """Somebody else has it: they get their time to accept, and the reporter waits no longer."""
    fresh = due(urgency, at, rules)
    accept_by = min(fresh.accept_by, old.answer_by)
    warn = min(fresh.warn_accept_at, accept_by)
    return old.model_copy(update={"accept_by": accept_by, "warn_accept_at": warn})


def gone_up(old: Due, urgency: Urgency, at: datetime, rules: DeadlineRules) -> Due:
    """The level above has it: an answer that is still promised stays so, a broken promise is
    made anew."""
    fresh = due(urgency, at, rules)
    return handed_on(old, urgency, at, rules) if old.answer_by > fresh.accept_by else fresh


def after_working_days(at: datetime, days: int, calendar: WorkingCalendar) -> datetime:
    """The instant so many working days later, by China's clock.

    The time of day is kept; what comes in on a day off counts from the end of that day, so that
    it is due at the end of the last working day.
    """
    local = at.astimezone(CHINA)
    if not calendar.is_working_day(local.date()):
        local = datetime.combine(local.date(), time(23, 59, 59), CHINA)
    day = local.date()
    for _ in range(days):
        day = calendar.next_working_day(day)
    return datetime.combine(day, local.timetz()).astimezone(at.tzinfo)


def _warning(start: datetime, end: datetime, rules: DeadlineRules) -> datetime:
    moment = start + (end - start) * rules.yellow_percent / 100
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
