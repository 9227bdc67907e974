"""WeChat behind one protocol: the real servers where an appid is set, a stand-in where none is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.base import Clock, now
from models.vault import Vault
from server.wechat.null import NullWeChat

if TYPE_CHECKING:
    from server.settings import Settings
    from server.wechat.door import PushDoor
    from server.wechat.gateway import WeChatGateway

__all__ = ["NullWeChat", "open_door", "open_wechat"]


def open_wechat(
    settings: Settings,
    vault: Vault,
    clock: Clock = now,
    observe: Callable[[str, str, float], None] = lambda call, outcome, seconds: None,
) -> NullWeChat | WeChatGateway:
    """What `Services.wechat` is under these settings; close it with `await wechat.close()`.

    `observe(call, outcome, seconds)` is told of every call. Nothing is connected before the first.
    """
    if not settings.wechat_appid:
        return NullWeChat(allow=settings.demo)
    # Imported here: wechatpy, requests and a second driver cost a process without WeChat nothing.
    from server.wechat.opening import open_gateway

    return open_gateway(settings, vault, clock, observe)


def open_door(settings: Settings, clock: Clock = now) -> PushDoor | None:
    """What lets WeChat's pushes in; None where no token is set."""
    token = settings.wechat_token.get_secret_value()
    if not token:
        return None
    from server.wechat.door import PushDoor  # Imported here: see above.

    aes_key = settings.wechat_aes_key.get_secret_value()
    window = settings.wechat_push_seconds
    return PushDoor(token, aes_key, settings.wechat_appid, window_seconds=window, clock=clock)
