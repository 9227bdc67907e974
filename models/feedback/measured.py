"""What one case adds to the figures: read off its history, so that counting twice gives the same.

It knows neither rates nor settings: those are applied to the sums when somebody reads them.
"""

from __future__ import annotations

from datetime import timedelta

from models.accounts import Role
from models.base import Day, Document, Id, Instant, Row, Value, day_of
from models.desks import role_at
from models.feedback.documents import (
    OPEN_STATES,
    WATCHER_ROLES,
    ActName,
    Card,
    Exclusion,
    Rating,
    State,
)

# Whoever does one of these has the case from then on: the reporter was heard.
RESPONSES: frozenset[ActName] = frozenset({"accept", "answer", "explain", "refuse"})
ANSWERS: frozenset[ActName] = frozenset({"answer", "explain", "refuse"})


class MeasuredEntry(Value):
    """What figures read of an act."""

    at: Instant
    act: ActName
    before: State | None = None
    due_at: Instant | None = None


class MeasuredFollower(Value):
    """Somebody who said "me too", or whose case was joined to this one."""

    account: Id


class MeasuredCase(Document):
    """The part of a case that figures are made of."""

    division: str
    filed_on: Day
    created_at: Instant
    version: int
    hidden: bool
    state: State
    desk: str
    due_at: Instant | None = None
    card: Card | None = None
    escalations: int = 0
    topics: tuple[str, ...] = ()
    corrected: bool = False
    route_corrected: bool = False
    rating: Rating | None = None
    exclusion: Exclusion | None = None
    entries: tuple[MeasuredEntry, ...] = ()
    people: tuple[Id, ...] = ()
    followers: tuple[MeasuredFollower, ...] = ()
    joined_to: Id | None = None

    @property
    def people_count(self) -> int:
        """How many people it concerns; those of a joined case are the other's followers."""
        if self.joined_to is not None:
            return 0
        return len({*self.people, *(follower.account for follower in self.followers)})

    @property
    def is_open(self) -> bool:
        """True while somebody owes an act."""
        return self.state in OPEN_STATES

    @property
    def counts(self) -> bool:
        """False once a second person confirmed that it is left out of the rates, and for a joined
        case: the one it is joined to is answered for both."""
        return self.joined_to is None and not self.is_left_out

    @property
    def is_left_out(self) -> bool:
        """True once a second person confirmed it."""
        return self.exclusion is not None and self.exclusion.confirmed_at is not None

    @property
    def is_above(self) -> bool:
        """True if it went up and lies above the village."""
        return self.escalations > 0 and _role(self.desk) in WATCHER_ROLES

    @property
    def due_on(self) -> str | None:
        """The day of the next deadline of an open case, by China's clock."""
        if not self.is_open or self.due_at is None:
            return None
        return day_of(self.due_at)

    def responded(self) -> bool | None:
        """Whether it was accepted in time; None while it is neither accepted nor late."""
        for entry in self.entries:
            if entry.act in RESPONSES:
                return _in_time(entry)
            if entry.act == "red":
                return False
        return None

    def answered_in_time(self) -> bool | None:
        """Whether it was answered in time; None while it is neither answered nor late."""
        for entry in self.entries:
            if entry.act in ANSWERS:
                return _in_time(entry)
            if entry.act == "red" and entry.before == "accepted":
                return False
        return None

    def minutes_to(self, acts: frozenset[ActName]) -> int | None:
        """Whole minutes from filing to the first of these acts; None if there was none."""
        first = next((e.at for e in self.entries if e.act in acts), None)
        return None if first is None else (first - self.created_at) // timedelta(minutes=1)


# What is read of each case: the texts of a month would be sent for nothing otherwise.
READ: Row = dict.fromkeys(
    [
        *(name for name in MeasuredCase.model_fields if name not in ("id", "entries", "followers")),
        *(f"entries.{name}" for name in MeasuredEntry.model_fields),
        "followers.account",
    ],
    1,
)


def month_of(day: str) -> str:
    """The month (`2026-11`) of an ISO day."""
    return day[:7]


def _role(desk: str) -> Role:
    return role_at(desk)  # type: ignore[return-value]  # a desk's first part is a role


def _in_time(entry: MeasuredEntry) -> bool:
    return entry.due_at is None or entry.at <= entry.due_at
