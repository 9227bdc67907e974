"""What handlers need from outside, named as protocols; `server/` supplies the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar
from weakref import WeakSet

from tornado.httputil import HTTPServerRequest

from handlers.counting import Tally
from handlers.live_hub import Hub
from handlers.memory import Changes, Memory
from handlers.metrics import Metrics
from handlers.wechat import PushDoor, WeChat, WeChatPages
from models.absences import Absence
from models.accounts import Account
from models.catalogue import CalendarRules
from models.deadlines import DeadlineRules
from models.divisions import Division
from models.inquiries import InquiryRules
from models.sessions import Session
from models.store import Store
from models.subscriptions import Template
from models.vault import Vault
from models.vocabulary import MappedRole
from nlp import Context

T = TypeVar("T")

# Pictures that are decoded at one time: each may take hundreds of megabytes, and the other threads
# of `blocking` are for those who sign in meanwhile.
PICTURES_AT_ONCE = 2
# Archives of villages that are sent at one time.
ARCHIVES_AT_ONCE = 4


class Blocking(Protocol):
    """The one bounded runner for work that would block the loop."""

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Runs `work(*args)` in a thread; `Unavailable` (`overloaded`) if too much waits."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that handlers obey; names and meaning as in the README's settings table."""

    demo: bool
    trust_proxy: bool
    cors_origins: tuple[str, ...]
    public_url: str
    poster_font: str
    wechat_templates: tuple[Template, ...]
    session_idle_minutes: int
    session_max_days: int
    staff_session_idle_minutes: int
    login_failures: int
    login_window_minutes: int
    max_body_bytes: int
    max_upload_bytes: int
    max_picture_pixels: int
    uploads_per_hour: int
    upload_keep_hours: int
    request_seconds: float
    log_requests: str
    slow_request_ms: int
    reopen_days: int
    anonymous_per_hour: int
    receipt_failures: int
    echo_flags: int
    concern_threshold: float
    ask_threshold: float
    deadlines: DeadlineRules
    calendar: CalendarRules
    inquiries: InquiryRules
    inquiries_per_day: int
    demand_percent: int
    demand_least: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An encoded success, its entity tag, the route that gave it, and what counts its reading."""

    body: bytes
    etag: str
    route: str
    on_read: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Village:
    """A village, the active staff of it and of what lies above, and how its reports are read.

    `context` holds the names of the places around and the words that its divisions have added;
    `mapping` says which role of the village receives which topic, `absences` who is away.
    """

    division: Division
    officials: tuple[Account, ...]
    context: Context
    mapping: dict[str, MappedRole]
    absences: tuple[Absence, ...] = ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """What this process remembers, each bounded, all made old by the same `changes`."""

    changes: Changes
    answers: Memory[Answer]
    sessions: Memory[Session]
    villages: Memory[Village]


def _is_coming(request: HTTPServerRequest) -> bool:
    """False if the client has gone: the request itself may live on until it is collected."""
    stream = getattr(request.connection, "stream", None)
    return stream is not None and not stream.closed()


@dataclass(slots=True)
class Health:
    """Whether this process wants requests, and which it has: those being answered, and those
    whose body is still on its way."""

    draining: bool = False
    in_flight: int = 0
    arriving: WeakSet[HTTPServerRequest] = field(default_factory=WeakSet)

    @property
    def is_busy(self) -> bool:
        """True if the process owes somebody an answer."""
        return self.in_flight > 0 or any(map(_is_coming, self.arriving))


@dataclass(frozen=True, slots=True)
class Services:
    """All that a handler may use, in one object given to every request."""

    policy: Policy
    store: Store
    vault: Vault
    blocking: Blocking
    wechat: WeChat
    remembered: Remembered
    metrics: Metrics
    health: Health
    views: Tally
    live: Hub
    # None where no token is set: then there is no such address.
    pushes: PushDoor | None = None
    # None where no official account is set: then nobody signs in on pages by WeChat.
    wechat_pages: WeChatPages | None = None
    picture_slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(PICTURES_AT_ONCE)
    )
    # A slow client holds one for hours: more than these are asked to come back.
    archive_slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(ARCHIVES_AT_ONCE)
    )
