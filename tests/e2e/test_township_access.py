"""The township's pages for everybody: by keyboard, on a phone, enlarged, on a projector."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.axe import barriers, fits
from tests.e2e.browser import DESKTOP, PHONE, Visitors
from tests.e2e.test_township import monitor
from tests.e2e.township_stage import Stage, furnish
from tests.e2e.walking import show, tab_to
from tests.factories import COUNTY, VILLAGE
from tests.handlers.test_filing import LAMP, PATH

NARROW = {"width": 320, "height": 640}
# What a browser of 1280 px shows at 200 %.
ENLARGED = {"width": 640, "height": 400}
PROJECTOR = {"width": 1920, "height": 1080}
PARTS = ("现在", "三率", "各村", "群众关心什么", "近十二个月", "公开")


def addresses(stage: Stage) -> tuple[str, ...]:
    """Every page of the township."""
    return (
        "/", f"/villages/{VILLAGE}", "/cases?among=open", f"/cases/{stage.case}", "/matrix",
        "/inquiries", "/messages", "/reports", f"/reports/{stage.report}", "/sendings", "/checks",
        "/accounts", "/accounts/new", f"/accounts/{stage.account}", "/catalogue",
        "/catalogue/V14", "/catalogue/new", "/chain", "/vocabulary", "/rules", "/audit", "/screen",
    )  # fmt: skip


async def test_no_page_has_a_barrier_or_is_scrolled_sideways_at_320_px_or_at_200_percent(
    visitors, api, make, store
) -> None:
    stage, found = await furnish(make, api, store), []
    page = await monitor(visitors)
    for address in addresses(stage):
        await page.set_viewport_size(DESKTOP)
        await show(page, address)
        found += [f"{address} {barrier}" for barrier in await barriers(page)]
        for viewport in (DESKTOP, ENLARGED, NARROW):
            await page.set_viewport_size(viewport)
            await fits(page)
    assert found == []


async def test_phone_has_no_barrier_where_it_looks_otherwise(visitors, api, make, store) -> None:
    stage = await furnish(make, api, store)
    page = await monitor(visitors, viewport=PHONE)
    for address in ("/", f"/cases/{stage.case}", "/matrix"):
        await show(page, address)
        assert await barriers(page) == []
    await page.get_by_role("button", name="菜单").click()
    assert await barriers(page) == []
    await page.get_by_role("link", name="报表").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("报表")


async def test_every_part_of_the_big_screen_can_be_read_and_is_live(
    visitors, api, make, store
) -> None:
    await furnish(make, api, store)
    # It must not turn while it is looked at.
    page = await monitor(visitors, "/screen?seconds=3600", viewport=PROJECTOR)
    for name in PARTS:
        await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.get_by_role("heading", level=2)).to_have_text(name)
        await fits(page)
        assert await barriers(page) == [], name
    await page.get_by_role("button", name="现在", exact=True).click()
    number = page.locator(".screen-tile b").first
    await expect(number).to_have_text("3")
    await api("POST", PATH, LAMP, role="villager")
    await expect(number).to_have_text("4")
    size = await number.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 96, "read from the last row"


async def test_the_big_screen_turns_by_itself_until_it_is_paused(visitors, make) -> None:
    await make.village()
    page = await monitor(visitors, "/screen?seconds=2")
    await expect(page.get_by_role("button", name="公开")).to_be_visible()
    heading = page.get_by_role("heading", level=2)
    await expect(heading).to_have_text("三率")
    await page.get_by_role("button", name="暂停轮播").click()
    shown = await heading.inner_text()
    await page.wait_for_timeout(2500)
    await expect(heading).to_have_text(shown)


async def test_the_big_screen_stands_still_for_who_wants_less_motion(visitors, make) -> None:
    await make.village()
    page = await monitor(visitors, "/screen", reduced_motion="reduce")
    await expect(page.get_by_role("button", name="继续轮播")).to_be_visible()
    await expect(page.get_by_role("heading", level=2)).to_have_text("现在")
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("heading", level=2)).to_have_text("三率")


async def test_a_case_is_found_and_urged_by_keyboard_alone(visitors, api, make) -> None:
    await make.village()
    await api("POST", PATH, LAMP, role="villager")
    page = await monitor(visitors)
    await tab_to(page, page.get_by_role("link", name="1 未办结"))
    await page.keyboard.press("Enter")
    await tab_to(page, page.get_by_role("link", name="路灯坏了"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("路灯坏了")
    await tab_to(page, page.get_by_role("button", name="督办"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("限何时前答复")).to_be_focused()
    await page.get_by_label("督办意见").focus()
    await page.keyboard.type("请抓紧修好")
    await tab_to(page, page.get_by_role("button", name="确认督办"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("已督办：限")).to_be_visible()


async def test_a_county_looks_at_all_townships_and_then_at_one(
    visitors: Visitors, api, make
) -> None:
    await make.village()
    await api("POST", PATH, LAMP, role="villager")
    county = await make.the("county", COUNTY)
    page = await visitors.open("/township", account=county, viewport=DESKTOP)
    await expect(page.get_by_role("heading", name="各乡镇")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="试验镇")).to_be_visible()
    assert await barriers(page) == []
    await page.get_by_label("查看的区域").select_option(label="试验镇")
    await expect(page.get_by_role("heading", name="各村")).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="前村")).to_be_visible()


async def test_who_watches_over_nothing_is_shown_the_way(visitors: Visitors, make) -> None:
    await make.village()
    clerk = await make.the("clerk", VILLAGE)
    page = await visitors.open("/township", account=clerk, viewport=DESKTOP)
    await expect(page.get_by_role("link", name="去村干部工作台")).to_be_visible()
