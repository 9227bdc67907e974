"""When a case is due, by China's clock and calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from models.base import CHINA
from models.deadlines import after_working_days, due
from models.working_days import WorkingCalendar
from server.settings import Settings

RULES = Settings(_env_file=None).deadlines


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("filed", "working_days", "expected"),
    [
        ("2026-11-18T10:00", 1, "2026-11-19T10:00:00"),  # a Wednesday
        ("2026-11-20T10:00", 1, "2026-11-23T10:00:00"),  # a Friday, over the weekend
        ("2026-11-21T10:00", 1, "2026-11-23T23:59:59"),  # a Saturday counts from its end
        ("2026-09-30T10:00", 1, "2026-10-08T10:00:00"),  # over the national holiday
        ("2026-11-18T10:00", 3, "2026-11-23T10:00:00"),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(filed, working_days, expected):
    assert after_working_days(at(filed), working_days, WorkingCalendar()) == at(expected)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("unknown_year", "new_year_is_worked"), [("weekdays", True), ("fixed_holidays", False)]
)
def test_a_year_the_calendar_does_not_know_is_read_as_the_settings_say(
    unknown_year, new_year_is_worked
):
    calendar = WorkingCalendar(unknown_year=unknown_year)
    assert calendar.is_working_day(day("2099-01-01")) is new_year_is_worked
    assert calendar.is_working_day(day("2099-01-02"))
    assert not calendar.is_working_day(day("2099-01-03"))


def test_the_override_lists_outrank_the_calendar():
    calendar = WorkingCalendar(
        extra_working_days=(day("2026-11-21"),), extra_days_off=(day("2026-11-20"),)
    )
    assert calendar.is_working_day(day("2026-11-21"))
    assert not calendar.is_working_day(day("2026-11-20"))
    assert after_working_days(at("2026-11-19T10:00"), 1, calendar) == at("2026-11-21T10:00")


def test_the_override_lists_come_from_the_settings(monkeypatch):
    monkeypatch.setenv("EXTRA_DAYS_OFF", '["2027-02-05"]')
    assert Settings(_env_file=None).deadlines.extra_days_off == (day("2027-02-05"),)


def test_the_warning_comes_at_four_fifths_of_the_time():
    filed = at("2026-11-18T10:00")
    deadlines = due("urgent", filed, RULES)
    assert deadlines.warn_accept_at - filed == timedelta(minutes=96)
    assert deadlines.warn_answer_at - filed == timedelta(hours=19.2)


@pytest.mark.parametrize(
    ("urgency", "accept", "answer"),
    [
        ("emergency", timedelta(minutes=30), timedelta(hours=2)),
        ("urgent", timedelta(hours=2), timedelta(hours=24)),
        ("normal", timedelta(days=1), timedelta(days=7)),
    ],
)
def test_each_urgency_has_its_spans(urgency, accept, answer):
    filed = at("2026-11-18T10:00")
    deadlines = due(urgency, filed, RULES)
    assert deadlines.accept_by - filed == accept
    assert deadlines.answer_by - filed == answer
