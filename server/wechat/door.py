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
from wechatpy.exceptions import InvalidAppIdException
from wechatpy.utils import WeChatSigner

from handlers.problems import HttpRefusal
from models.base import Clock
from models.pushes import PAGE

BAD, FORBIDDEN, TOO_LARGE = 400, 403, 413
# WeChat's messages have a few kilobytes; a list of events as well.
MAX_BYTES = 64 * 1024


class PushDoor:
    """Reads pushes of the mini program and, where there is one, of the official account.

    With an `aes_key` nothing comes in that is not encrypted; only then the two can be told apart.
    """

    def __init__(
        self,
        token: str,
        aes_key: str,
        appid: str,
        *,
        window_seconds: int,
        clock: Clock,
        page_appid: str = "",
    ) -> None:
        self._token = token
        apps = {"": appid, PAGE: page_appid}
        self._cryptos = {
            app: WeChatCrypto(token, aes_key, name)
            for app, name in apps.items()
            if aes_key and name
        }
        self._is_sealed = bool(aes_key)
        self._app_of_plain = "" if appid else PAGE
        self.window_seconds = window_seconds
        self._now = clock

    def check(self, query: Mapping[str, str]) -> None:
        """Raises `HttpRefusal` (403) unless WeChat signed the query lately."""
        self._check(query, query.get("signature", ""))

    def read(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The message, with the `app` it came through ("" or `page`).

        Raises `HttpRefusal`: 403 for a wrong signature or time, 400 for junk.
        """
        if len(body) > MAX_BYTES:
            raise HttpRefusal(TOO_LARGE)
        if not self._is_sealed:
            self.check(query)
            return _parsed(body) | {"app": self._app_of_plain}
        sealed = _parsed(body).get("Encrypt")
        if not isinstance(sealed, str):
            raise HttpRefusal(BAD)
        self._check(query, query.get("msg_signature", ""), sealed)
        return self._opened(query, sealed)

    def _opened(self, query: Mapping[str, str], sealed: str) -> dict[str, Any]:
        stamp, nonce, signature = (query[n] for n in ("timestamp", "nonce", "msg_signature"))
        for app, crypto in self._cryptos.items():
            try:
                plain = crypto.decrypt_message({"Encrypt": sealed}, signature, stamp, nonce)
            except InvalidAppIdException:
                continue
            except Exception:  # wechatpy raises whatever half a ciphertext happens to cause
                raise HttpRefusal(BAD) from None
            return _parsed(plain.encode()) | {"app": app}
        raise HttpRefusal(BAD)

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
