"""Calls to WeChat's servers: each once, off the loop, within its time, counted and logged.

What is called, and what an answer means, is told by who derives from it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import requests
from pymongo import MongoClient
from wechatpy.exceptions import WeChatClientException

from handlers.wechat import WeChatAway, WeChatError, WeChatSlow
from server.blocking import BlockingRunner
from server.logs import scrub
from server.wechat.client import Client
from server.wechat.refusals import refusal, was_expected

log = logging.getLogger("cunwu.wechat")

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
ERRMSG_CHARACTERS = 200
# The thread ends its call by itself; only a thread that cannot is left to itself after this.
GRACE_SECONDS = 0.5

Observe = Callable[[str, str, float], None]


class Calls:
    """The calls of one appid."""

    def __init__(
        self,
        client: Client,
        runner: BlockingRunner,
        *,
        seconds: float,
        observe: Observe = lambda call, outcome, seconds: None,
        database: MongoClient[dict[str, Any]] | None = None,
    ) -> None:
        """`seconds` bounds a whole call, fetching a token included; `database` is closed with it.

        `observe(call, outcome, seconds)` is told of every call.
        """
        self._client = client
        self._runner = runner
        self._seconds = seconds
        self._observe = observe
        self._database = database

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
            if not isinstance(error.errcode, int):
                raise WeChatAway(fault="body" if error.errcode else "http") from None
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
        return object_of(self._with_token(path, body))

    def _post_for_image(self, path: str, body: dict[str, Any]) -> bytes:
        """An image comes back as requests' response; JSON without an errcode is no image."""
        return image_of(self._with_token(path, body))

    def _get_image(self, path: str, media: str) -> bytes:
        return image_of(self._with_token(path, None, media_id=media))

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
        return object_of(client.get(client.base_url + path, params=known | query))

    def _clean(self, errmsg: object) -> str:
        text = str(errmsg).replace(self._client.secret, "***")
        return scrub(text)[:ERRMSG_CHARACTERS]

    def _logged(self, call: str, error: WeChatError) -> WeChatError:
        level = logging.INFO if was_expected(error) else logging.WARNING
        fields = {"call": call, "outcome": error.outcome, "errmsg": error.errmsg}
        log.log(level, "wechat refused", extra=fields)
        return error


class ChatCalls(Calls):
    """What mini programs and official accounts have in common: people write, and are answered."""

    async def send_text(self, openid: str, text: str) -> None:
        """See the protocol."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        await self._call("chat", "cgi-bin/message/custom/send", body)

    async def picture(self, media: str) -> bytes:
        """See the protocol."""
        image: bytes = await self._run("picture", self._get_image, "cgi-bin/media/get", media)
        return image


def image_of(result: Any) -> bytes:
    """The bytes of a picture; wechatpy gives requests' response for what is no JSON."""
    if not isinstance(result, requests.Response):
        raise TypeError("the answer is not an image")
    content = bytes(result.content)
    if not content.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        raise ValueError("the answer is not an image")
    return content


def object_of(result: Any) -> dict[str, Any]:
    """The answer, which must be a JSON object."""
    if not isinstance(result, dict):
        raise TypeError("the answer is not a JSON object")
    return result


def text_of(found: dict[str, Any], name: str) -> str:
    """What WeChat says under that name; raises `WeChatAway` if it says nothing."""
    value = found.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatAway(fault="body", errmsg=f"no {name}")
    return value


def part_of(found: dict[str, Any], name: str) -> dict[str, Any]:
    """The object under that name; raises `WeChatAway` if there is none."""
    part = found.get(name)
    if not isinstance(part, dict):
        raise WeChatAway(fault="body", errmsg=f"no {name}")
    return part
