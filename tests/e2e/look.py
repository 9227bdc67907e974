"""Takes a picture of one page of a running server: to see what people see, with no test around it.

python -m tests.e2e.look "/cadre#/" inbox.png --user secretary-330825101200 --width 1280
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from playwright.async_api import APIResponse, BrowserContext, Page

from server.demo.people import DEMO_PASSWORD
from tests.e2e.browser import Chromium

WISH = {"X-Session": "cookie"}
ELDER = """localStorage.setItem("cunwu.mode", JSON.stringify({elder: true, size: SIZE}))"""


async def sign_in(context: BrowserContext, user: str) -> None:
    """As staff by the demo's password, as a villager by a code that begins with `demo-`."""
    is_villager = user.startswith("demo-")
    way = "wechat" if is_villager else "password"
    sent = {"code": user, "name": user[5:]} if is_villager else {"username": user}
    data = sent if is_villager else sent | {"password": DEMO_PASSWORD}
    answer: APIResponse = await context.request.post(
        f"/api/v1/session/{way}", data=data, headers=WISH
    )
    assert answer.ok, await answer.text()


async def opened(
    chromium: Chromium, site: str, *, user: str | None, width: int, elder: int = 0
) -> Page:
    """A page in a new browser at the site, signed in, in elder mode if a text size is given."""
    height = 844 if width < 600 else 900
    context = await chromium.browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", base_url=site
    )
    if user:
        await sign_in(context, user)
    if elder:
        await context.add_init_script(ELDER.replace("SIZE", str(elder)))
    page = await context.new_page()
    page.on("console", lambda message: print(f"  {message.type}: {message.text}"))  # noqa: T201
    page.on("pageerror", lambda error: print(f"  error: {error}"))  # noqa: T201
    return page


async def shoot(page: Page, address: str, path: Path) -> None:
    """Writes a picture of the whole page, once nothing is on its way any more."""
    await page.goto("about:blank")
    await page.goto(address)
    await page.wait_for_selector("html[data-started]")
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=path, full_page=True)


async def main(args: argparse.Namespace) -> None:
    """One picture."""
    chromium = Chromium()
    await chromium.start()
    try:
        page = await opened(chromium, args.site, user=args.user, width=args.width, elder=args.elder)
        await shoot(page, args.address, args.path)
    finally:
        await chromium.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", help="such as /#/news or /cadre#/inbox")
    parser.add_argument("path", type=Path)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--user", help="secretary-330825101200, or demo-zhang for a villager")
    parser.add_argument("--width", type=int, default=390)
    parser.add_argument("--elder", type=int, default=0, help="text size: 20, 24 or 30")
    asyncio.run(main(parser.parse_args()))
