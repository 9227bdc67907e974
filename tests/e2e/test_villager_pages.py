"""Every page of the villagers' face: for all eyes and hands, on small screens, in both modes."""

from __future__ import annotations

from playwright.async_api import Page

from tests.e2e.axe import barriers
from tests.e2e.furnished import furnish
from tests.e2e.walking import show
from tests.factories import VILLAGE

HOME = f"/?village={VILLAGE}"
# The tests' server has no public address, so there are no codes on sheets.
NO_CODE = "/code"
SMALL = {"width": 320, "height": 640}
# Zooming to 200 % halves the width that a page has: 640 px become 320.
ZOOMED = {"viewport": {"width": 320, "height": 400}, "device_scale_factor": 2}
# What is smaller than a thumb, of what can be pressed; words inside a running text may be.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
  .filter((one) => one.checkVisibility() && !one.closest("p") && !one.matches(".skip, .unseen"))
  .map((one) => ({ one: one.closest("label") ?? one }))
  .filter(({ one }) => one.getBoundingClientRect().height < LEAST)
  .map(({ one }) => `${one.outerHTML.slice(0, 120)} ${one.getBoundingClientRect().height}`)"""
TEXT_STYLE = """() => { const style = getComputedStyle(document.body);
  const size = parseFloat(style.fontSize); return [size, parseFloat(style.lineHeight) / size]; }"""
SMALLEST_TEXT = """() => Math.min(...[...document.querySelectorAll("#app *")]
  .filter((one) => one.checkVisibility()
    && [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


async def too_wide(page: Page) -> list[str]:
    wide = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"{wide} px too wide"] if wide > 0 else []


async def everything(page: Page, *, least: int) -> list[str]:
    """What is wrong with the page for some people: barriers, small targets, sideways scrolling."""
    small = await page.evaluate(TOO_SMALL.replace("LEAST", str(least)))
    return [*await barriers(page), *await too_wide(page), *(f"too small {one}" for one in small)]


async def test_no_page_keeps_anybody_out_also_at_twice_the_size(visitors, make, api) -> None:
    furnished = await furnish(make, api)
    page = await visitors.open(HOME, account=furnished.villager, **ZOOMED)
    for view in furnished.views():
        await show(page, view)
        assert await everything(page, least=44) == [], view
    visitors.allow(NO_CODE)


async def test_in_elder_mode_text_and_targets_are_large_and_nothing_is_kept_out(
    visitors, make, api
) -> None:
    furnished = await furnish(make, api)
    page = await visitors.open(HOME, account=furnished.villager)
    await page.get_by_role("button", name="老年版").click()
    await page.reload()
    for view in furnished.views():
        await show(page, view)
        assert await everything(page, least=60) == [], view
        assert await page.evaluate(SMALLEST_TEXT) >= 18, view
    assert await page.evaluate(TEXT_STYLE) == [20, 1.75]
    visitors.allow(NO_CODE)


async def test_the_largest_text_fits_the_smallest_screen(visitors, make, api) -> None:
    furnished = await furnish(make, api)
    page = await visitors.open(f"{HOME}#/me/settings", account=furnished.villager, viewport=SMALL)
    await page.get_by_role("button", name="最大").click()
    assert (await page.evaluate(TEXT_STYLE))[0] == 30
    for view in furnished.views():
        await show(page, view)
        assert await too_wide(page) == [], view
    visitors.allow(NO_CODE)
