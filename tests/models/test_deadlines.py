"""When a case is due, by China's clock and calendar."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from models.base import CHINA
from models.deadlines import after_working_days, due, is_working_day
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
    assert after_working_days(at(filed), working_days) == at(expected)


def test_a_year_the_calendar_does_not_know_has_its_weekdays():
    assert is_working_day(at("2099-01-01T00:00").date())
    assert not is_working_day(at("2099-01-03T00:00").date())


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
