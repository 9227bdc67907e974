"""What the township looks for and has made: cases by number and words, reports, words for tags."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.test_township import LAMP_LINE, monitor
from tests.e2e.township_stage import look_again
from tests.factories import TOWNSHIP
from tests.handlers.test_filing import GRAFT, LAMP, PATH
from tests.inquiries import DOUBT
from tests.inquiries import LAMP as LINE


async def test_cases_are_found_by_words_state_and_number(visitors, api) -> None:
    await visitors.make.village()
    lamp = (await api("POST", PATH, LAMP | {"place": "老槐树下"}, role="villager")).json
    await api("POST", PATH, GRAFT, role="villager")
    page = await monitor(visitors, "/cases?among=open")
    search, line = page.get_by_role("search"), page.get_by_role("link", name=LAMP_LINE)
    await expect(page.get_by_role("link", name=GRAFT["title"])).to_be_visible()
    await search.get_by_label("编号或词语").fill("路灯 老槐树")
    await page.keyboard.press("Enter")
    await expect(line).to_be_visible()
    await expect(page.get_by_role("link", name=GRAFT["title"])).to_have_count(0)
    await search.get_by_label("状态").select_option(label="已办结")
    await search.get_by_role("button", name="查找").click()
    await expect(page.get_by_text("没有找到。换个词")).to_be_visible()
    await search.get_by_label("状态").select_option(label="全部")
    await search.get_by_label("编号或词语").fill(lamp["case_no"])
    await search.get_by_role("button", name="查找").click()
    await line.click()
    await expect(page.get_by_text(lamp["case_no"])).to_be_visible()
    await page.go_back()
    await expect(search.get_by_label("编号或词语")).to_have_value(lamp["case_no"])
    await page.get_by_role("button", name="不限范围").click()
    await expect(page.get_by_role("link", name=GRAFT["title"])).to_be_visible()


async def test_a_report_is_made_when_it_is_asked_for_and_taken_away(visitors, api, store) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/reports")
    await page.get_by_role("button", name="周报").click()
    request = page.get_by_role("form", name="现在生成报表")
    last_week = request.get_by_label("哪一期").locator("option").nth(1)
    monday = await last_week.get_attribute("value")
    await request.get_by_label("哪一期").select_option(monday)
    await request.get_by_role("button", name="生成报表").click()
    await expect(request.get_by_text("的报表已生成")).to_be_visible()
    (made,) = (await store.reports.of_division(TOWNSHIP, "week")).items
    assert made.first == monday
    async with page.expect_download() as taken:
        await page.get_by_role("button", name=f"下载 CSV：{made.title}").click()
    assert (await taken.value).suggested_filename == f"{made.title}.csv"
    await request.get_by_role("link", name="打开报表").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(made.title)


async def test_words_of_the_township_are_tried_before_they_hold(visitors, api) -> None:
    await visitors.make.village()
    await api("POST", PATH, LAMP, role="villager")
    page = await monitor(visitors, "/vocabulary")
    topic = page.get_by_role("group", name="道路维修")
    await topic.get_by_label("本地的说法").fill("坎")
    await topic.get_by_label("派给").select_option(label="文书")
    await page.get_by_role("button", name="先试一试").click()
    await expect(topic.get_by_label("本地的说法")).to_have_attribute("aria-invalid", "true")
    visitors.allow("422")
    await topic.get_by_label("本地的说法").fill("路灯、机耕路")
    await page.get_by_role("button", name="先试一试").click()
    await expect(page.get_by_text("最近 1 件诉求里")).to_be_visible()
    await page.reload()
    await expect(topic.get_by_label("本地的说法")).to_have_value("路灯、机耕路")
    await page.get_by_role("button", name="保存词表").click()
    await expect(page.locator("#told")).to_contain_text("已保存")
    stored = (await api("GET", f"/divisions/{TOWNSHIP}/vocabulary", role="monitor")).json
    assert [(one["words"], stored["version"]) for one in stored["words"]] == [
        (["路灯", "机耕路"], 1)
    ]


async def test_a_message_and_a_question_come_to_the_open_page_by_themselves(visitors, api) -> None:
    await visitors.make.village()
    disclosure = await visitors.make.disclosure(entries=(LINE,))
    page = await monitor(visitors, "/messages")
    await expect(page.get_by_text("还没有消息")).to_be_visible()
    asking = await monitor(visitors, "/inquiries")
    await expect(asking.get_by_text("没有到乡镇的质询")).to_be_visible()
    path = f"/disclosures/{disclosure.id}/inquiries"
    assert (await api("POST", path, DOUBT, role="villager")).status == 201
    await look_again(asking)
    await expect(asking.get_by_role("listitem").filter(has_text=DOUBT["text"])).to_be_visible()
    await expect(page.get_by_role("list", name="消息")).to_contain_text("质疑")
