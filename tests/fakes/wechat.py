"""A WeChat that behaves: a real HTTP server with WeChat's shapes, limits, quotas and faults.

Alone: `python -m tests.fakes.wechat --port 9000`; then `POST /_fake/accept` gives the right to
send and `GET /_fake/sent` shows what was sent.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from models.base import now
from tests.fakes.wechat_calls import CALLS, Call, Refused
from tests.fakes.wechat_control import Authorize, Control
from tests.fakes.wechat_faults import Fault
from tests.fakes.wechat_http import Answers
from tests.fakes.wechat_push import media_event, push

TOKEN_SECONDS = 7200
CODE_LIFE = timedelta(minutes=5)

__all__ = ["Call", "FakeWeChat", "Fault"]


@dataclass
class FakeWeChat:
    """Its state; `await start()` serves it on `port` of this process's loop."""

    appid: str = "wx0123456789abcdef"
    secret: str = "fake-app-secret-0123456789"
    # The official account, of the same open platform as the mini program.
    page_appid: str = "wxfedcba9876543210"
    page_secret: str = "fake-page-secret-9876543210"
    # Who looks at pages in WeChat's browser, and what they are asked for.
    looking: str = "demo-page"
    # WeChat shows pages that nobody has touched to a made-up nobody.
    snapshots: bool = False
    # What it gave pages to ask more about a person; nobody here ever does.
    personal_tokens: list[str] = field(default_factory=list)
    # The official account's openids, and of those who follow it, the person.
    page_openids: set[str] = field(default_factory=set)
    followers: dict[str, str] = field(default_factory=dict)
    menu: list[dict[str, Any]] = field(default_factory=list)
    clock: Callable[[], datetime] = now
    # Template id -> the fields it needs; without any, every template is known.
    templates: dict[str, set[str]] = field(default_factory=dict)
    # Calls of a kind that are left today; then 45009.
    quotas: dict[str, int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    # What was said to whom in the chat, and the pictures that people sent.
    chats: list[tuple[str, str]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    checks: dict[str, dict[str, Any]] = field(default_factory=dict)
    allowed: Counter[tuple[str, str]] = field(default_factory=Counter)
    visits: dict[str, datetime] = field(default_factory=dict)
    sending: Counter[str] = field(default_factory=Counter)
    # Where the results of pictures are pushed, signed and encrypted by WECHAT_TOKEN and
    # WECHAT_AES_KEY of the environment; tests push by themselves.
    push_to: str = ""
    pushes: set[asyncio.Task[None]] = field(default_factory=set)
    # Demo codes are good for ever, and a demo's people accept every message.
    demo: bool = False
    port: int = 0

    def __post_init__(self) -> None:
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._used: set[str] = set()
        self._tokens: dict[str, datetime] = {}
        self._stable: dict[str, str] = {}
        self._apps: dict[str, str] = {}
        self._faults: dict[str, list[tuple[Fault, int]]] = {}
        self._server: HTTPServer | None = None
        self._released = asyncio.Event()

    @property
    def url(self) -> str:
        """What `WECHAT_BASE_URL` is set to."""
        return f"http://127.0.0.1:{self.port}/"

    async def start(self, port: int = 0) -> None:
        """Listens."""
        routes: list[Any] = [
            *((path, Answers, {"fake": self, "name": name}) for path, name in CALLS.items()),
            ("/connect/oauth2/authorize", Authorize, {"fake": self}),
            (r"/_fake/(\w+)", Control, {"fake": self}),
        ]
        self._server = HTTPServer(tornado.web.Application(routes, log_function=lambda _: None))
        sockets = bind_sockets(port, "127.0.0.1")
        self.port = int(sockets[0].getsockname()[1])
        self._server.add_sockets(sockets)

    async def stop(self) -> None:
        """Lets go of what hangs and stops."""
        self._released.set()
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()

    # What tests arrange.

    def login_code(self, person: str) -> str:
        """What `wx.login` gives the person: good for five minutes, once."""
        return self._code(person)

    def phone_code(self, phone: str) -> str:
        """What the `getPhoneNumber` button gives."""
        return self._code(phone)

    def openid(self, person: str) -> str:
        """The openid of the person: 28 characters, always the same."""
        return "o" + hashlib.sha256(person.encode()).hexdigest()[:27]

    def page_code(self, person: str, scope: str = "snsapi_userinfo") -> str:
        """What WeChat adds to the address of a page that the person looks at."""
        return self._code(f"{scope} {person}")

    def page_openid(self, person: str) -> str:
        """The person's openid at the official account: another one."""
        openid = self.openid(f"page {person}")
        self.page_openids.add(openid)
        return openid

    def follow(self, person: str) -> str:
        """The person follows the official account; their openid there."""
        openid = self.page_openid(person)
        self.followers[openid] = person
        return openid

    def unionid(self, person: str) -> str:
        """What mini program and official account have in common."""
        return "u" + self.openid(person)[1:]

    def accept(self, openid: str, template_id: str, times: int = 1) -> None:
        """The person allows that many messages."""
        self.allowed[openid, template_id] += times

    def fail(self, call: str, *faults: Fault, times: int = 1) -> None:
        """The next calls of that name (`login`, `stable_token`, `subscribe`, ...; `*` for all)
        meet these faults, each so many times; -1 for ever."""
        self._faults.setdefault(call, []).extend((fault, times) for fault in faults)

    def heal(self) -> None:
        """No more faults."""
        self._faults.clear()
        self._released.set()
        self._released = asyncio.Event()

    def expire_tokens(self) -> None:
        """Every token given so far is refused as 42001 from now on."""
        self._tokens = dict.fromkeys(self._tokens, self.clock() - timedelta(seconds=1))

    def forget_tokens(self) -> None:
        """Every token given so far is refused as 40001: somebody has fetched anew elsewhere."""
        self._tokens.clear()

    def count(self, name: str) -> int:
        """How many calls of that name came in."""
        return sum(call.name == name for call in self.calls)

    # What the calls use.

    def person_of(self, code: str) -> str:
        """Whose code it is; once."""
        if self.demo and code.startswith("demo-"):
            return code
        if code in self._used:
            raise Refused(40163, "code been used")
        person, until = self._codes.pop(code, ("", self.clock()))
        if until <= self.clock():
            raise Refused(40029, "invalid code")
        self._used.add(code)
        return person

    def token(self, appid: str, *, stable: bool, force: bool = False) -> dict[str, Any]:
        """A token and the seconds it lives; a stable one stays the same until shortly before."""
        at = self.clock()
        known = self._stable.get(appid, "")
        left = (self._tokens.get(known, at) - at).total_seconds()
        if stable and not force and left > 300:
            return {"access_token": known, "expires_in": int(left)}
        fresh = secrets.token_urlsafe(90)
        self._tokens[fresh] = at + timedelta(seconds=TOKEN_SECONDS)
        self._apps[fresh] = appid
        if stable:
            self._stable[appid] = fresh
        return {"access_token": fresh, "expires_in": TOKEN_SECONDS}

    def app_of(self, token: str) -> str:
        """The appid that a token was given to."""
        return self._apps.get(token, "")

    def check_token(self, token: str) -> None:
        """Refuses a token that it did not give, or not lately."""
        if token not in self._tokens:
            raise Refused(40001, "invalid credential, access_token is invalid or not latest")
        if self._tokens[token] <= self.clock():
            raise Refused(42001, "access_token expired")

    def check_quota(self, name: str) -> None:
        """Counts a call against its quota."""
        if name in self.quotas:
            self.quotas[name] -= 1
            if self.quotas[name] < 0:
                raise Refused(45009, "reach max api daily quota limit")

    def next_fault(self, name: str) -> Fault | None:
        """The fault this call meets."""
        for key in (name, "*"):
            waiting = self._faults.get(key, [])
            if waiting:
                fault, times = waiting.pop(0)
                if times != 1:
                    waiting.insert(0, (fault, times - 1 if times > 0 else times))
                return fault
        return None

    async def push_result(self, trace_id: str) -> None:
        """Pushes that the picture is fine, a moment after it was asked about."""
        await asyncio.sleep(0.5)
        keys = {"token": os.environ["WECHAT_TOKEN"], "aes_key": os.environ["WECHAT_AES_KEY"]}
        event = media_event(trace_id, "pass", 100, appid=self.appid)
        pushed = push(event, at=self.clock().timestamp(), appid=self.appid, form="json", **keys)
        await pushed.to(self.push_to)

    @property
    def released(self) -> asyncio.Event:
        """Set when what hangs may go."""
        return self._released

    def _code(self, person: str) -> str:
        code = secrets.token_urlsafe(24)
        self._codes[code] = (person, self.clock() + CODE_LIFE)
        return code


async def _serve(port: int, push_to: str) -> None:
    fake = FakeWeChat(demo=True)
    for name in ("appid", "secret", "page_appid", "page_secret"):
        given = os.environ.get(f"WECHAT_{name.upper()}")
        setattr(fake, name, given or getattr(fake, name))
    fake.push_to = push_to
    await fake.start(port)
    print(f"WECHAT_BASE_URL={fake.url} WECHAT_APPID={fake.appid}", flush=True)  # noqa: T201  # a command line prints
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--push-to", default="", help="where results of pictures are pushed")
    arguments = parser.parse_args()
    asyncio.run(_serve(arguments.port, arguments.push_to))
