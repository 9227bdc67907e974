"""The village's home page in a real browser: bytes, requests and time on a slow phone."""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.bench.items import HOT
from tests.bench.rows import Row
from tests.bench.seed import seed
from tests.bench.sizes import Sizes
from tests.bench.stage import Running, Stage, cores, pin
from tests.e2e.browser import PHONE, Chromium

DATABASE = "pages"
KILOBYTE = 1024
FIRST_AIM, SECOND_AIM, USABLE_AIM, CALLS_AIM = 250, 10, 2.5, 1
# A slow phone on a slow network, as Lighthouse sets them; the round trip counts as well.
SLOWER_CPU = 4
LOOKS, LOOK_SECONDS = 1200, 0.05
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 0.75e6 / 8,
}
# The page is usable when what the village shows stands there and can be pressed.
WATCH = """new MutationObserver((_, watching) => {
  if (!document.querySelector(".home main .list a")) return;
  watching.disconnect();
  requestAnimationFrame(() => setTimeout(() => (window.usableAt = performance.now())));
}).observe(document, {subtree: true, childList: true})"""


@dataclass
class Visit:
    """What one opening of the page cost; `inside` are the requests that no network sees."""

    seconds: float = 0.0
    bytes: int = 0
    calls: list[str] = field(default_factory=list)
    inside: set[str] = field(default_factory=set)


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """Four rows: the first visit's bytes and time, the second one's bytes, requests of the API."""
    async with stage.store(DATABASE) as store:
        await seed(stage, store, sizes.few_items)
    with stage.web(DATABASE) as web:
        pairs = [await _two_visits(web) for _ in range(sizes.starts)]
    first, second = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    seconds = sorted(visit.seconds for visit in first)
    note = f"{SLOWER_CPU}x slower CPU, 1.6 Mbit/s, 150 ms; median of {len(seconds)}"
    return [
        _row("home page, first visit", max(v.bytes for v in first) / KILOBYTE, "KB", FIRST_AIM,
             "everything that travels, headers too"),
        _row("home page, second visit", max(v.bytes for v in second) / KILOBYTE, "KB", SECOND_AIM,
             "everything that travels, headers too"),
        _row("home page usable", statistics.median(seconds), "s", USABLE_AIM, note),
        _row("home page, API requests", max(len(v.calls) for v in first), "", CALLS_AIM,
             "first visit"),
    ]  # fmt: skip


def _row(name: str, value: float, unit: str, aim: float, note: str) -> Row:
    return Row(name, value, unit, None, None, "<=", aim, note)


async def _two_visits(web: Running) -> tuple[Visit, Visit]:
    """A browser that has never been here, and the same one again."""
    # A browser is many processes and a phone has many cores: how slow it is, the throttle decides.
    pin(0, cores()[0] | cores()[1])
    chromium = Chromium()
    await chromium.start()
    try:
        context = await chromium.browser.new_context(viewport=PHONE, locale="zh-CN")
        await context.add_init_script(WATCH)
        return await _visit(context, web), await _visit(context, web)
    finally:
        await chromium.stop()
        pin(0, cores()[1])


async def _visit(context: BrowserContext, web: Running) -> Visit:
    page = await context.new_page()
    visit = Visit()
    tools = await context.new_cdp_session(page)
    await tools.send("Network.enable")
    await tools.send("Network.emulateNetworkConditions", NETWORK)
    await tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER_CPU})
    tools.on("Network.requestWillBeSent", lambda event: _name(visit, event))
    tools.on("Network.loadingFinished", lambda event: _count(visit, event))
    page.on("request", lambda request: _note(visit, request.url))
    await page.goto(f"http://127.0.0.1:{web.port}/?village={HOT}", timeout=60_000)
    visit.seconds = await _usable(page)
    # What is fetched later counts as well.
    await _there(page, "Boolean(window.vant)")
    await page.wait_for_load_state("networkidle")
    await page.close()
    return visit


async def _usable(page: Page) -> float:
    await _there(page, "Boolean(window.usableAt)")
    milliseconds: float = await page.evaluate("window.usableAt")
    return milliseconds / 1000


async def _there(page: Page, what: str) -> None:
    """Waits; Playwright's own waiting would need the `eval` that the page's policy forbids."""
    for _ in range(LOOKS):
        if await page.evaluate(what):
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise TimeoutError(what)


def _name(visit: Visit, event: dict[str, Any]) -> None:
    if event["request"]["url"].startswith(("data:", "blob:")):
        visit.inside.add(event["requestId"])


def _count(visit: Visit, event: dict[str, Any]) -> None:
    if event["requestId"] not in visit.inside:
        visit.bytes += int(event["encodedDataLength"])


def _note(visit: Visit, url: str) -> None:
    if "/api/" in url:
        visit.calls.append(url)
