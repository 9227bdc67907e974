"""What handlers need from outside, named as protocols; `server/` supplies the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar
from weakref import WeakSet

from tornado.httputil import HTTPServerRequest

from handlers.counting import Tally
from handlers.live_hub import Hub
from handlers.memory import Changes, Memory
from handlers.metrics import Metrics
from models.absences import Absence
from models.accounts import Account
from models.catalogue import CalendarRules
from models.deadlines import DeadlineRules
from models.divisions import Division
from models.errors import Unavailable
from models.sessions import Session
from models.store import Store
from models.vault import Vault
from models.vocabulary import MappedRole
from nlp import Context

T = TypeVar("T")

# Pictures that are decoded at one time: each may take hundreds of megabytes, and the other threads
# of `blocking` are for those who sign in meanwhile.
PICTURES_AT_ONCE = 2


class Blocking(Protocol):
    """The one bounded runner for work that would block the loop."""

    async def run(self, work: Callable[..., T], *args: object) -> T:
        """Runs `work(*args)` in a thread; `Unavailable` (`overloaded`) if too much waits."""
        ...


@dataclass(frozen=True, slots=True)
class WeChatIdentity:
    """Who WeChat says a login code belongs to."""

    openid: str
    unionid: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """WeChat took a message; `message` is its number in the events about it, "" if not told."""

    message: str


Suggestion = Literal["pass", "review", "risky"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What WeChat's content check says of a text; `label` is its number (100 is fine)."""

    suggest: Suggestion
    label: str
    trace_id: str


class WeChatError(Unavailable):
    """WeChat did not do what was asked; `errcode` is its number, None where it gave none.

    `errmsg` is WeChat's text without anything secret: for logs and dead letters, not for people.
    """

    default_code = "wechat_refused"

    def __init__(self, errcode: int | None = None, errmsg: str = "") -> None:
        self.errcode = errcode
        self.errmsg = errmsg
        super().__init__()

    @property
    def outcome(self) -> str:
        """What metrics and logs call it."""
        return str(self.errcode)

    def __str__(self) -> str:
        return f"{self.outcome} {self.errmsg}".rstrip()


class WeChatAway(WeChatError):
    """WeChat is busy, unreachable or talks nonsense; nothing was wrong with the call.

    `fault` is `busy` (WeChat said so: nothing was done), `connection`, `http`, `body` or
    `timeout`: then it may have been done all the same.
    """

    default_code = "wechat_busy"

    def __init__(self, *, fault: str, errmsg: str = "") -> None:
        super().__init__(-1 if fault == "busy" else None, errmsg)
        self.fault = fault

    @property
    def outcome(self) -> str:
        return self.fault


class WeChatSlow(WeChatAway):
    """WeChat did not answer in time."""

    default_code = "wechat_timeout"

    def __init__(self) -> None:
        super().__init__(fault="timeout")


class WeChatOff(WeChatAway):
    """No appid is set: there is no WeChat to ask."""

    default_code = "wechat_off"

    def __init__(self) -> None:
        super().__init__(fault="off")


class WeChat(Protocol):
    """What the mini program needs of WeChat's servers; every verb may raise `WeChatError`.

    `login` and `phone` say also in the domain's words what a person can mend themselves.
    """

    @property
    def issuer(self) -> str:
        """Whose codes `code_image` makes, and which version they open: `wx12 formal`; "" if off."""
        ...

    @property
    def is_connected(self) -> bool:
        """True if an appid is set; otherwise all but the demo's login raise `WeChatOff`."""
        ...

    async def login(self, code: str) -> WeChatIdentity:
        """The identity behind a `wx.login` code.

        Raises `Invalid` (`wechat_code`, `wechat_code_used`), `TooMany` (`wechat_too_often`) or
        `Forbidden` (`wechat_blocked`).
        """
        ...

    async def phone(self, code: str, openid: str | None) -> str:
        """The mobile number behind a `getPhoneNumber` code; raises as `login` does."""
        ...

    async def send_subscribe(
        self, openid: str, template_id: str, data: Mapping[str, str], page: str | None = None
    ) -> Sent:
        """Sends one subscribe message; `data` is field -> text, fitted to WeChat's limits."""
        ...

    async def check_text(self, openid: str, scene: int, text: str) -> Judged:
        """WeChat's opinion of a text of up to 2500 characters; scene 1 to 4 as WeChat counts."""
        ...

    async def check_picture(self, openid: str, scene: int, url: str) -> str:
        """Asks about a picture WeChat can download; the trace id under which the answer comes."""
        ...

    async def code_image(self, scene: str, page: str | None = None) -> bytes:
        """A mini program code (JPEG); `scene` has 1 to 32 of the characters WeChat allows."""
        ...

    async def close(self) -> None:
        """Waits for the calls that run, and lets go of everything."""
        ...


class PushDoor(Protocol):
    """Lets in what WeChat pushes; see `server/wechat/door.py`."""

    window_seconds: int

    def check(self, query: Mapping[str, str]) -> None:
        """Raises `HttpRefusal` (403) unless WeChat signed the query lately."""
        ...

    def read(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The message; raises `HttpRefusal`."""
        ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that handlers obey; names and meaning as in the README's settings table."""

    demo: bool
    trust_proxy: bool
    cors_origins: tuple[str, ...]
    public_url: str
    poster_font: str
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
    `mapping` says which role of the village receives which topic; `absences` are those that are not
    over.
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
    picture_slots: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(PICTURES_AT_ONCE)
    )
