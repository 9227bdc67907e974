"""Each face opens, signs people in and out, and asks nobody but its own server."""

from __future__ import annotations

from playwright.async_api import expect

from handlers.passwords import hash_password
from tests.e2e.axe import accessible
from tests.e2e.browser import DESKTOP, Visitors
from tests.factories import TOWNSHIP, VILLAGE

PASSWORD = "a long password of 2026"


async def staff(visitors: Visitors, role: str, **fields):
    await visitors.make.divisions()
    fields = {"username": role, "password_hash": hash_password(PASSWORD), **fields}
    return await visitors.make.account(role, VILLAGE, **fields)


async def test_a_secretary_signs_in_by_password_and_stays_so_after_a_reload(visitors) -> None:
    await staff(visitors, "secretary")
    page = await visitors.open("/cadre", viewport=DESKTOP)
    await page.get_by_label("用户名").fill("secretary")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_label("用户名")).to_have_count(0)
    assert await page.evaluate("document.cookie.includes('cunwu_session')") is False
    await page.reload()
    await page.wait_for_selector("html[data-started]")
    await expect(page.get_by_label("用户名")).to_have_count(0)


async def test_a_wrong_password_is_told_at_once_and_nothing_typed_is_lost(visitors) -> None:
    await staff(visitors, "secretary")
    page = await visitors.open("/cadre")
    await page.get_by_label("用户名").fill("secretary")
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_label("密码")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("密码").fill("wrong")
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("alert")).to_contain_text("用户名或密码不正确")
    await expect(page.get_by_label("用户名")).to_have_value("secretary")
    visitors.allow("401")


async def test_whoever_got_a_first_password_changes_it_before_anything_else(visitors) -> None:
    await staff(visitors, "monitor", must_change_password=True)
    page = await visitors.open("/township", viewport=DESKTOP)
    await page.get_by_label("用户名").fill("monitor")
    await page.get_by_label("密码").fill(PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("修改密码")
    await page.get_by_label("现在的密码").fill(PASSWORD)
    await page.get_by_label("新密码", exact=True).fill("quite another one 77")
    await page.get_by_label("再填一次新密码").fill("quite another one 77")
    await page.get_by_role("button", name="修改密码").click()
    await expect(page.get_by_label("现在的密码")).to_have_count(0)


async def test_a_villager_of_the_demo_signs_in_where_something_is_their_own(visitors) -> None:
    await visitors.make.divisions()
    page = await visitors.open("/#/me")
    await accessible(page)
    await page.get_by_role("button", name="张大爷").click()
    await expect(page.get_by_text("张大爷，您好。")).to_be_visible()


async def test_a_monitor_of_the_township_opens_the_screen_of_their_area(visitors) -> None:
    account = await staff(visitors, "monitor")
    assert account.grants[0].division == TOWNSHIP
    page = await visitors.open("/township", account=account, viewport=DESKTOP)
    await expect(page.get_by_label("用户名")).to_have_count(0)


async def test_an_address_that_was_cut_short_opens_a_page_that_says_what_is_missing(visitors):
    await visitors.make.divisions()
    page = await visitors.open("/#/villages/%E5%8")
    await expect(page.locator("html")).to_have_attribute("data-view", "/villages/%E5%8")
    await expect(page.get_by_role("alert")).to_be_visible()
    visitors.allow("404")
