"""No page of the cadre's face shuts anybody out: axe-core, 320 px, and 200 % zoom."""

from __future__ import annotations

from playwright.async_api import Page

from tests.access_makers import REPORT
from tests.e2e.axe import accessible, fits
from tests.e2e.browser import DESKTOP
from tests.e2e.walking import show
from tests.factories import VILLAGE

NARROW = {"width": 320, "height": 640}
# A window of 1280 px at 200 %.
ZOOMED = {"width": 640, "height": 400}
PLAIN = (
    "/", "/cases", "/file", "/posts", "/posts/new", "/people", "/absences", "/duty", "/templates",
    "/messages", "/more", "/password",
)  # fmt: skip
# One act for each kind of field.
ACTS = ("答复", "更正标签和去向", "转办", "延期", "不予受理")


async def secretary_with_a_case(visitors, api, make, viewport) -> tuple[Page, str]:
    await make.village()
    token = await make.token_of(await make.account("villager", name="李四", grants=()))
    await api("POST", f"/villages/{VILLAGE}/bindings", {"name": "李四"}, token=token)
    filed = await api("POST", f"/villages/{VILLAGE}/feedback", REPORT, role="villager")
    account = await make.the("secretary", VILLAGE)
    page = await visitors.open("/cadre", account=account, viewport=viewport)
    return page, f"/case/{filed.json['id']}"


async def test_every_page_can_be_used_by_everybody_on_a_narrow_phone_and_at_twice_the_size(
    visitors, api, make
):
    page, case = await secretary_with_a_case(visitors, api, make, NARROW)
    for address in (*PLAIN, case):
        await page.set_viewport_size(ZOOMED)
        await show(page, address)
        await fits(page)
        await page.set_viewport_size(NARROW)
        await fits(page)
        await accessible(page)


async def test_nothing_is_lost_on_a_desktop(visitors, api, make):
    page, case = await secretary_with_a_case(visitors, api, make, DESKTOP)
    for address in ("/", case, "/posts/new"):
        await show(page, address)
        await fits(page)
        await accessible(page)


async def test_what_is_out_and_what_is_checked_can_be_used_by_everybody(visitors, api, make):
    page, _ = await secretary_with_a_case(visitors, api, make, NARROW)
    post = await make.post(asks_confirmation=True)
    lamp = {"on": "2026-08-03", "way": "expense", "amount": 120_000, "subject": "路灯维修"}
    out = await make.disclosure(entries=(lamp,))
    checked = await make.disclosure("四季度收支", period="2026Q4", published=False)
    await api("POST", f"/disclosures/{checked.id}/submission", {"version": 1}, role="clerk")
    for address in (
        f"/posts/{post.id}", f"/notices/{post.id}", f"/disclosure/{out.id}",
        f"/disclosure/{checked.id}",
    ):  # fmt: skip
        await show(page, address)
        await fits(page)
        await accessible(page)


async def test_every_form_of_a_case_names_its_fields(visitors, api, make):
    page, case = await secretary_with_a_case(visitors, api, make, NARROW)
    await show(page, case)
    for act in ACTS:
        if act != "答复":
            await page.get_by_role("button", name="其他处理").click()
        await page.get_by_role("button", name=act, exact=True).click()
        await page.get_by_role("region", name=act, exact=True).wait_for()
        await fits(page)
        await accessible(page)
        await page.get_by_role("button", name="取消").click()
