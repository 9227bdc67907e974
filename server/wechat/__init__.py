"""WeChat behind one protocol: the real servers where an appid is set, a stand-in where none is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from models.base import Clock, now
from models.vault import Vault
from server.wechat.null import NullWeChat

if TYPE_CHECKING:
    from server.settings import Settings
    from server.wechat.gateway import WeChatGateway

__all__ = ["NullWeChat", "open_wechat"]


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
