"""When an item is due: after a period, after or before an event, by the working calendar."""

from __future__ import annotations

from datetime import date, timedelta

from models.catalogue.documents import Item
from models.catalogue.periods import Period
from models.catalogue.shipped import PROMPT_WORKING_DAYS
from models.working_days import WorkingCalendar

# What is kept up has no period: a village is given this long to lay it open for the first time.
STANDING_DAYS = 20


class CalendarRules(WorkingCalendar):
    """The settings of the disclosure calendar, with the defaults of `server/settings.py`."""

    obligation_near_days: int = 5
    obligation_months_ahead: int = 12
    obligation_rolls: bool = False
    review_days: int = 5
    review_reminded_days: int = 2

    def warn_on(self, due_on: date) -> date:
        """From this day on it is near."""
        return due_on - timedelta(days=self.obligation_near_days)


def due_after_period(item: Item, period: Period, rules: CalendarRules) -> date:
    """`Q+20d` is day 20 of the month after the quarter; a plan is due in the beginning of its year.

    With `obligation_rolls`, a day off moves it to the next working day (民法典 203).
    """
    if item.at_start:
        day = period.begins + timedelta(days=item.cycle_days - 1)
    else:
        day = period.ends + timedelta(days=item.cycle_days)
    if rules.obligation_rolls and not rules.is_working_day(day):
        return rules.next_working_day(day)
    return day


def due_after_event(item: Item, day: date, rules: CalendarRules) -> date:
    """By when the event of that day is to be published: some working days after it, or before it.

    `before_days` count back from the day that the event is planned for, an election or a meeting.
    """
    if item.before_days is not None:
        return day - timedelta(days=item.before_days)
    days = item.working_days if item.working_days is not None else item.prompt_working_days
    for _ in range(PROMPT_WORKING_DAYS if days is None else days):
        day = rules.next_working_day(day)
    return day


def due_of_standing(first: date) -> date:
    """By when what is kept up must be there for the first time."""
    return first + timedelta(days=STANDING_DAYS)
