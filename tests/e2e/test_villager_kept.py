"""What a phone keeps and does not keep of its user, and what they are told of it."""

from __future__ import annotations

from playwright.async_api import expect

from tests.factories import VILLAGE

HOME = f"/?village={VILLAGE}"
LAMP = "村口的路灯坏了半个月，晚上老人出门很不方便。"
FULL = """const full = () => { throw new DOMException("full", "QuotaExceededError") };
  Storage.prototype.setItem = full; indexedDB.open = full;"""


async def test_a_phone_that_is_full_says_so_and_keeps_what_is_typed_while_the_page_is_open(
    visitors, make
) -> None:
    await make.village()
    account = await make.the("villager")
    page = await visitors.open(f"{HOME}#/file", account=account, script=FULL)
    await page.get_by_label("什么事").fill(LAMP)
    await expect(page.locator("#told")).to_contain_text("存不下草稿")
    await page.get_by_role("link", name="我的").click()
    await expect(page.get_by_role("heading", name="我的")).to_be_visible()
    await page.get_by_role("link", name="反映", exact=True).click()
    await expect(page.get_by_label("什么事")).to_have_value(LAMP)
    async with page.expect_event("dialog") as asked:
        await page.close(run_before_unload=True)
    assert (await asked.value).type == "beforeunload"
    await (await asked.value).accept()


async def test_a_page_of_one_account_is_opened_anew_once_another_signs_in_beside_it(
    visitors, make
) -> None:
    await make.village()
    page = await visitors.open(f"{HOME}#/me", account=await make.account("villager", name="张三"))
    await expect(page.get_by_text("张三，您好。")).to_be_visible()
    other_tab = await page.context.new_page()
    await visitors.sign_in(page.context, await make.account("villager", name="李四"))
    await other_tab.goto(page.url)
    await expect(page.get_by_text("李四，您好。")).to_be_visible()


async def test_who_cannot_sign_out_without_a_network_is_told_so_whatever_is_loaded(
    visitors, make
) -> None:
    await make.village()

    page = await visitors.open(f"{HOME}#/me", account=await make.the("villager"))
    await page.route("**/vendor/vant.js", lambda route: route.abort())
    await page.reload()
    await expect(page.get_by_text("您好。")).to_be_visible()
    await page.route("**/api/v1/session", lambda route: route.abort())
    await page.get_by_role("button", name="退出登录").click()
    # One look: the words go by themselves.
    shown = page.locator("#told.told", has_text="还没有退出")
    await expect(shown).to_be_in_viewport(ratio=1)
    await expect(page.get_by_text("您好。")).to_be_visible()
    visitors.allow("ERR_FAILED")
