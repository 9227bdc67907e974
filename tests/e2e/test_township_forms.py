"""The township's forms for everybody: each one open, with its mistakes, on a phone, by keyboard."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.e2e.axe import barriers, fits
from tests.e2e.browser import DESKTOP, PHONE
from tests.e2e.test_township import monitor
from tests.e2e.test_township_access import NARROW, PARTS
from tests.e2e.township_stage import furnish
from tests.e2e.walking import show, tab_to
from tests.handlers.test_calendar import event
from tests.handlers.test_filing import GRAFT, LAMP, PATH

REFUSAL = {"reason": "outside_duty", "route": "请找供电所"}


FORM = "form.duty-form, .act-form form"


async def with_mistakes(page: Page, opener: Locator) -> list[str]:
    """Opens a form, sends it empty, and looks for barriers wide and narrow; then closes it."""
    name = await opener.inner_text()
    await opener.click()
    form = page.locator(FORM)
    await form.locator("button[type=submit]").click()
    await expect(form.locator("[aria-invalid=true], .problem, .error").first).to_be_visible()
    found = [f"{name}: {barrier}" for barrier in await barriers(page, FORM)]
    await page.set_viewport_size(NARROW)
    await fits(page)
    await page.set_viewport_size(DESKTOP)
    await form.get_by_role("button", name="取消").click()
    await expect(form).to_have_count(0)
    return found


async def test_no_form_of_a_supervisor_has_a_barrier_when_it_is_open(visitors, api) -> None:
    await visitors.make.village()
    sealed = LAMP | {"visibility": "sealed"}
    case, other = [(await api("POST", PATH, sealed, role="villager")).json for _ in range(2)]
    page, found = await monitor(visitors, f"/cases/{case['id']}"), []
    for name in ("督办", "申请不计入考核", "查看身份"):
        found += await with_mistakes(page, page.get_by_role("button", name=name, exact=True))
    await api("POST", f"/feedback/{other['id']}/refusal", REFUSAL, role="secretary")
    await show(page, f"/cases/{other['id']}")
    found += await with_mistakes(page, page.get_by_role("button", name="撤销不予受理"))
    assert found == []
    visitors.allow("422")


async def test_no_act_on_a_case_of_the_township_has_a_barrier_when_it_is_open(
    visitors, api
) -> None:
    await visitors.make.village()
    case = (await api("POST", PATH, GRAFT, role="villager")).json
    await api("POST", f"/feedback/{case['id']}/acceptance", {}, role="monitor")
    page, found = await monitor(visitors, f"/cases/{case['id']}"), []
    more = page.get_by_role("button", name="其他处理")
    await more.click()
    names = await page.locator(".more-acts button").all_inner_texts()
    assert len(names) >= 5
    await more.click()
    for name in ("答复", *(each for each in names if each not in CHOSEN_ALREADY)):
        if name != "答复":
            await more.click()
        found += await with_mistakes(page, page.get_by_role("button", name=name, exact=True))
    assert found == []
    visitors.allow("422")


# What begins with what the case has now; sent as it is, it is no mistake.
CHOSEN_ALREADY = {"更正标签和去向"}


async def press(page: Page, target: Locator) -> None:
    """Goes there with the tab key and presses Enter."""
    await tab_to(page, target)
    await page.keyboard.press("Enter")


async def a_year_later(page: Page, field: Locator) -> str:
    """Turns the year of a moment up by the arrow keys, wherever the browser's language puts it."""
    for _ in range(6):
        before = await field.input_value()
        await page.keyboard.press("ArrowUp")
        if (after := await field.input_value())[:4] > before[:4]:
            return after[:4]
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowRight")
    raise AssertionError("no arrow turns the year")


async def test_a_deadline_is_set_and_a_duty_excused_by_keyboard_alone(visitors, api, store) -> None:
    await visitors.make.village()
    await event(api, store, -3, title="换届选举")
    case = (await api("POST", PATH, LAMP, role="villager")).json
    page = await monitor(visitors, f"/cases/{case['id']}")
    await press(page, page.get_by_role("button", name="督办", exact=True))
    deadline = page.get_by_label("限何时前答复")
    await expect(deadline).to_be_focused()
    year = await a_year_later(page, deadline)
    await tab_to(page, page.get_by_label("督办意见"))
    await page.keyboard.type("请抓紧修好")
    await press(page, page.get_by_role("button", name="确认督办"))
    await expect(page.get_by_text("已督办：限")).to_contain_text(year)
    await page.goto("/township#/matrix")
    await press(page, page.get_by_role("button", name="前村 参加选举的村民名单"))
    await press(page, page.get_by_role("button", name="豁免", exact=True))
    await expect(page.get_by_label("豁免理由")).to_be_focused()
    await page.keyboard.type("选举依法推迟")
    await press(page, page.get_by_role("button", name="确认豁免"))
    await expect(page.get_by_text("豁免理由：选举依法推迟")).to_be_visible()


async def test_every_part_of_the_big_screen_is_legible_on_a_phone(
    visitors, api, make, store
) -> None:
    await furnish(make, api, store)
    page = await monitor(visitors, "/screen", viewport=PHONE, reduced_motion="reduce")
    for name in PARTS:
        await page.get_by_role("button", name=name, exact=True).click()
        await expect(page.get_by_role("heading", level=2)).to_have_text(name)
        await fits(page)
        smallest = await page.locator(".screen-part").evaluate(SMALLEST_TEXT)
        assert smallest >= 13, name


# The smallest size of any text that is shown below an element, in pixels.
SMALLEST_TEXT = """place => Math.min(...[...place.querySelectorAll("*")]
  .filter(it => it.offsetParent && [...it.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(it => parseFloat(getComputedStyle(it).fontSize)))"""
