"""Cadres write posts, know who has read them, decide who is a villager, and keep their office."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.access_makers import REPORT
from tests.e2e.browser import DESKTOP, Visitors
from tests.factories import NEIGHBOUR, VILLAGE


async def at(visitors: Visitors, role: str, address: str, **options) -> Page:
    account = await visitors.make.the(role, VILLAGE)
    return await visitors.open(address, account=account, **{"viewport": DESKTOP, **options})


async def test_a_notice_is_written_with_a_preview_published_and_confirmed(visitors, api, make):
    await make.village()
    clerk = await at(visitors, "clerk", "/cadre#/posts/new")
    await clerk.get_by_label("标题").fill("明天停水通知")
    await clerk.get_by_label("正文").fill("**明天上午**停水，请提前储水。")
    await clerk.get_by_role("button", name="预览").click()
    await expect(clerk.get_by_role("region", name="预览").locator("strong")).to_have_text(
        "明天上午"
    )
    await clerk.get_by_label("请村民点「我已阅读」确认").check()
    await clerk.get_by_role("button", name="保存草稿").click()
    await expect(clerk.get_by_text("保存后由村支书发布")).to_be_visible()
    secretary = await at(visitors, "secretary", clerk.url.removeprefix(visitors.origin))
    await secretary.get_by_role("button", name="立即发布").click()
    await secretary.get_by_role("button", name="发布", exact=True).click()
    await secretary.get_by_role("link", name="看谁已确认").click()
    await expect(secretary.get_by_text("0 / 1 人已确认")).to_be_visible()
    await expect(secretary.get_by_role("list", name="还没有确认的村民")).to_contain_text("villager")


async def test_two_browsers_edit_one_post_and_the_second_overwrites_nothing(visitors, make):
    await make.village()
    post = await make.post("停水通知", "明天停水", published=False)
    pages = [await at(visitors, "secretary", f"/cadre#/posts/{post.id}") for _ in range(2)]
    first, second = pages
    await first.get_by_label("正文").fill("后天停水")
    await second.get_by_label("正文").fill("明天下午停水")
    await first.get_by_role("button", name="保存草稿").click()
    await expect(first.locator("#told")).to_have_text("已保存")
    await second.get_by_role("button", name="保存草稿").click()
    await expect(second.get_by_role("alert")).to_contain_text("您写的都还在下面")
    await expect(second.get_by_label("正文")).to_have_value("明天下午停水")
    assert (await make.store.posts.get(post.id)).body == "后天停水"
    visitors.allow("409")


async def test_what_was_typed_is_there_after_a_reload(visitors, make):
    await make.village()
    page = await at(visitors, "clerk", "/cadre#/posts/new")
    await page.get_by_label("标题").fill("写到一半的通知")
    await page.reload()
    await expect(page.get_by_label("标题")).to_have_value("写到一半的通知")
    await expect(page.get_by_text("已恢复上次没有保存的内容")).to_be_visible()


async def test_a_villager_who_asks_is_confirmed_or_declined_with_a_reason(visitors, api, make):
    await make.village()
    for name in ("张三", "李四"):
        token = await make.token_of(await make.account("villager", name=name, grants=()))
        await api("POST", f"/villages/{VILLAGE}/bindings", {"name": name}, token=token)
    page = await at(visitors, "clerk", "/cadre#/people")
    asks = page.get_by_role("list", name="申请绑定的村民")
    await (
        asks.get_by_role("listitem").filter(has_text="张三").get_by_text("通过", exact=True).click()
    )
    await expect(asks.get_by_text("张三")).to_have_count(0)
    await asks.get_by_role("button", name="不通过…").click()
    await asks.get_by_role("button", name="不通过", exact=True).click()
    await expect(asks.get_by_text("请写明原因")).to_be_visible()
    await asks.get_by_label("不通过的原因").fill("查无此人")
    await asks.get_by_role("button", name="不通过", exact=True).click()
    await expect(page.get_by_text("没有等待核实的申请")).to_be_visible()


async def test_a_secretary_names_a_deputy_and_announces_who_is_on_duty(visitors, api, make, clock):
    await make.village()
    page = await at(visitors, "secretary", "/cadre#/absences")
    await page.get_by_label("由谁代办").select_option(label="clerk3（文书）")
    await page.get_by_label("原因").fill("外出学习")
    await page.get_by_role("button", name="登记").click()
    await expect(page.get_by_role("list", name="不在岗的人")).to_contain_text("由 clerk3")
    await page.goto("/cadre#/duty")
    await page.get_by_label("由谁值班").nth(1).select_option(label="grid_worker5（网格员）")
    await page.get_by_role("button", name="公布值班安排").click()
    await expect(page.get_by_role("main")).to_contain_text("网格员 grid_worker5")


async def test_a_template_is_written_once_and_filled_in_for_a_case(visitors, api, make):
    await make.village()
    page = await at(visitors, "secretary", "/cadre#/templates")
    await page.get_by_label("名称").fill("已派人")
    await page.get_by_label("内容").fill("已派人处理，编号 ")
    await page.get_by_role("button", name="诉求编号").click()
    await page.get_by_role("button", name="保存模板").click()
    await expect(page.get_by_role("list", name="模板")).to_contain_text("已派人处理")
    filed = await api("POST", f"/villages/{VILLAGE}/feedback", REPORT, role="villager")
    await page.goto(f"/cadre#/case/{filed.json['id']}")
    await page.get_by_role("button", name="答复", exact=True).click()
    await page.get_by_label("用模板写").select_option(label="已派人")
    await expect(page.get_by_label("答复内容")).to_have_value(
        f"已派人处理，编号 {filed.json['case_no']}"
    )


async def test_a_cadre_writes_down_a_report_and_hands_over_the_code(visitors, make):
    await make.village()
    page = await at(visitors, "grid_worker", "/cadre#/file")
    await page.get_by_role("button", name="登记").click()
    await expect(page.get_by_text("请读给本人听，同意后再勾选")).to_be_visible()
    await page.get_by_label("本人姓名").fill("王大妈")
    await page.get_by_label("本人电话").fill("13800000009")
    await page.get_by_label("什么事").fill("村口的路灯坏了半个月，晚上看不见路。")
    await page.get_by_label("已读给本人听").check()
    await page.get_by_role("button", name="登记").click()
    await expect(page.get_by_text("请把查询码抄给本人")).to_be_visible()


async def test_a_question_beside_a_line_is_answered_by_the_village(visitors, api, make):
    await make.village()
    lamp = {"on": "2026-08-03", "way": "expense", "amount": 120_000, "subject": "路灯维修"}
    disclosure = await make.disclosure(entries=(lamp,))
    asked = {"text": "这笔路灯维修是哪家做的？", "line": 1}
    await api("POST", f"/disclosures/{disclosure.id}/inquiries", asked, role="villager")
    page = await at(visitors, "secretary", "/cadre#/inquiries")
    await expect(page.get_by_role("list", name="质询")).to_contain_text("第 1 笔「路灯维修」")
    await page.get_by_role("button", name="答复…").click()
    await page.get_by_label("答复", exact=True).fill("由镇上电工站承修，共修八盏。")
    await page.get_by_role("button", name="答复", exact=True).last.click()
    await expect(page.get_by_text("没有这样的质询")).to_be_visible()
    await page.get_by_role("button", name="已答复").click()
    await expect(page.get_by_role("list", name="质询")).to_contain_text("哪家做的")


async def test_a_post_is_published_later_pinned_and_taken_back_with_a_reason(visitors, make, store):
    await make.village()
    post = await make.post("停水通知", "明天停水", published=False)
    page = await at(visitors, "secretary", f"/cadre#/posts/{post.id}")
    await page.get_by_role("button", name="定时发布").click()
    await page.get_by_label("什么时候发布").fill("2020-01-01T08:00")
    await page.get_by_role("button", name="确认定时发布").click()
    await expect(page.get_by_role("alert")).to_contain_text("将来的时间")
    await page.get_by_label("什么时候发布").fill("2099-01-01T08:00")
    await page.get_by_role("button", name="确认定时发布").click()
    await page.get_by_role("button", name="取消定时").click()
    await page.get_by_role("button", name="立即发布").click()
    await page.get_by_role("button", name="发布", exact=True).click()
    await page.get_by_role("button", name="置顶").click()
    await page.get_by_label("置顶到什么时候").fill("2099-01-01T08:00")
    await page.get_by_role("button", name="确认置顶").click()
    await page.get_by_role("button", name="撤回").click()
    await page.get_by_label("撤回的原因").fill("时间有误")
    await page.get_by_role("button", name="确认撤回").click()
    await expect(page.get_by_text("已撤回：时间有误")).to_be_visible()
    visitors.allow("422")


async def test_a_township_chooses_in_which_villages_a_notice_is_shown(visitors, make, store):
    await make.village()
    page = await at(visitors, "monitor", "/cadre#/posts/new")
    await page.get_by_label("标题").fill("防汛通知")
    await page.get_by_label("正文").fill("今夜有大雨，请注意安全。")
    await page.get_by_label("后村").check()
    await page.get_by_role("button", name="保存草稿").click()
    await expect(page.get_by_role("button", name="立即发布")).to_be_visible()
    assert (await store.posts.raw.find_one({}))["targets"] == [NEIGHBOUR]


async def test_an_old_draft_of_this_browser_never_overwrites_a_newer_text(visitors, api, make):
    await make.village()
    post = await make.post("停水通知", "明天停水", published=False)
    page = await at(visitors, "secretary", f"/cadre#/posts/{post.id}")
    await page.get_by_label("正文").fill("我写到一半")
    newer = {"kind": "notice", "title": "停水通知", "body": "后天停水", "version": 1}
    await api("PUT", f"/posts/{post.id}/source", newer, role="clerk")
    await page.reload()
    await expect(page.get_by_label("正文")).to_have_value("我写到一半")
    await page.get_by_role("button", name="保存草稿").click()
    await expect(page.get_by_role("alert")).to_contain_text("别人在")
    await page.get_by_role("button", name="以我写的为准保存").click()
    await expect(page.locator("#told")).to_have_text("已保存")
    assert (await make.store.posts.get(post.id)).body == "我写到一半"
    visitors.allow("409")
