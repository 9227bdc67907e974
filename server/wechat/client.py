"""wechatpy's client as it is safe to use: bounded in time and size, one token for all processes.

Everything here blocks and runs in threads of the bounded runner, never on the event loop.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from wechatpy.client import WeChatClient
from wechatpy.exceptions import WeChatException

from models.access_tokens import TokenStorage

# WeChat's stable token gives a new one in the last five minutes of the old, which stays good.
EARLY_SECONDS = 290
WAIT_SECONDS = 0.05
REST_SECONDS = 1.0
CONNECT_SECONDS = 3.0
# A mini program code is some 100 KB; nothing that we ask for is larger than this.
MAX_ANSWER_BYTES = 4 * 1024 * 1024


class BoundedSession(requests.Session):
    """A session that follows no proxy variable, redirect or cookie and ends by a deadline.

    requests' own timeout bounds the wait for each piece, so that a server which drips bytes would
    hold a thread for ever; here the whole answer has one end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = 0
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._local = threading.local()

    @contextmanager
    def until(self, deadline: float) -> Iterator[None]:
        """All requests of this thread within the block end by `deadline` (monotonic seconds)."""
        before = getattr(self._local, "deadline", math.inf)
        self._local.deadline = min(deadline, before)
        try:
            yield
        finally:
            self._local.deadline = before

    def remaining(self) -> float:
        """Seconds left to this thread; raises `requests.Timeout` if there are none."""
        left = float(self._local.deadline - time.monotonic())
        if left <= 0:
            raise requests.Timeout("the time for this call is over")
        return left

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Sends and reads the whole answer in the time that is left."""
        left = self.remaining()
        options.update(timeout=(min(CONNECT_SECONDS, left), left), stream=True)
        response = super().send(request, **options)
        try:
            # The attribute is what `Response.content` returns once a body is read.
            response._content = self._read(response)
        finally:
            response.close()
        return response

    def _read(self, response: requests.Response) -> bytes:
        parts, size = [], 0
        try:
            while part := response.raw.read1(65536, decode_content=True):
                self.remaining()
                size += len(part)
                if size > MAX_ANSWER_BYTES:
                    raise requests.ConnectionError("the answer is too large")
                parts.append(part)
        except urllib3.exceptions.ReadTimeoutError:
            raise requests.Timeout("the answer stopped") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError(type(error).__name__) from None
        return b"".join(parts)


class Client(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's client, pointed at `base_url`; every call happens inside `within`."""

    def __init__(self, appid: str, secret: str, base_url: str, storage: TokenStorage) -> None:
        super().__init__(appid, secret, session=storage, auto_retry=False)
        self.base_url = base_url.rstrip("/") + "/"
        self.API_BASE_URL = self.base_url + "cgi-bin/"
        self.wxa.API_BASE_URL = self.base_url
        self.storage = storage
        self._http = BoundedSession()

    def within(self, deadline: float) -> Any:
        """A block whose requests all end by `deadline` (monotonic seconds)."""
        return self._http.until(deadline)

    @property
    def access_token(self) -> str:
        """The token, fetched by one thread of one process while the others wait or use the old."""
        key = self.access_token_key
        while True:
            token = self.storage.lasting(key, EARLY_SECONDS)
            if token:
                return token
            token = self.storage.get(key)
            token = self._renewed_early(key, token) if token else self._fetch_in_turn(key, None)
            if token:
                return token
            self._wait()

    def replace_token(self, refused: str) -> str:
        """The token that follows one which WeChat has refused; fetched at most once."""
        key = self.access_token_key
        while True:
            token = self.storage.get(key)
            if token and token != refused:
                return str(token)
            fetched = self._fetch_in_turn(key, refused)
            if fetched:
                return fetched
            self._wait()

    def fetch_access_token(self, *, force: bool = False) -> dict[str, Any]:
        """WeChat's stable token, stored; its answer. Raises wechatpy's and requests' errors.

        wechatpy's own method has the old address written in, no timeout, and ends the tokens of
        all other processes.
        """
        result = self.post(
            self.base_url + "cgi-bin/stable_token",
            params={"access_token": None},  # Named, or wechatpy would ask for a token first.
            data={
                "grant_type": "client_credential",
                "appid": self.appid,
                "secret": self.secret,
                "force_refresh": force,
            },
        )
        if not isinstance(result, dict):
            raise ValueError("the answer is not JSON")
        self.storage.set(
            self.access_token_key, str(result["access_token"]), float(result["expires_in"])
        )
        return result

    def _renewed_early(self, key: str, good: str) -> str:
        """The next token, or the one that is still good while others fetch or WeChat is away."""
        half = time.monotonic() + self._http.remaining() / 2
        try:
            with self.within(half):
                return self._fetch_in_turn(key, None) or good
        except (requests.RequestException, WeChatException, KeyError, TypeError, ValueError):
            return good

    def _fetch_in_turn(self, key: str, instead_of: str | None) -> str | None:
        """The token if it is our turn to fetch one; None while somebody else does."""
        turn = self.storage.take_turn(key)
        if turn is None:
            return None
        try:
            # Somebody may have finished between our look and our turn.
            seconds = EARLY_SECONDS if instead_of is None else 0
            token = self.storage.lasting(key, seconds)
            if not token or token == instead_of:
                token = self._fetch(key, instead_of)
        except BaseException:
            # Nobody asks again at once: all processes together ask a broken WeChat once a second.
            self.storage.end_turn(key, turn, rest_seconds=REST_SECONDS)
            raise
        self.storage.end_turn(key, turn)
        return token

    def _fetch(self, key: str, instead_of: str | None) -> str:
        """A stable token stays the same while it is good: what was refused must be forced out."""
        token = str(self.fetch_access_token()["access_token"])
        if token == instead_of and self.storage.may_force(key):
            token = str(self.fetch_access_token(force=True)["access_token"])
        return token

    def _wait(self) -> None:
        time.sleep(min(WAIT_SECONDS, self._http.remaining()))
