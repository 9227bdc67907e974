"""The texts that people agree to before they leave something personal, by purpose and version.

A changed text gets a new version and the old one stays here: an account's consents name it.
"""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.routing import Route
from models.base import Value

# Purpose -> versions, newest first. What is agreed to is the newest.
TEXTS: dict[str, tuple[tuple[str, str], ...]] = {
    "phone": (
        (
            "1",
            "您填写的手机号仅用于：村干部就您反映的事项与您联系；家人申请代您办事时由您确认。"
            "手机号加密保存，不会公开显示，也不会提供给与办理无关的人。"
            "您可以随时更改或删除手机号，也可以导出或删除您的全部个人信息。",
        ),
    ),
}


class ConsentText(Value):
    """A text to agree to; send its `version` back as `consent`."""

    purpose: str
    version: str
    text: str


def current_version(purpose: str) -> str:
    """The version that is agreed to today."""
    return TEXTS[purpose][0][0]


class PhoneConsent(ApiHandler):
    @endpoint(scope=None, returns=ConsentText)
    async def get(self) -> ConsentText:
        """What leaving a phone number means, to be read before it is left."""
        version, text = TEXTS["phone"][0]
        return ConsentText(purpose="phone", version=version, text=text)


routes = [Route("/consents/phone", PhoneConsent)]
