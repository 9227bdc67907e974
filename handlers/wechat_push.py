"""Where WeChat pushes messages and events: what is genuine is queued, and all else sent away.

WeChat gives up after five seconds and tries three times, so no work is done here.
"""

from __future__ import annotations

import asyncio

from pydantic import ValidationError

from handlers.base import ApiHandler, endpoint
from handlers.problems import HttpRefusal
from handlers.routing import Route
from handlers.wechat import PushDoor
from models.errors import DomainError, Unavailable
from models.pushes import read_pushed

STORE_SECONDS = 0.8
BAD, FORBIDDEN, UNKNOWN = 400, 403, 404


class WeChatCallback(ApiHandler):
    """Its refusals are empty: who knocks here without a signature learns nothing."""

    @endpoint(scope=None, raw=True, produces=("text/plain",))
    async def get(self) -> None:
        """WeChat's check of the address."""
        self._door().check(self._query())
        # Plain text, which no browser takes for a page: the caller chose these characters.
        self._say(self._query().get("echostr", ""))

    @endpoint(scope=None, raw=True, produces=("text/plain",))
    async def post(self) -> None:
        """A message or event, plain or encrypted, in XML or JSON."""
        door, query, body = self._door(), self._query(), self.request.body
        message = door.read(query, body)
        try:
            pushed = read_pushed(message)
        except (ValidationError, TypeError):
            raise HttpRefusal(BAD) from None
        if not pushed.openid:
            raise HttpRefusal(BAD)
        store, nonce = self.services.store, f"{query['timestamp']} {query['nonce']}"
        try:
            async with asyncio.timeout(STORE_SECONDS):
                # Twice the window: a time may lie as far ahead as behind.
                seconds = 2 * door.window_seconds
                if not await store.used_nonces.use(nonce[:200], body, seconds=seconds):
                    raise HttpRefusal(FORBIDDEN)
                await store.pushes.take(pushed)
        except TimeoutError:
            # WeChat comes again: to say `success` now could lose what was said.
            raise Unavailable("timeout") from None
        self._say("success")

    def begin_refusal(self, error: DomainError) -> bytes:
        super().begin_refusal(error)
        self.clear_header("Content-Type")
        return b""

    def _door(self) -> PushDoor:
        if self.services.pushes is None:
            raise HttpRefusal(UNKNOWN)
        return self.services.pushes

    def _query(self) -> dict[str, str]:
        try:
            return {n: v[-1].decode() for n, v in self.request.query_arguments.items()}
        except UnicodeDecodeError:
            raise HttpRefusal(BAD) from None

    def _say(self, text: str) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(text)


routes = [Route("/wechat/callback", WeChatCallback)]
