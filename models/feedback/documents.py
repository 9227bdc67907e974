"""What is stored of a case: the report, what was found in it, its route, its history."""

from __future__ import annotations

from typing import Literal, get_args

from bson import ObjectId
from pydantic import Field

from models.accounts import CADRE_ROLES, Role
from models.base import Day, Id, Instant, Value
from models.deadlines import Due, Urgency
from models.desks import Desk
from models.feedback.parties import Authorised, Follower
from models.outbox import Event
from models.viewers import Placed, Viewer

State = Literal[
    "assigned", "accepted", "waiting", "answered", "explained", "closed", "refused", "withdrawn",
    "joined",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
OPEN_STATES: frozenset[State] = frozenset({"assigned", "accepted", "waiting"})
Visibility = Literal["public", "private", "sealed"]
Channel = Literal[
    "miniprogram", "web", "message", "walk_in", "phone", "grid_worker", "agent", "anonymous",
]  # fmt: skip
# What happens by itself when its time has come; the names of a case's alarms.
AlarmName = Literal[
    "yellow", "red", "escalate", "urge_missed", "resume", "lapse", "follow_up",
]  # fmt: skip
ActName = Literal[
    "file", "accept", "answer", "explain", "transfer", "return", "refuse", "correct", "ask",
    "mark_complex", "extend", "clarify", "reply", "withdraw", "rate", "reopen", "confirm", "urge",
    "overrule", "hand_over", "yellow", "red", "escalate", "urge_missed", "resume", "lapse",
    "follow_up", "join", "split", "differ", "release", "open_identity", "claim",
]  # fmt: skip
Card = Literal["yellow", "red"]
GoesUpBecause = Literal["red_card", "transfers", "reopenings", "urge"]
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


class Rating(Value):
    """What the reporter says of the answer: solved or not, content from 1 to 5."""

    solved: bool
    content: int
    note: str = ""
    at: Instant


class Urge(Value):
    """A monitor's urging (督办): the case is answered by then, or it goes up."""

    at: Instant
    by: Id
    until: Instant
    note: str


class Exclusion(Value):
    """Why a case is left out of the rates (不计入考核): proposed by one, confirmed by another."""

    reason: str
    by: Id
    by_name: str
    at: Instant
    confirmed_by: Id | None = None
    confirmed_by_name: str | None = None
    confirmed_at: Instant | None = None


class Entry(Value):
    """One act in the history: who, in which role, what, when, from where to where, and why.

    `desk` is who has the case from now on, where that changed; `due_at` the deadline that ran
    when it was done, from which figures tell what was in time. `hidden`: it was done while the case
    was kept from the village, whose people never read it, even if they have the case later.
    """

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
    due_at: Instant | None = None
    rating: Rating | None = None
    hidden: bool | None = None


class Feedback(Placed):
    """A case. `desk` is its one owner; `desks` are the owner and those who handle beside it.

    `hidden` keeps it from the village's own people everywhere. `people` are those whose case it
    is: the reporter and whom they act for. `due_at` is the next deadline of an open case.
    `former` are desks it went up from, which may still answer until the one above accepts;
    `came_from` is who passed it on. The running time began at `started_at`. `alarms` say what
    happens by itself and when; `check_at` is the first of them, and what the worker looks by.
    `uncounted` marks a change that no figure holds yet. `unnamed` stands in `people` for somebody
    without an account, who holds a receipt code instead; `person` is the sealed name of whom a
    cadre filed for, as `authorised`.
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
    former: tuple[Desk, ...] = ()
    came_from: Desk | None = None
    due: Due
    due_at: Instant | None = None
    started_at: Instant
    alarms: dict[AlarmName, Instant] = Field(default_factory=dict)
    check_at: Instant | None = None
    card: Card | None = None
    yellow_cards: int = 0
    red_cards: int = 0
    escalations: int = 0
    goes_up_because: GoesUpBecause | None = None
    complex: bool = False
    extended_days: int = 0
    waiting_since: Instant | None = None
    stopped_seconds: int = 0
    urge: Urge | None = None
    created_at: Instant
    accepted_at: Instant | None = None
    answered_at: Instant | None = None
    closed_at: Instant | None = None
    answer: str = ""
    answer_pictures: tuple[Id, ...] = ()
    legal_basis: str = ""
    next_body: str = ""
    rating: Rating | None = None
    closed_as: Literal["rated", "no_reply"] | None = None
    followed_up_at: Instant | None = None
    still_solved: bool | None = None
    transfers: int = 0
    returns: int = 0
    reopenings: int = 0
    version: int = 1
    entries: tuple[Entry, ...] = ()
    idempotency_key: str | None = None
    request_hash: str | None = None
    events: tuple[Event, ...] = ()
    exclusion: Exclusion | None = None
    uncounted: bool | None = None
    likeness: Likeness | None = None
    joined_to: Id | None = None
    receipt_hash: str | None = None
    unnamed: Id | None = None
    person: str | None = None
    authorised: Authorised | None = None
    followers: tuple[Follower, ...] = ()

    @property
    def accounts(self) -> tuple[ObjectId, ...]:
        """Those of its people who have an account, and so an inbox."""
        return tuple(person for person in self.people if person != self.unnamed)

    @property
    def people_count(self) -> int:
        """How many people are concerned: those whose case it is, and who said "me too"."""
        return len({*self.people, *(follower.account for follower in self.followers)})

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
