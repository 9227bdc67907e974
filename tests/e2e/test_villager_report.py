"""Reporting by phone: a photo, a lost network, no name, no mouse, and on until it is rated."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from tests.e2e.axe import accessible, fits
from tests.e2e.browser import DESKTOP, PHONE, Visitors
from tests.e2e.walking import show, tab_to
from tests.factories import VILLAGE
from tests.pictures import encoded, noise, opened

LAMP = "村口的路灯坏了半个月，晚上老人出门很不方便。"
ELDER = 'localStorage.setItem("cunwu.mode", JSON.stringify({elder: true, size: 24}))'
HOME = f"/?village={VILLAGE}"


async def form_of(visitors: Visitors, **options) -> Page:
    await visitors.make.village()
    account = await visitors.make.the("villager")
    return await visitors.open(f"{HOME}#/file", account=account, **options)


async def choose_photo(page: Page) -> None:
    large = {"name": "lamp.jpg", "mimeType": "image/jpeg"}
    await page.locator("input[type=file]").set_input_files(
        {**large, "buffer": encoded(noise(2400, 1800), quality=95)}
    )
    await expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()


async def test_a_report_with_a_photo_outlives_a_lost_network_and_is_answered_and_rated(
    visitors, api, store
) -> None:
    page = await form_of(visitors, has_touch=True, is_mobile=True)
    await page.get_by_label("什么事").fill(LAMP)
    await choose_photo(page)
    await page.context.set_offline(True)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_text("连上网会自动提交")).to_be_visible()
    await expect(page.get_by_label("什么事")).to_have_value(LAMP)
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", name="已经提交")).to_be_visible()
    await expect(page.locator("u.why").first).to_be_visible()
    await accessible(page)
    await expect(page.get_by_text("由村支书办理")).to_be_visible()
    secretary = await visitors.open(
        "/cadre", account=await visitors.make.the("secretary"), viewport=DESKTOP
    )
    await page.get_by_role("link", name="看办理进度").click()
    await expect(page.get_by_text("等待签收")).to_be_visible()
    await look_at_the_photo(page)
    await answer(secretary)
    await expect(page.get_by_text("电工今天下午已经修好。")).to_be_visible()
    await page.get_by_text("解决了", exact=True).click()
    await page.get_by_text("很满意", exact=True).click()
    await page.get_by_role("button", name="提交评价").click()
    await expect(page.get_by_text("已办结", exact=True)).to_be_visible()
    [case] = [row async for row in store.feedback.raw.find({"division": VILLAGE})]
    assert (case["rating"]["solved"], len(case["pictures"])) == (True, 1)
    sent = await api("GET", f"/media/{case['pictures'][0]}", role="secretary")
    assert max(opened(sent.raw.body).size) <= 1600
    visitors.allow("ERR_INTERNET_DISCONNECTED")


async def look_at_the_photo(page: Page) -> None:
    await page.get_by_role("button", name="图片 1，点开看大图").click()
    await expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def answer(secretary: Page) -> None:
    await secretary.get_by_role("link", name=re.compile("路灯")).click()
    await secretary.get_by_role("button", name="答复", exact=True).click()
    await secretary.get_by_label("答复内容").fill("电工今天下午已经修好。")
    await secretary.get_by_role("button", name="确认答复").click()


async def test_what_was_typed_and_the_photo_are_there_after_a_reload(visitors) -> None:
    page = await form_of(visitors)
    await page.get_by_label("什么事").fill(LAMP)
    await page.get_by_label("在哪里").fill("三组")
    await choose_photo(page)
    await page.reload()
    await expect(page.get_by_text("已经恢复")).to_be_visible()
    await expect(page.get_by_label("什么事")).to_have_value(LAMP)
    await expect(page.get_by_alt_text("第 1 张照片")).to_be_visible()


async def test_whoever_signs_out_leaves_nothing_they_began_on_the_phone(visitors) -> None:
    page = await form_of(visitors)
    await page.get_by_label("什么事").fill(LAMP)
    await choose_photo(page)
    other_tab = await page.context.new_page()
    await other_tab.goto(page.url.replace("#/file", "#/me/bindings"))
    await expect(other_tab.get_by_role("heading", level=1)).not_to_have_text("请先登录")
    await show(page, "/me")
    await page.get_by_role("button", name="退出登录").click()
    await expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    await expect(other_tab.get_by_role("heading", name="请先登录")).to_be_visible()
    await show(page, "/file")
    await expect(page.get_by_label("什么事")).to_have_value("")
    assert LAMP not in await page.evaluate("JSON.stringify(localStorage)")
    await expect(page.get_by_alt_text("第 1 张照片")).to_have_count(0)
    # What a tab asks while the other one signs out is answered so.
    visitors.allow("401")


async def test_what_one_account_began_another_does_not_read(visitors) -> None:
    page = await form_of(visitors)
    await page.get_by_label("什么事").fill(LAMP)
    other = await visitors.make.account("villager", VILLAGE)
    await visitors.sign_in(page.context, other)
    await show(page, "/me/settings")
    await page.reload()
    await page.wait_for_selector("html[data-started]")
    await show(page, "/file")
    await expect(page.get_by_label("什么事")).to_have_value("")
    assert LAMP in await page.evaluate("JSON.stringify(localStorage)")


async def test_an_answer_that_got_lost_does_not_make_a_second_case(visitors, store) -> None:
    page = await form_of(visitors)
    lost = []

    async def lose_the_first_answer(route) -> None:
        if not lost:
            lost.append(await route.fetch())
            await route.abort()
        else:
            await route.continue_()

    await page.route(f"**/villages/{VILLAGE}/feedback", lose_the_first_answer)
    await page.get_by_label("什么事").fill(LAMP)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("heading", name="已经提交")).to_be_visible()
    assert [answer.status for answer in lost] == [201]
    assert await store.feedback.raw.count_documents({"division": VILLAGE}) == 1
    visitors.allow("ERR_FAILED")


async def test_whoever_changes_words_that_had_arrived_unnoticed_is_told_so(visitors, store) -> None:
    page = await form_of(visitors)

    async def lose_every_answer(route) -> None:
        await route.fetch()
        await route.abort()

    where = f"**/villages/{VILLAGE}/feedback"
    await page.route(where, lose_every_answer)
    await page.get_by_label("什么事").fill(LAMP)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_text("连上网会自动提交")).to_be_visible()
    await page.unroute(where)
    await page.get_by_label("什么事").fill(LAMP + "请尽快修。")
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_text("您上次提交的其实已经送到")).to_be_visible()
    assert await store.feedback.raw.count_documents({"division": VILLAGE}) == 1
    visitors.allow("ERR_FAILED")
    visitors.allow("409")


async def test_all_mistakes_stand_at_their_fields(visitors) -> None:
    page = await form_of(visitors)
    await page.get_by_label("您的手机号").fill("123")
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_label("什么事")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("什么事")).to_be_focused()
    await page.get_by_label("什么事").fill(LAMP)
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_label("您的手机号")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("什么事")).to_have_value(LAMP)
    visitors.allow("422")


async def test_who_gives_no_name_gets_a_code_with_which_they_read_and_answer(visitors, api) -> None:
    await visitors.make.village()
    page = await visitors.open(f"{HOME}#/file", script=ELDER)
    await page.get_by_label("什么事").fill(LAMP)
    await choose_photo(page)
    await page.get_by_role("button", name="提交").click()
    code = (await page.locator(".receipt-code").inner_text()).strip()
    await page.get_by_role("link", name="用凭证码查询").click()
    await page.get_by_label("凭证码").fill(code.lower())
    await page.get_by_role("button", name="查询").click()
    await expect(page.get_by_text("等待签收")).to_be_visible()
    await expect(page.get_by_text("补充照片。")).to_be_visible()
    await accessible(page)
    await fits(page)
    await page.get_by_label("跟办理的人说").fill("晚上最黑的是桥头。")
    await page.get_by_role("button", name="发送").click()
    await expect(page.get_by_text("晚上最黑的是桥头。")).to_be_visible()


async def test_before_it_is_sent_one_sees_who_gets_it_and_why(visitors) -> None:
    page = await form_of(visitors)
    await page.get_by_label("什么事").fill(
        "我们村的村支书把集体的钱私分了，账目从来不公开，请上级查一查。"
    )
    await page.get_by_role("button", name="先看看会交给谁").click()
    await expect(page.get_by_text("本村干部看不到")).to_be_visible()
    await expect(page.get_by_text("因为您写了")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
async def test_reporting_and_rating_need_no_mouse(visitors, api, viewport) -> None:
    page = await form_of(visitors, viewport=viewport)
    await tab_to(page, page.get_by_label("什么事"))
    await page.keyboard.type(LAMP)
    await tab_to(page, page.get_by_role("button", name="提交", exact=True))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="已经提交")).to_be_focused()
    await tab_to(page, page.get_by_role("link", name="看办理进度"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("等待签收")).to_be_visible()
    case = page.url.rpartition("/")[2]
    await api("POST", f"/feedback/{case}/answer", {"text": "修好了。"}, role="secretary")
    await expect(page.get_by_role("heading", name="请您评价")).to_be_visible()
    await tab_to(page, page.get_by_role("radio", name="解决了", exact=True))
    await page.keyboard.press("Space")
    await tab_to(page, page.get_by_role("radio", name="很满意", exact=True))
    await page.keyboard.press("Space")
    await tab_to(page, page.get_by_role("button", name="提交评价"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("已办结", exact=True)).to_be_visible()
