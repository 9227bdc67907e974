"""The gateway to WeChat; without an appid the null one serves demos and tests."""

from __future__ import annotations

import re

from handlers.services import WeChatIdentity
from models.errors import Invalid, Mistake

DEMO_CODE = re.compile(r"^demo-[\w-]{1,40}$")


class NullWeChat:
    """Stands in where no appid is set: `demo-<anything>` is the code of the person `<anything>`.

    It serves only where `allow` says so (the demo, tests); elsewhere every code is refused.
    """

    def __init__(self, *, allow: bool) -> None:
        self._allow = allow

    async def login(self, code: str) -> WeChatIdentity:
        """The made-up identity of a demo code; raises `Invalid` (`wechat_code`) for others."""
        if not self._allow or not DEMO_CODE.match(code):
            raise Invalid([Mistake("body.code", "wechat_code")])
        return WeChatIdentity(openid=f"null:{code}")
