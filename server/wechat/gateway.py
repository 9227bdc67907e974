"""The gateway to the servers of a mini program: what is asked of WeChat, in its words.

It decides nothing: what a refusal means is told by `refusals.py` and by who called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.wechat import Judged, Sent, WeChatAway, WeChatIdentity
from models.phones import normal_phone
from server.blocking import BlockingRunner
from server.wechat.calling import ChatCalls, part_of, text_of
from server.wechat.client import Client
from server.wechat.refusals import foreign_number, told_in_words

COUNTRY = "86"


class WeChatGateway(ChatCalls):
    """WeChat's servers behind the protocol `handlers.wechat.WeChat`."""

    is_connected = True

    def __init__(
        self, client: Client, runner: BlockingRunner, *, state: str = "formal", **calls: Any
    ) -> None:
        """`state` is the version of the mini program that codes and messages open; the rest is
        that of `Calls`."""
        super().__init__(client, runner, **calls)
        self._state = state
        self.issuer = f"{client.appid} {state}"

    async def login(self, code: str) -> WeChatIdentity:
        """See the protocol. The session key in WeChat's answer is dropped here."""
        query = {"js_code": code, "grant_type": "authorization_code"}
        with told_in_words():
            found = await self._run("login", self._get_with_secret, "sns/jscode2session", query)
            openid = text_of(found, "openid")
        return WeChatIdentity(openid=openid, unionid=found.get("unionid") or None)

    async def phone(self, code: str, openid: str | None) -> str:
        """See the protocol."""
        body = {"code": code} | ({"openid": openid} if openid else {})
        with told_in_words():
            found = await self._call("phone", "wxa/business/getuserphonenumber", body)
            info = part_of(found, "phone_info")
            phone = normal_phone(text_of(info, "purePhoneNumber"))
            if phone is None or str(info.get("countryCode", COUNTRY)) != COUNTRY:
                raise foreign_number()
        return phone

    async def send_subscribe(
        self, openid: str, template_id: str, data: Mapping[str, str], page: str | None = None
    ) -> Sent:
        """See the protocol."""
        body: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "data": {name: {"value": value} for name, value in data.items()},
            "miniprogram_state": self._state,
        }
        if page:
            body["page"] = page
        found = await self._call("subscribe", "cgi-bin/message/subscribe/send", body)
        return Sent(message=str(found.get("msgid", "")))

    async def check_text(self, openid: str, scene: int, text: str) -> Judged:
        """See the protocol."""
        body = {"version": 2, "openid": openid, "scene": scene, "content": text}
        found = await self._call("check_text", "wxa/msg_sec_check", body)
        result = part_of(found, "result")
        suggest = result.get("suggest")
        if suggest not in ("pass", "review", "risky"):
            raise WeChatAway(fault="body", errmsg="no suggestion")
        return Judged(suggest, str(result.get("label", "")), str(found.get("trace_id", "")))

    async def check_picture(self, openid: str, scene: int, url: str) -> str:
        """See the protocol."""
        body = {"version": 2, "openid": openid, "scene": scene, "media_url": url, "media_type": 2}
        return text_of(await self._call("check_picture", "wxa/media_check_async", body), "trace_id")

    async def code_image(self, scene: str, page: str | None = None) -> bytes:
        """See the protocol."""
        versions = {"formal": "release", "trial": "trial", "developer": "develop"}
        body: dict[str, Any] = {"scene": scene, "env_version": versions[self._state]}
        if page:
            # Pages that the published version does not have yet must not fail a printed poster.
            body |= {"page": page, "check_path": self._state == "formal"}
        image: bytes = await self._run("code", self._post_for_image, "wxa/getwxacodeunlimit", body)
        return image
