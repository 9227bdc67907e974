"""Lets in what WeChat pushes: the signature, the time and the encryption; stores nothing.

wechatpy computes and decrypts; comparing is done here, as wechatpy does not in constant time.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from typing import Any

import xmltodict  # type: ignore[import-untyped]  # it has no types
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from handlers.problems import HttpRefusal
from models.base import Clock

BAD, FORBIDDEN, TOO_LARGE = 400, 403, 413
# WeChat's messages have a few kilobytes; a list of events as well.
MAX_BYTES = 64 * 1024


class PushDoor:
    """Reads pushes of one appid; with an `aes_key` nothing comes in that is not encrypted."""

    def __init__(
        self, token: str, aes_key: str, appid: str, *, window_seconds: int, clock: Clock
    ) -> None:
        self._token = token
        self._crypto = WeChatCrypto(token, aes_key, appid) if aes_key else None
        self.window_seconds = window_seconds
        self._now = clock

    def check(self, query: Mapping[str, str]) -> None:
        """Raises `HttpRefusal` (403) unless WeChat signed the query lately."""
        self._check(query, query.get("signature", ""))

    def read(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The message; raises `HttpRefusal`: 403 for a wrong signature or time, 400 for junk."""
        if len(body) > MAX_BYTES:
            raise HttpRefusal(TOO_LARGE)
        if self._crypto is None:
            self.check(query)
            return _parsed(body)
        sealed = _parsed(body).get("Encrypt")
        if not isinstance(sealed, str):
            raise HttpRefusal(BAD)
        self._check(query, query.get("msg_signature", ""), sealed)
        return _parsed(self._opened(query, sealed))

    def _opened(self, query: Mapping[str, str], sealed: str) -> bytes:
        assert self._crypto is not None, "asked for only where there is a key"
        stamp, nonce, signature = (query[n] for n in ("timestamp", "nonce", "msg_signature"))
        try:
            plain: str = self._crypto.decrypt_message({"Encrypt": sealed}, signature, stamp, nonce)
        except Exception:  # wechatpy raises whatever half a ciphertext happens to cause
            raise HttpRefusal(BAD) from None
        return plain.encode()

    def _check(self, query: Mapping[str, str], given: str, *sealed: str) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        signer = WeChatSigner()
        signer.add_data(self._token, stamp, nonce, *sealed)
        if not hmac.compare_digest(signer.signature.encode(), given.encode()):
            raise HttpRefusal(FORBIDDEN)
        away = abs(self._now().timestamp() - int(stamp)) if _is_number(stamp) else float("inf")
        if away > self.window_seconds:
            raise HttpRefusal(FORBIDDEN)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


def _parsed(body: bytes) -> dict[str, Any]:
    """XML or JSON, told by its first character; entities of XML are never resolved."""
    try:
        text = body.decode()
        if text.lstrip().startswith("{"):
            found = json.loads(text)
        else:
            found = xmltodict.parse(text, disable_entities=True)["xml"]
    except Exception:  # parsers fail in many ways on what somebody made up to break them
        raise HttpRefusal(BAD) from None
    if not isinstance(found, dict):
        raise HttpRefusal(BAD)
    return found
