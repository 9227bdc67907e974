"""WeChat behind one protocol: the real servers where an appid is set, a stand-in where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.base import Clock, now
from models.vault import Vault
from server.wechat.null import NullWeChat

if TYPE_CHECKING:
    from server.settings import Settings
    from server.wechat.calling import Observe
    from server.wechat.door import PushDoor
    from server.wechat.gateway import WeChatGateway
    from server.wechat.pages import OfficialAccount

__all__ = ["NullWeChat", "open_door", "open_pages", "open_wechat"]


def not_observed(call: str, outcome: str, seconds: float) -> None:
    """Where nobody counts calls."""


def open_wechat(
    settings: Settings,
    vault: Vault,
    clock: Clock = now,
    observe: Observe = not_observed,
) -> NullWeChat | WeChatGateway:
    """What `Services.wechat` is under these settings; close it with `await wechat.close()`.

    `observe(call, outcome, seconds)` is told of every call. Nothing is connected before the first.
    """
    if not settings.wechat_appid:
        return NullWeChat(allow=settings.demo)
    # Imported here: wechatpy, requests and a second driver cost a process without WeChat nothing.
    from server.wechat.opening import open_gateway

    return open_gateway(settings, vault, clock, observe)


def open_pages(
    settings: Settings, vault: Vault, clock: Clock = now, observe: Observe = not_observed
) -> OfficialAccount | None:
    """What web pages sign people in with; None where no official account is set."""
    if not settings.wechat_page_appid:
        return None
    from server.wechat.opening import open_official_account  # Imported here: see above.

    return open_official_account(settings, vault, clock, observe)


def open_door(settings: Settings, clock: Clock = now) -> PushDoor | None:
    """What lets WeChat's pushes in; None where no token is set."""
    token = settings.wechat_token.get_secret_value()
    if not token:
        return None
    from server.wechat.door import PushDoor  # Imported here: see above.

    aes_key = settings.wechat_aes_key.get_secret_value()
    window = settings.wechat_push_seconds
    return PushDoor(
        token,
        aes_key,
        settings.wechat_appid,
        window_seconds=window,
        clock=clock,
        page_appid=settings.wechat_page_appid,
    )
