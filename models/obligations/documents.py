"""An obligation as it is stored: a village, an item, a period, a day; knows no database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from models.base import Day, Id, Instant
from models.disclosures import Category
from models.viewers import Placed

ObligationState = Literal["due", "near", "overdue", "met", "excused"]
OPEN: tuple[ObligationState, ...] = ("due", "near", "overdue")
Kind = Literal["cycle", "standing", "event"]


class Wanted(NamedTuple):
    """What a village's catalogue asks for, whoever the village is; days are ISO texts.

    `anchor_on` is the last day of the period, by which the catalogue in effect is chosen.
    """

    item: str
    category: Category
    kind: Kind
    period: str
    anchor_on: str
    due_on: str
    warn_on: str


class Obligation(Placed):
    """One item that one village must lay open once.

    `period` is a period's name, `standing`, or the day of an event (`2026-11-21`, with `.2` for
    the second of a day). `alarm_on` is the day on which the state changes by itself. `yellow_on`
    and `red_on` are when its cards were shown. `late` tells how it was met. `is_dated`: a
    recorded event has moved the due day, which the calendar then leaves alone.
    """

    areas: tuple[str, ...]
    item: str
    category: Category
    kind: Kind
    period: str
    title: str = ""
    anchor_on: Day
    due_on: Day
    warn_on: Day
    state: ObligationState
    alarm_on: Day | None = None
    yellow_on: Day | None = None
    red_on: Day | None = None
    is_dated: bool = False
    late: bool = False
    met_on: Day | None = None
    disclosure: Id | None = None
    reason: str | None = None
    excused_by: Id | None = None
    excused_at: Instant | None = None
    recorded_by: Id | None = None
    made_at: Instant


def state_on(today: str, due_on: str, warn_on: str) -> tuple[ObligationState, str | None]:
    """The state of what is still open on that day, and on which day it changes by itself."""
    if today > due_on:
        return "overdue", None
    return ("near", day_after(due_on)) if today >= warn_on else ("due", warn_on)


def day_after(day: str) -> str:
    """The next day, both as ISO texts."""
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
