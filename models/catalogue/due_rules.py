"""Reads the due rules of the catalogue (`Q+20d`, `10WD`, `on decision`); knows no dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from models.base import Value
from models.catalogue.periods import Cycle

# A rule that says only "yearly" is due as the others are: 20 days after the year [set].
DEFAULT_CYCLE_DAYS = 20
# "Before the next election" names no number of days: the day before is the last one.
LAST_DAY_BEFORE = 1


class DueRule(Value):
    """What a due rule says. `cycles` are (period, days after its end), the first the default.

    `working_days` after the event, or `before_days` before the day it is about; with neither,
    an event is published promptly (及时), on the spot at once. `at_start`: due in the beginning
    of the period it is about.
    """

    cycles: tuple[tuple[Cycle, int], ...] = ()
    working_days: int | None = None
    before_days: int | None = None
    on_event: bool = False
    on_the_spot: bool = False
    at_start: bool = False


def parse_due_rule(text: str) -> DueRule:
    """The rule in the words of the catalogue; raises `ValueError` for a clause nobody knows."""
    found: dict[str, Any] = {}
    for clause in re.split(r"\s*;\s*|\s+or\s+|\s+and\s+", text.strip()):
        for name, value in _read(clause).items():
            found[name] = (*found.get(name, ()), *value) if name == "cycles" else value
    return DueRule(**found)


def _read(clause: str) -> dict[str, Any]:
    for pattern, name in _CLAUSES:
        if match := re.fullmatch(pattern, clause):
            return _MEANINGS[name](match)
    raise ValueError(f"unknown due rule: {clause!r}")


_CLAUSES = (
    (r"(?:progress )?([MQHY])\+(\d+)d", "cycle"),
    (r"yearly", "yearly"),
    (r"at start of year", "start"),
    (r"(\d+)WD", "working_days"),
    (r">=(\d+) days before .+", "before"),
    (r"leaving audit before next election", "day_before"),
    (r"on the spot", "spot"),
    (r"(?:on )?(?:decision|result|adoption|change|request)|each stage", "event"),
    (r"promptly(?: after yearly review)?|special publication on event", "event"),
    # How long it hangs, and what only some provinces ask for, is no due date.
    (r"separately|SD monthly|>=\d+ days|(?:objections|decision) \d+ d", "remark"),
    (r"posted \d+ working days|\d+-\d+ working days R", "remark"),
)

_MEANINGS: dict[str, Callable[[re.Match[str]], dict[str, Any]]] = {
    "cycle": lambda match: {"cycles": ((match[1], int(match[2])),)},
    "yearly": lambda match: {"cycles": (("Y", DEFAULT_CYCLE_DAYS),)},
    "start": lambda match: {"cycles": (("Y", DEFAULT_CYCLE_DAYS),), "at_start": True},
    "working_days": lambda match: {"working_days": int(match[1]), "on_event": True},
    "before": lambda match: {"before_days": int(match[1]), "on_event": True},
    "day_before": lambda match: {"before_days": LAST_DAY_BEFORE, "on_event": True},
    "spot": lambda match: {"on_the_spot": True, "on_event": True},
    "event": lambda match: {"on_event": True},
    "remark": lambda match: {},
}
