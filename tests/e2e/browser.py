"""Chromium for tests: how it is started, who looks at it, and what it complains about."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    async_playwright,
    expect,
)

from handlers.browser import SESSION_COOKIE, XSRF_COOKIE, xsrf_token
from models.accounts import Account
from tests.bench_of_tests import Server
from tests.e2e.walking import PATIENCE_MS, count_requests
from tests.factories import Factory

# Debian's browser; elsewhere the one that Playwright has installed.
DEBIAN = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
# Every breach of the content policy is told aloud, also those that nobody would see.
WATCH_POLICY = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""

expect.set_options(timeout=PATIENCE_MS)


class Chromium:
    """The running browser."""

    browser: Browser
    _playwright: Playwright

    async def start(self) -> None:
        """Starts it; raises where there is none."""
        self._playwright = await async_playwright().start()
        self.browser = await self._playwright.chromium.launch(executable_path=DEBIAN, args=FLAGS)

    async def stop(self) -> None:
        """Closes it."""
        await self.browser.close()
        await self._playwright.stop()


class Visitors:
    """Opens the faces as this or that person, each in a browser of their own."""

    def __init__(self, chromium: Chromium, server: Server, make: Factory) -> None:
        self.chromium = chromium
        self.make = make
        self.origin = f"http://127.0.0.1:{server.port}"
        self._heard: list[str] = []
        self._allowed: list[str] = []
        self._contexts: list[BrowserContext] = []

    async def open(
        self,
        address: str = "/",
        *,
        account: Account | None = None,
        viewport: dict[str, int] = PHONE,
        script: str = "",
        before: Callable[[Page], None] = lambda page: None,
        **options: Any,
    ) -> Page:
        """A page in a new browser, at `/`, `/cadre#/...` or `/township#/...`; signed in as the
        account, or as nobody. `script` runs before those of the page; `before(page)` may listen to
        what happens. `options` are those of Playwright's `new_context`."""
        context = await self.chromium.browser.new_context(
            viewport=viewport, locale="zh-CN", base_url=self.origin, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        if account is not None:
            await self.sign_in(context, account)
        await context.add_init_script(WATCH_POLICY + "\n;" + script)
        page = await context.new_page()
        self._watch(page)
        before(page)
        await page.goto(address)
        await page.wait_for_selector("html[data-started]")
        return page

    async def sign_in(self, context: BrowserContext, account: Account) -> None:
        """Gives the browser a session of the account, as signing in would."""
        token = await self.make.token_of(account)
        kept = {SESSION_COOKIE: token, XSRF_COOKIE: xsrf_token(token)}
        await context.add_cookies(
            [{"name": name, "value": value, "url": self.origin} for name, value in kept.items()]
        )

    def allow(self, part: str) -> None:
        """A test that provokes a complaint says which, by a part of its words; the browser may
        tell it at any time until the end."""
        self._allowed.append(part)

    @property
    def complaints(self) -> list[str]:
        """What the browsers complained about that nobody provoked."""
        return [told for told in self._heard if not any(part in told for part in self._allowed)]

    async def leave(self) -> None:
        """Closes every browser."""
        for context in self._contexts:
            await context.close()

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self._heard.append(f"error: {error}"))
        page.on("console", self._hear)
        page.on("request", lambda request: self._look(request.url))
        count_requests(page)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self._heard.append(f"{message.type}: {message.text} {where}")

    def _look(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws") and parts.netloc != urlsplit(self.origin).netloc:
            self._heard.append(f"foreign: {url}")
