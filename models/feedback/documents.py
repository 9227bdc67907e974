"""What is stored of a case: the report, what was found in it, its route, its history."""

from __future__ import annotations

from typing import Literal

from bson import ObjectId

from models.accounts import CADRE_ROLES, Role
from models.base import Day, Id, Instant, Value
from models.deadlines import Due, Urgency
from models.desks import Desk
from models.outbox import Event
from models.viewers import Placed, Viewer

State = Literal["assigned", "accepted", "answered", "closed", "refused", "withdrawn"]
OPEN_STATES: frozenset[State] = frozenset({"assigned", "accepted"})
Visibility = Literal["public", "private", "sealed"]
Channel = Literal["miniprogram", "web", "message", "walk_in", "phone", "grid_worker"]
ActName = Literal[
    "file", "accept", "answer", "transfer", "refuse", "withdraw", "rate", "reopen", "correct",
    "clarify",
]  # fmt: skip
# Those who watch over the village rather than work in it see what its own people must not.
WATCHER_ROLES: frozenset[Role] = frozenset({"monitor", "county"})


class EvidenceView(Value):
    """Words of the report that led to a finding; positions count characters of that field."""

    field: Literal["title", "body"]
    start: int
    end: int
    text: str
    weight: float


class Label(Value):
    """A label, how sure (0..1), and why."""

    label: str
    confidence: float
    evidence: tuple[EvidenceView, ...] = ()


class UrgencyFound(Value):
    """How urgent, and why."""

    level: Urgency
    evidence: tuple[EvidenceView, ...] = ()


class ConcernFound(Value):
    """Whether the village's cadres are accused (`ask`: the reporter must say), and why."""

    concern: Literal["yes", "no", "ask"]
    score: float
    evidence: tuple[EvidenceView, ...] = ()


class PlaceFound(Value):
    """A place that the report names: a village, town, group or road."""

    kind: Literal["village", "town", "group", "road"]
    name: str
    evidence: EvidenceView


class Found(Value):
    """What was found in the report when it was filed; never changed afterwards."""

    category: Label | None = None
    runner_up: Label | None = None
    uncertain: bool = False
    tags: tuple[Label, ...] = ()
    urgency: UrgencyFound
    concerns_cadres: ConcernFound
    places: tuple[PlaceFound, ...] = ()
    version: str


class Likeness(Value):
    """By what similar cases find each other: `keys` begin with the township, so stay in it.

    Computed by the worker shortly after filing; `version` names the method.
    """

    keys: tuple[str, ...]
    hashes: tuple[int, ...]
    size: int
    version: int


class RouteRecord(Value):
    """Why the case lies where it lies: the rule, its words in the report, the version of both."""

    rule: str
    words: tuple[str, ...] = ()
    version: str


class Entry(Value):
    """One act in the history: who, in which role, what, when, from where to where, and why."""

    at: Instant
    act: ActName
    by: Id | None = None
    role: Role | Literal["reporter", "system"]
    name: str = ""
    before: State | None = None
    after: State
    note: str = ""
    pictures: tuple[Id, ...] = ()
    desk: Desk | None = None


class Rating(Value):
    """What the reporter says of the answer: solved or not, content from 1 to 5."""

    solved: bool
    content: int
    note: str = ""
    at: Instant


class Feedback(Placed):
    """A case. `desk` is its one owner; `desks` are the owner and those who handle beside it.

    `hidden` keeps it from the village's own people everywhere. `people` are those whose case it
    is: the reporter and whom they act for. `due_at` is the next deadline of an open case.
    """

    case_no: str
    serial: int
    filed_on: Day
    areas: tuple[str, ...]
    reporter: Id
    reporter_name: str
    people: tuple[Id, ...]
    channel: Channel
    title: str = ""
    text: str
    pictures: tuple[Id, ...] = ()
    place: str = ""
    phone: str | None = None
    visibility: Visibility = "private"
    state: State
    category: str | None = None
    topics: tuple[str, ...] = ()
    urgency: Urgency
    found: Found
    corrected: bool = False
    route_corrected: bool = False
    route: RouteRecord
    desk: Desk
    desks: tuple[Desk, ...]
    hidden: bool
    due: Due
    due_at: Instant | None = None
    created_at: Instant
    accepted_at: Instant | None = None
    answered_at: Instant | None = None
    closed_at: Instant | None = None
    answer: str = ""
    answer_pictures: tuple[Id, ...] = ()
    rating: Rating | None = None
    transfers: int = 0
    reopenings: int = 0
    version: int = 1
    entries: tuple[Entry, ...] = ()
    idempotency_key: str | None = None
    request_hash: str | None = None
    events: tuple[Event, ...] = ()
    likeness: Likeness | None = None

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True for the reporter and for the person they act for."""
        return account is not None and account in self.people

    def admits(self, viewer: Viewer) -> bool:
        """Watchers see their area; the village's people what is not hidden and is theirs to see."""
        if viewer.holds(WATCHER_ROLES, self.division):
            return True
        if self.hidden:
            return False
        if viewer.holds({"secretary"}, self.division):
            return True
        return viewer.holds(CADRE_ROLES, self.division) and bool(
            set(self.desks) & set(desks_of(viewer))
        )


def desks_of(viewer: Viewer) -> tuple[Desk, ...]:
    """The desks at which this person works, by their grants."""
    return tuple(dict.fromkeys(f"{grant.role}:{grant.division}" for grant in viewer.grants))
