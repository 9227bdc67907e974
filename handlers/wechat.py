"""What is asked of WeChat and what it answers, as protocols; `server/wechat/` keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from models.errors import Unavailable


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


class WeChatShut(WeChatAway):
    """WeChat does not let this installation in: a person must mend that, nothing else is wrong."""

    default_code = "wechat_refused"

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(fault=str(errcode), errmsg=errmsg)
        self.errcode = errcode


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

    async def send_text(self, openid: str, text: str) -> None:
        """Answers somebody who wrote to us within the last 48 hours (WeChat: 45015 later)."""
        ...

    async def picture(self, media: str) -> bytes:
        """The picture that somebody sent us, by its media id of the last three days."""
        ...

    async def close(self) -> None:
        """Waits for the calls that run, and lets go of everything."""
        ...


class WeChatPages(Protocol):
    """What an official account is asked: for pages in WeChat's own browser, and for the chat.

    The verbs raise as those of `WeChat` do; openids are the account's, no mini program's.
    """

    def address(self, back: str, state: str) -> str:
        """Where WeChat asks who looks at a page; it then opens `back?code=...&state=...`."""
        ...

    async def identity(self, code: str) -> WeChatIdentity:
        """Who stands behind such a code: an openid of the official account, no mini program's.

        Raises `Invalid` and others as `WeChat.login`, and `Forbidden` (`wechat_snapshot`) for
        the nobody that WeChat shows to pages that nobody has touched.
        """
        ...

    async def unionid(self, openid: str) -> str | None:
        """Who a follower is in all apps of the open platform; None where WeChat does not say."""
        ...

    async def send_text(self, openid: str, text: str) -> None:
        """As `WeChat.send_text`."""
        ...

    async def picture(self, media: str) -> bytes:
        """As `WeChat.picture`."""
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
