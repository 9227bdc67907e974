"""An official account: who looks at a page in WeChat's browser, and who writes to the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wechatpy.oauth import WeChatOAuth

from handlers.wechat import WeChatIdentity
from models.errors import Forbidden
from server.blocking import BlockingRunner
from server.wechat.calling import ChatCalls, object_of, text_of
from server.wechat.client import Client
from server.wechat.refusals import told_in_words

WECHAT = "https://api.weixin.qq.com/"


class OfficialAccount(ChatCalls):
    """An official account behind the protocol `handlers.wechat.WeChatPages`."""

    def __init__(self, client: Client, runner: BlockingRunner, *, scope: str, **calls: Any) -> None:
        """`scope` is WeChat's: `snsapi_base` asks nothing and tells no unionid; the rest is that
        of `Calls`."""
        super().__init__(client, runner, **calls)
        self._scope = scope

    def address(self, back: str, state: str) -> str:
        """See the protocol."""
        return str(self._oauth(back, state).authorize_url)

    async def identity(self, code: str) -> WeChatIdentity:
        """See the protocol. The tokens in WeChat's answer are dropped here."""
        with told_in_words():
            found = await self._run("page_login", self._fetch, code)
            openid = text_of(found, "openid")
        if found.get("is_snapshotuser"):
            raise Forbidden("wechat_snapshot")
        return WeChatIdentity(openid=openid, unionid=found.get("unionid") or None)

    async def unionid(self, openid: str) -> str | None:
        """See the protocol."""
        found = await self._run("page_user", self._ask_about, openid)
        return str(found.get("unionid") or "") or None

    async def set_menu(self, buttons: Sequence[Mapping[str, Any]]) -> None:
        """Shows these buttons to everybody who opens the account; raises `WeChatError`."""
        await self._call("menu", "cgi-bin/menu/create", {"button": list(buttons)})

    def _ask_about(self, openid: str) -> dict[str, Any]:
        return object_of(self._with_token("cgi-bin/user/info", None, openid=openid))

    def _fetch(self, code: str) -> dict[str, Any]:
        return object_of(self._oauth().fetch_access_token(code))

    def _oauth(self, back: str = "", state: str = "") -> WeChatOAuth:
        """wechatpy's own, over the bounded session: its own would wait for ever."""
        client = self._client
        oauth = WeChatOAuth(client.appid, client.secret, back, self._scope, state)
        oauth._http = client._http
        oauth.API_BASE_URL = client.base_url
        if client.base_url != WECHAT:
            # WeChat asks people on another host than it answers servers; a pretended one has one.
            oauth.OAUTH_BASE_URL = client.base_url + "connect/"
        return oauth
