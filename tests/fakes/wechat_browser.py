"""The browser within WeChat: it keeps its cookie, asks WeChat who looks, and comes back."""

from __future__ import annotations

from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

from tornado.httpclient import AsyncHTTPClient

from tests.api import Api, Reply
from tests.fakes.wechat import FakeWeChat

PAGE = "/session/wechat-page"


class Browser:
    """One person's browser; `cookie` is what the server keeps in it."""

    def __init__(self, api: Api, wechat: FakeWeChat, person: str = "zhang") -> None:
        self.api = api
        self.wechat = wechat
        self.person = person
        self.cookie = SimpleCookie()

    async def begin(self, to: str = "/") -> tuple[str, dict[str, str]]:
        """Where WeChat comes back to, and what it adds."""
        self.wechat.looking = self.person
        begun = await self.api("GET", f"{PAGE}?to={to}")
        self.cookie = SimpleCookie(begun.raw.headers["Set-Cookie"])
        asked = await AsyncHTTPClient().fetch(
            begun.json["address"].partition("#")[0], follow_redirects=False, raise_error=False
        )
        back = urlsplit(asked.headers["Location"])
        given = {name: values[0] for name, values in parse_qs(back.query).items()}
        return f"{back.scheme}://{back.netloc}{back.path}", given

    async def end(self, given: dict[str, str]) -> Reply:
        """Signs in with what WeChat added."""
        cookie = self.cookie.output(attrs=[], header="").strip()
        return await self.api("POST", PAGE, given, headers={"Cookie": cookie} if cookie else {})

    async def sign_in(self) -> Reply:
        """All of it."""
        return await self.end((await self.begin())[1])
