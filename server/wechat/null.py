"""The WeChat of installations without an appid: made-up people in a demo, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NoReturn

from handlers.wechat import Judged, Sent, WeChatIdentity, WeChatOff
from models.errors import Invalid, Mistake

DEMO_CODE = re.compile(r"^demo-[\w-]{1,40}$")


class NullWeChat:
    """Stands in where no appid is set: `demo-<anything>` is the code of the person `<anything>`.

    It serves only where `allow` says so (the demo, tests); elsewhere every code is refused.
    """

    is_connected = False
    issuer = ""

    def __init__(self, *, allow: bool) -> None:
        self._allow = allow

    async def login(self, code: str) -> WeChatIdentity:
        """The made-up identity of a demo code; raises `Invalid` (`wechat_code`) for others."""
        if not self._allow or not DEMO_CODE.match(code):
            raise Invalid([Mistake("body.code", "wechat_code")])
        return WeChatIdentity(openid=f"null:{code}")

    async def phone(self, code: str, openid: str | None) -> str:
        """Refuses: a number is typed by hand where there is no WeChat."""
        _refuse()

    async def send_subscribe(
        self, openid: str, template_id: str, data: Mapping[str, str], page: str | None = None
    ) -> Sent:
        """Refuses: messages then stay in the app."""
        _refuse()

    async def check_text(self, openid: str, scene: int, text: str) -> Judged:
        """Refuses: the local word list and a person decide."""
        _refuse()

    async def check_picture(self, openid: str, scene: int, url: str) -> str:
        """Refuses: a person looks at the picture."""
        _refuse()

    async def code_image(self, scene: str, page: str | None = None) -> bytes:
        """Refuses: an ordinary QR code to the web page takes its place."""
        _refuse()

    async def send_text(self, openid: str, text: str) -> None:
        """Refuses: nobody can have written."""
        _refuse()

    async def picture(self, media: str) -> bytes:
        """Refuses: nobody can have sent one."""
        _refuse()

    async def close(self) -> None:
        """Nothing is open."""


def _refuse() -> NoReturn:
    raise WeChatOff
