"""Messages and events as WeChat pushes them to us: signed, plain or encrypted, XML or JSON."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any, Literal

import xmltodict
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httputil import url_concat
from wechatpy.crypto import WeChatCrypto


@dataclass(frozen=True)
class Push:
    """A request as WeChat makes it: its query and its body."""

    query: dict[str, str]
    body: bytes
    form: Literal["xml", "json"] = "xml"

    async def to(self, url: str) -> HTTPResponse:
        """Posts it."""
        kind = {"Content-Type": "text/xml" if self.form == "xml" else "application/json"}
        return await AsyncHTTPClient().fetch(
            url_concat(url, self.query),
            method="POST",
            body=self.body,
            headers=kind,
            raise_error=False,
        )


def signature(*parts: str) -> str:
    """WeChat's SHA-1 over the sorted parts."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def push(
    message: dict[str, Any],
    *,
    at: float,
    token: str,
    aes_key: str = "",
    appid: str = "",
    form: Literal["xml", "json"] = "xml",
) -> Push:
    """A push of the message, in safe mode where an `aes_key` is given; `at` is in Unix seconds."""
    nonce, stamp = str(secrets.randbelow(10**10)), str(int(at))
    query = {"timestamp": stamp, "nonce": nonce, "signature": signature(token, stamp, nonce)}
    plain = _written(message, form)
    if not aes_key:
        return Push(query, plain.encode(), form)
    sealed = xmltodict.parse(
        WeChatCrypto(token, aes_key, appid).encrypt_message(plain, nonce, stamp)
    )
    encrypt = sealed["xml"]["Encrypt"]
    query |= {
        "encrypt_type": "aes",
        "msg_signature": signature(token, stamp, nonce, encrypt),
        "openid": str(message.get("FromUserName", "")),
    }
    envelope = {"ToUserName": message.get("ToUserName", ""), "Encrypt": encrypt}
    return Push(query, _written(envelope, form).encode(), form)


def media_event(trace_id: str, suggest: str, label: int | str, **fields: Any) -> dict[str, Any]:
    """The event that tells the result of a picture's check, version 2."""
    return {
        "ToUserName": "gh_38cc49f9733b",
        "FromUserName": "oH1fu0FdHqpToe2T6gBj0WyB8iS1",
        "CreateTime": 1626959646,
        "MsgType": "event",
        "Event": "wxa_media_check",
        "appid": "wx0123456789abcdef",
        "trace_id": trace_id,
        "version": 2,
        "detail": [
            {
                "strategy": "content_model",
                "errcode": 0,
                "suggest": suggest,
                "label": label,
                "prob": 90,
            }
        ],
        "errcode": 0,
        "errmsg": "ok",
        "result": {"suggest": suggest, "label": label},
    } | fields


def _written(message: dict[str, Any], form: str) -> str:
    if form == "json":
        return json.dumps(message, ensure_ascii=False)
    return str(xmltodict.unparse({"xml": message}, full_document=False))
