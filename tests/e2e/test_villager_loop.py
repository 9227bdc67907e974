"""What a villager sees through on the phone: asking for more, taking back, asking again."""

from __future__ import annotations

from bson import ObjectId
from playwright.async_api import expect

from tests.e2e.axe import accessible, fits
from tests.e2e.furnished import REPORT, answered_case, entries
from tests.factories import VILLAGE
from tests.uploads import upload

HOME = f"/?village={VILLAGE}"
FILED = f"/villages/{VILLAGE}/feedback"


async def test_a_correction_says_what_it_changed_and_where_it_stands_in_the_chain(
    visitors, make, store
) -> None:
    await make.village()
    first = await make.disclosure("三季度收支", "路灯修了三盏。", entries=entries())
    draft = await store.disclosures.revise(first, reason="少写了一盏", author=first.author)
    title = {"title": "三季度收支（更正）"}
    await store.disclosures.raw.update_one({"_id": draft.id}, {"$set": title})
    shown = await make.published(await store.disclosures.get(draft.id))
    page = await visitors.open(f"{HOME}#/disclosures/{shown.id}")
    changes = page.get_by_role("region", name="这次更正改了什么")
    await expect(changes).to_contain_text("由“三季度收支”改为“三季度收支（更正）”")
    await expect(page.get_by_text("一经发布就不能悄悄改动")).to_be_visible()
    await page.get_by_role("button", name="怎么知道没有被改过").click()
    await expect(page.get_by_text("这一份是第 2 次")).to_contain_text("到现在一共 2 次")
    head = await store.chain_heads.of(VILLAGE)
    await expect(page.locator(".fingerprint")).to_have_text(head.hash)
    await accessible(page)
    await fits(page)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="下载全村存档").click()
    assert (await started.value).suggested_filename.endswith(".zip")


async def test_a_voucher_opens_large_and_escape_closes_it(visitors, make, store) -> None:
    await make.village()
    voucher = await upload(store, await make.the("clerk"))
    lines = [line.model_copy(update={"vouchers": (voucher,)}) for line in entries()[1:]]
    shown = await make.disclosure("三季度收支", entries=tuple(lines))
    await store.media.raw.update_one({"_id": voucher}, {"$set": {"public": True}})
    page = await visitors.open(f"{HOME}#/disclosures/{shown.id}")
    await page.get_by_role("button", name="票据 1，点开看大图").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_alt_text("票据 1，共 1 张")).to_be_visible()
    await dialog.get_by_role("button", name="放大").click()
    await expect(dialog.get_by_role("button", name="缩小")).to_have_attribute(
        "aria-pressed", "true"
    )
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_who_meets_the_same_says_me_too_and_follows_it(visitors, make, api, worker) -> None:
    await make.village()
    await api("POST", FILED, REPORT, role="villager")
    neighbour = await make.account("villager")
    page = await visitors.open(f"{HOME}#/file", account=neighbour)
    await page.get_by_label("什么事").fill(REPORT["text"])
    await page.get_by_role("button", name="先看看会交给谁").click()
    await page.get_by_role("button", name="我也遇到").click()
    await expect(page.locator("#told")).to_contain_text("已记上您")
    await page.evaluate('location.hash = "/cases"')
    await expect(page.get_by_text("2 人遇到")).to_be_visible()


async def test_a_case_is_taken_back_only_after_it_was_asked_for_twice(visitors, make, api) -> None:
    await make.village()
    filed = await api("POST", FILED, REPORT, role="villager")
    account = await make.the("villager")
    page = await visitors.open(f"{HOME}#/cases/{filed.json['id']}", account=account)
    await page.get_by_role("button", name="撤回这件诉求").click()
    await page.get_by_role("dialog").get_by_role("button", name="取消").click()
    await expect(page.get_by_text("等待签收")).to_be_visible()
    await page.get_by_role("button", name="撤回这件诉求").click()
    await page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    await expect(page.get_by_text("已撤回", exact=True)).to_be_visible()


async def test_an_answer_that_mends_nothing_is_sent_back_with_a_reason(visitors, make, api) -> None:
    await make.village()
    case = await answered_case(api)
    page = await visitors.open(f"{HOME}#/cases/{case}", account=await make.the("villager"))
    await page.get_by_role("button", name="没有办好，要求重办").click()
    await page.get_by_label("哪里没有办好").fill("昨晚又不亮了。")
    await page.get_by_role("button", name="要求重办").click()
    await expect(page.get_by_text("等待签收")).to_be_visible()
    await expect(page.get_by_text("昨晚又不亮了。")).to_be_visible()


async def test_nothing_goes_on_the_wall_before_its_reporter_agrees(
    visitors, make, api, store
) -> None:
    await make.village()
    case = await answered_case(api)
    made = await api("POST", f"/feedback/{case}/echo", {"title": "路灯修好了"}, role="secretary")
    assert made.json["state"] == "asked"
    page = await visitors.open(f"{HOME}#/me/messages", account=await make.the("villager"))
    await page.get_by_role("button", name="同意公开").click()
    await expect(page.locator("#told")).to_contain_text("已同意")
    echo = await store.echoes.get(ObjectId(made.json["id"]))
    assert echo.state in {"checking", "shown"}


async def test_a_lost_phone_is_signed_out_and_a_reminder_is_switched_off(
    visitors, make, api, store
) -> None:
    await make.village()
    account = await make.account("villager")
    lost = await visitors.open(f"{HOME}#/me", account=account)
    page = await visitors.open(f"{HOME}#/me/settings", account=account)
    devices = page.get_by_role("region", name="在哪些设备上登录")
    await expect(devices.get_by_role("listitem")).to_have_count(2)
    await devices.get_by_role("button", name="退出").click()
    await page.get_by_role("dialog").get_by_role("button", name="退出").click()
    await expect(devices.get_by_role("listitem")).to_have_count(1)
    await lost.reload()
    await expect(lost.get_by_role("heading", name="请先登录")).to_be_visible()
    await page.get_by_label("我的提问有了答复").uncheck()
    await expect(page.locator("#told")).to_contain_text("已保存")
    assert "inquiry.answered" in (await store.preferences.of(account.id)).muted
    await page.route("**/me/preferences", lambda route: route.abort())
    await page.get_by_label("要确认的通知").click()
    await expect(page.get_by_label("要确认的通知")).to_be_checked()
    visitors.allow("401")
    visitors.allow("ERR_FAILED")
