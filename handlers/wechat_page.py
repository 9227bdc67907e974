"""Signing in on web pages: WeChat says who looks at the page, and only to whom it began for."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from typing import Annotated

from pydantic import StringConstraints

from handlers.base import endpoint
from handlers.forms import Form
from handlers.routing import Route
from handlers.session import SignedIn, SignInHandler, WeChatLogin
from handlers.wechat import WeChatPages
from models.base import Value
from models.errors import Conflict, Invalid, Mistake
from models.vault import Vault

PATH = "/session/wechat-page"
COOKIE = "wechat_page"
# Long enough to read WeChat's question and answer it.
STATE_SECONDS = 600
# WeChat gives back letters and digits, up to 128 of them: nonce, time and mark.
NONCE, TIME, MARK = 32, 8, 32
HEX = re.compile(r"[0-9a-f]{8}")


class PageQuery(Form):
    """`to` is the page of ours that WeChat comes back to, with `code` and `state` in its query.

    It begins with one slash: nobody is sent to another site from here.
    """

    to: Annotated[str, StringConstraints(pattern=r"^/(?:[\w.-]+/?)*$", max_length=200)] = "/"


class Begun(Value):
    """Where the browser goes: WeChat asks the person, and comes back."""

    address: str


class PageLogin(WeChatLogin):
    """What WeChat added to the address of the page, as it stood there."""

    state: Annotated[str, StringConstraints(min_length=1, max_length=128)]


class PageSessions(SignInHandler):
    @endpoint(scope=None, query=PageQuery, returns=Begun)
    async def get(self, query: PageQuery) -> Begun:
        """Begin to sign in on a web page in WeChat's own browser; sets a cookie for ten minutes."""
        pages, base = self._pages(), self.services.policy.public_url.rstrip("/")
        browser = secrets.token_hex(16)
        until = int(self.services.store.now().timestamp()) + STATE_SECONDS
        self.set_cookie(
            COOKIE,
            browser,
            path="/api/v1" + PATH,
            max_age=STATE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=base.startswith("https:"),
        )
        state = _state(secrets.token_hex(NONCE // 2), until, browser, self.services.vault)
        return Begun(address=pages.address(base + query.to, state))

    @endpoint(scope=None, body=PageLogin, returns=SignedIn, status=201)
    async def post(self, form: PageLogin) -> SignedIn:
        """Sign in with what WeChat brought back; the first time opens an account."""
        pages = self._pages()
        await self._use(form.state)
        identity = await pages.identity(form.code)
        return await self.begin_by_wechat("page_openid", identity, form.name)

    def _pages(self) -> WeChatPages:
        if self.services.wechat_pages is None:
            raise Conflict("wechat_page_off")
        return self.services.wechat_pages

    async def _use(self, state: str) -> None:
        """Raises `Invalid` unless this browser began it lately, and has not come back with it yet.

        Otherwise somebody could send a link with their own code and have others sign in as them.
        """
        store, browser = self.services.store, self.get_cookie(COOKIE, "") or ""
        until = _until(state)
        expected = _state(state[:NONCE], until, browser, self.services.vault)
        genuine = browser and hmac.compare_digest(expected.encode(), state.encode())
        lately = until > store.now().timestamp()
        # With a body that nobody sends again, a nonce is good once.
        body, seconds = os.urandom(16), STATE_SECONDS
        if not (
            genuine and lately and await store.used_nonces.use(state[:NONCE], body, seconds=seconds)
        ):
            raise Invalid([Mistake("body.state", "wechat_state")])


def _until(state: str) -> int:
    """The time in a state; 0 in what is none of ours."""
    written = HEX.match(state[NONCE : NONCE + TIME])
    return int(written[0], 16) if written else 0


def _state(nonce: str, until: int, browser: str, vault: Vault) -> str:
    """Marked for one browser and one time, so that nothing needs to be stored before it returns."""
    plain = f"{nonce}{until:0{TIME}x}"
    return plain + vault.lookup(f"wechat page:{plain}:{browser}")[:MARK]


routes = [Route(PATH, PageSessions)]
