"""The gateway to WeChat: each call once, off the loop, within its time, and what it answers.

It decides nothing: what a refusal means is told by `refusals.py` and by who called.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import requests
from pymongo import MongoClient
from wechatpy.exceptions import WeChatClientException

from handlers.wechat import Judged, Sent, WeChatAway, WeChatError, WeChatIdentity, WeChatSlow
from models.phones import normal_phone
from server.blocking import BlockingRunner
from server.logs import scrub
from server.wechat.client import Client
from server.wechat.refusals import foreign_number, refusal, told_in_words, was_expected

log = logging.getLogger("cunwu.wechat")

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
ERRMSG_CHARACTERS = 200
# The thread ends its call by itself; only a thread that cannot is left to itself after this.
GRACE_SECONDS = 0.5
COUNTRY = "86"

Observe = Callable[[str, str, float], None]


class WeChatGateway:
    """WeChat's servers behind the protocol `handlers.services.WeChat`."""

    is_connected = True

    def __init__(
        self,
        client: Client,
        runner: BlockingRunner,
        *,
        seconds: float,
        state: str = "formal",
        observe: Observe = lambda call, outcome, seconds: None,
        database: MongoClient[dict[str, Any]] | None = None,
    ) -> None:
        """`seconds` bounds a whole call, fetching a token included; `state` is the version of the
        mini program that codes and messages open; `database` is closed with the gateway."""
        self._client = client
        self._runner = runner
        self._seconds = seconds
        self._state = state
        self.issuer = f"{client.appid} {state}"
        self._observe = observe
        self._database = database

    async def login(self, code: str) -> WeChatIdentity:
        """See the protocol. The session key in WeChat's answer is dropped here."""
        query = {"js_code": code, "grant_type": "authorization_code"}
        with told_in_words():
            found = await self._run("login", self._get_with_secret, "sns/jscode2session", query)
            openid = _text_of(found, "openid")
        return WeChatIdentity(openid=openid, unionid=found.get("unionid") or None)

    async def phone(self, code: str, openid: str | None) -> str:
        """See the protocol."""
        body = {"code": code} | ({"openid": openid} if openid else {})
        with told_in_words():
            found = await self._call("phone", "wxa/business/getuserphonenumber", body)
            info = _part_of(found, "phone_info")
            phone = normal_phone(_text_of(info, "purePhoneNumber"))
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
        result = _part_of(found, "result")
        suggest = result.get("suggest")
        if suggest not in ("pass", "review", "risky"):
            raise WeChatAway(fault="body", errmsg="no suggestion")
        return Judged(suggest, str(result.get("label", "")), str(found.get("trace_id", "")))

    async def check_picture(self, openid: str, scene: int, url: str) -> str:
        """See the protocol."""
        body = {"version": 2, "openid": openid, "scene": scene, "media_url": url, "media_type": 2}
        return _text_of(
            await self._call("check_picture", "wxa/media_check_async", body), "trace_id"
        )

    async def code_image(self, scene: str, page: str | None = None) -> bytes:
        """See the protocol."""
        versions = {"formal": "release", "trial": "trial", "developer": "develop"}
        body: dict[str, Any] = {"scene": scene, "env_version": versions[self._state]}
        if page:
            # Pages that the published version does not have yet must not fail a printed poster.
            body |= {"page": page, "check_path": self._state == "formal"}
        image: bytes = await self._run("code", self._post_for_image, "wxa/getwxacodeunlimit", body)
        return image

    async def send_text(self, openid: str, text: str) -> None:
        """See the protocol."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self._call("chat", "cgi-bin/message/custom/send", body)

    async def picture(self, media: str) -> bytes:
        """See the protocol."""
        image: bytes = await self._run("picture", self._get_image, "cgi-bin/media/get", media)
        return image

    async def close(self) -> None:
        """Waits for what runs; the database of the tokens is closed as well."""
        await asyncio.to_thread(self._runner.close)
        if self._database is not None:
            self._database.close()

    async def _call(self, call: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = await self._run(call, self._post, path, body)
        return found

    async def _run(self, call: str, work: Callable[..., Any], *arguments: Any) -> Any:
        """`work` in a thread, within its time, counted and logged; raises `WeChatError`."""
        begun = time.monotonic()
        outcome = "ok"
        try:
            async with asyncio.timeout(self._seconds + GRACE_SECONDS):
                until = begun + self._seconds
                return await self._runner.run(self._guarded, until, work, *arguments)
        except TimeoutError:
            outcome = "timeout"
            raise self._logged(call, WeChatSlow()) from None
        except WeChatError as error:
            outcome = error.outcome
            raise self._logged(call, error) from None
        finally:
            self._observe(call, outcome, time.monotonic() - begun)

    def _guarded(self, until: float, work: Callable[..., Any], *arguments: Any) -> Any:
        """Runs in the thread. What requests and wechatpy raise carries addresses with secrets in
        them, so none of it leaves: not even as the cause of ours."""
        try:
            with self._client.within(until):
                return work(*arguments)
        except WeChatClientException as error:
            if error.errcode is None:
                raise WeChatAway(fault="http") from None
            raise refusal(error.errcode, self._clean(error.errmsg)) from None
        except requests.Timeout:
            raise WeChatSlow() from None
        except requests.JSONDecodeError:
            raise WeChatAway(fault="body") from None
        except requests.RequestException:
            raise WeChatAway(fault="connection") from None
        except (KeyError, TypeError, ValueError):
            raise WeChatAway(fault="body") from None

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        result = self._with_token(path, body)
        if not isinstance(result, dict):
            raise ValueError("the answer is not a JSON object")
        return result

    def _post_for_image(self, path: str, body: dict[str, Any]) -> bytes:
        """An image comes back as requests' response; JSON without an errcode is no image."""
        return _image_of(self._with_token(path, body))

    def _get_image(self, path: str, media: str) -> bytes:
        return _image_of(self._with_token(path, None, media_id=media))

    def _with_token(self, path: str, body: dict[str, Any] | None, **query: str) -> Any:
        """The answer; a refused token is replaced once and the call made once more."""
        token = self._client.access_token
        try:
            return self._send(path, body, {"access_token": token, **query})
        except WeChatClientException as error:
            if error.errcode not in TOKEN_REFUSED:
                raise
        token = self._client.replace_token(token)
        return self._send(path, body, {"access_token": token, **query})

    def _send(self, path: str, body: dict[str, Any] | None, query: dict[str, str]) -> Any:
        url = self._client.base_url + path
        if body is None:
            return self._client.get(url, params=query)
        return self._client.post(url, params=query, data=body)

    def _get_with_secret(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        """wechatpy would fetch a token for this call, which needs none, unless one is named."""
        client = self._client
        known = {"appid": client.appid, "secret": client.secret, "access_token": None}
        result = client.get(client.base_url + path, params=known | query)
        if not isinstance(result, dict):
            raise ValueError("the answer is not a JSON object")
        return result

    def _clean(self, errmsg: object) -> str:
        text = str(errmsg).replace(self._client.secret, "***")
        return scrub(text)[:ERRMSG_CHARACTERS]

    def _logged(self, call: str, error: WeChatError) -> WeChatError:
        level = logging.INFO if was_expected(error) else logging.WARNING
        fields = {"call": call, "outcome": error.outcome, "errmsg": error.errmsg}
        log.log(level, "wechat refused", extra=fields)
        return error


def _image_of(result: Any) -> bytes:
    """wechatpy gives requests' response for what is no JSON."""
    if not isinstance(result, requests.Response):
        raise TypeError("the answer is not an image")
    content = bytes(result.content)
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        raise ValueError("the answer is not an image")
    return content


def _text_of(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatAway(fault="body", errmsg=f"no {name}")
    return value


def _part_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    part = found.get(name)
    if not isinstance(part, dict):
        raise WeChatAway(fault="body", errmsg=f"no {name}")
    return part
