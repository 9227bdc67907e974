"""A case's alarms: what happens by itself and when, computed with the act that sets them.

They are stored with the case, so that a changed setting never moves what was promised, and the
first of them is indexed, so that nobody looks at cases for which nothing is due.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from models.deadlines import DeadlineRules, Due
from models.feedback.documents import AlarmName, Feedback, State

Alarms = dict[AlarmName, datetime]
# Of two that are due, the weightier comes first: a late worker shows no yellow card before a red
# one that is due as well.
WEIGHT: tuple[AlarmName, ...] = (
    "escalate", "urge_missed", "red", "yellow", "resume", "lapse", "follow_up",
)  # fmt: skip
# What goes on when a case changes hands or begins its next step.
LASTING: frozenset[AlarmName] = frozenset({"escalate", "urge_missed"})


def running(due: Due, state: State) -> Alarms:
    """The cards of the step that this state is in: to be accepted, or to be answered."""
    if state == "assigned":
        return {"yellow": due.warn_accept_at, "red": due.accept_by}
    return {"yellow": due.warn_answer_at, "red": due.answer_by}


def next_step(case: Feedback, due: Due, state: State) -> Alarms:
    """The alarms of a case that stays open and begins a step anew."""
    lasting = {name: at for name, at in case.alarms.items() if name in LASTING}
    return lasting | running(due, state)


def rescheduled(case: Feedback, due: Due) -> Alarms:
    """The alarms after deadlines moved within a step: more time takes a card back, less time
    never shows one twice."""
    alarms = next_step(case, due, case.state)
    if case.due_at is not None and alarms["red"] > case.due_at:
        return alarms
    return {n: at for n, at in alarms.items() if n in case.alarms or n in LASTING}


def after_closing(at: datetime, rules: DeadlineRules) -> Alarms:
    """The question whether it is still solved; zero days never ask it."""
    if not rules.still_solved_days:
        return {}
    return {"follow_up": at + timedelta(days=rules.still_solved_days)}


def rings(case: Feedback, at: datetime) -> AlarmName | None:
    """Which alarm has to be answered now, None if none is due."""
    due = [name for name in WEIGHT if name in case.alarms and case.alarms[name] <= at]
    return due[0] if due else None
