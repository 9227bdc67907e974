"""How people get about: to a view until it is drawn, and by keyboard; knows none of the faces."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from playwright.async_api import Locator, Page, Request, expect

PATIENCE_MS = 30_000
GLANCE_SECONDS = 0.02
MOST_TABS = 80
DRAWN = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
HAS_FOCUS = "(one) => one === document.activeElement"

_under_way: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def count_requests(page: Page) -> None:
    """From here on it is known what the page has asked for and not got yet."""
    asked: set[Request] = set()
    _under_way[page] = asked

    def begun(request: Request) -> None:
        if request.is_navigation_request():
            # What the page before this one still waited for, nobody waits for any more.
            asked.clear()
        if request.resource_type != "eventsource":
            asked.add(request)

    def ended(request: Request) -> None:
        asked.discard(request)

    page.on("request", begun)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)


async def show(page: Page, address: str) -> None:
    """Goes to a view of the face and waits until it is drawn with nothing on its way."""
    await page.evaluate("(to) => (location.hash = to)", address)
    await page.locator(f'html[data-view="{address}"]').wait_for(state="attached")
    await settled(page)


async def settled(page: Page) -> None:
    """Waits until the page has all that it asked for, has drawn it, and asks for nothing more."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not await _rests(page):  # noqa: ASYNC110  # a page tells nobody that it rests
            await asyncio.sleep(GLANCE_SECONDS)


async def _rests(page: Page) -> bool:
    if _under_way[page]:
        return False
    await page.evaluate(DRAWN)
    return not _under_way[page] and not await page.locator(".waiting").count()


async def tab_to(page: Page, target: Locator) -> None:
    """Tab by tab until what is meant has the focus, as somebody gets there who has no mouse."""
    await expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if await target.evaluate(HAS_FOCUS):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {target}")
