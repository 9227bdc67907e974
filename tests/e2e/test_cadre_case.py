"""What a cadre does with a case beside answering it: corrects, refuses, asks, talks, notes."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import Page, Route, expect

from tests.access_makers import REPORT
from tests.e2e.browser import DESKTOP, PHONE, Visitors
from tests.factories import VILLAGE
from tests.pictures import encoded, photo

WIRE = {"title": "电线掉了", "text": "大风把电线刮断掉在路中间，还冒火花，非常危险，请马上处理！"}


async def filed(api, body: dict[str, str] = REPORT) -> str:
    reply = await api("POST", f"/villages/{VILLAGE}/feedback", body, role="villager")
    return reply.json["id"]


async def at_case(visitors: Visitors, api, role: str = "secretary", viewport=DESKTOP) -> Page:
    await visitors.make.village()
    address = f"/cadre#/case/{await filed(api)}"
    account = await visitors.make.the(role, VILLAGE)
    return await visitors.open(address, account=account, viewport=viewport)


async def begin(page: Page, act: str) -> None:
    await page.get_by_role("button", name="其他处理").click()
    await page.get_by_role("button", name=act, exact=True).click()


async def test_the_tag_and_the_desk_are_corrected_in_one_act(visitors, api, make, store):
    page = await at_case(visitors, api)
    await begin(page, "更正标签和去向")
    await page.get_by_label("类别").select_option("交通运输")
    await page.get_by_label("交通出行").check()
    await page.get_by_label("由谁办理").select_option(label="村文书")
    await page.get_by_role("button", name="确认更正标签和去向").click()
    await expect(page.get_by_text("标签已由人工更正")).to_be_visible()
    case = await store.feedback.raw.find_one({})
    assert (case["category"], case["desk"]) == ("交通运输", f"clerk:{VILLAGE}")
    assert [entry["act"] for entry in case["entries"]] == ["file", "correct"]


async def test_a_refusal_needs_a_reason_of_the_list_and_names_where_to_turn(visitors, api, make):
    page = await at_case(visitors, api, viewport=PHONE)
    await begin(page, "不予受理")
    await page.get_by_role("button", name="确认不予受理").click()
    await expect(page.get_by_text("请填写原因")).to_be_visible()
    await page.get_by_text("12345 热线").click()
    await page.get_by_label("应当找谁").fill("县供电公司 0570-7012345")
    await page.get_by_role("button", name="确认不予受理").click()
    history = page.get_by_role("region", name="办理经过")
    await expect(history).to_contain_text("不属于村和乡镇职责")
    await expect(history).to_contain_text("县供电公司")


async def test_an_answer_brings_a_picture_and_the_reporter_is_never_shown_a_note(
    visitors, api, make
):
    page = await at_case(visitors, api)
    await page.get_by_label("写备注").fill("此人常来，注意态度")
    await page.get_by_role("button", name="记下备注").click()
    await page.get_by_label("给反映人留言").fill("电工下午到")
    await page.get_by_role("button", name="发送给反映人").click()
    await expect(
        page.get_by_role("region", name="和反映人沟通").get_by_role("listitem")
    ).to_have_count(1)
    await page.get_by_role("button", name="答复", exact=True).click()
    picture = {"name": "灯.jpg", "mimeType": "image/jpeg", "buffer": encoded(photo())}
    await page.get_by_label("加现场照片").set_input_files(picture)
    await expect(page.get_by_alt_text("第 1 张")).to_be_visible()
    await page.get_by_label("答复内容").fill("已换新灯。")
    await page.get_by_role("button", name="确认答复").click()
    await expect(page.get_by_role("img", name="办理照片 1")).to_be_visible()
    case = page.url.rpartition("/")[2]
    talk = await api("GET", f"/feedback/{case}/talk", role="villager")
    assert [one["text"] for one in talk.json["items"]] == ["电工下午到"]


async def test_what_is_due_first_stands_at_the_top_and_bears_its_card(visitors, api, make, clock):
    await make.village()
    await filed(api)
    await filed(api, WIRE)
    page = await visitors.open("/cadre", account=await make.the("secretary", VILLAGE))
    lines = page.get_by_role("region", name="待办诉求").get_by_role("listitem")
    await expect(lines.first).to_contain_text("电线掉了")
    await expect(lines).to_have_count(2)
    clock.forward(timedelta(minutes=25))
    await expect(lines.first).to_contain_text("黄牌")


async def test_more_time_and_a_question_stop_or_move_the_clock(visitors, api, make):
    page = await at_case(visitors, api)
    await page.get_by_role("button", name="签收", exact=True).click()
    await page.get_by_role("button", name="确认签收").click()
    await begin(page, "延期")
    await page.get_by_label("延长几天").fill("99")
    await page.get_by_label("理由").fill("等配件")
    await page.get_by_role("button", name="确认延期").click()
    await expect(page.get_by_role("alert")).to_contain_text("天")
    await expect(page.get_by_label("理由")).to_have_value("等配件")
    await page.get_by_label("延长几天").fill("3")
    await page.get_by_role("button", name="确认延期").click()
    await begin(page, "请反映人补充")
    await page.get_by_label("要补充什么").fill("灯杆编号是多少？")
    await page.get_by_role("button", name="确认请反映人补充").click()
    await expect(page.locator(".case-no").get_by_text("等待补充")).to_be_visible()
    visitors.allow("409")


async def test_a_case_that_goes_elsewhere_stays_readable_and_is_told_to_be_gone(
    visitors, api, make
):
    page = await at_case(visitors, api, role="secretary")
    await begin(page, "转办")
    await page.get_by_label("转给谁").select_option(label="网格员")
    await page.get_by_label("理由").fill("请上门看看")
    await page.get_by_role("button", name="确认转办").click()
    await expect(page.get_by_role("region", name="待办诉求")).to_contain_text("现在没有要办的诉求")
    await expect(page.get_by_role("region", name="办理经过")).to_contain_text("请上门看看")


async def test_without_a_network_the_answer_stays_typed_and_goes_out_later(visitors, api, make):
    page = await at_case(visitors, api, viewport=PHONE)
    await page.get_by_role("button", name="答复", exact=True).click()
    await page.get_by_label("答复内容").fill("电工明天上午到。")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="确认答复").click()
    await expect(page.get_by_role("alert")).to_contain_text("填写的内容都还在")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="确认答复").click()
    await expect(page.locator("section.answer")).to_contain_text("电工明天上午到")
    visitors.allow("ERR_INTERNET_DISCONNECTED")


async def test_an_answer_that_arrived_unheard_is_not_taken_for_somebody_elses(visitors, api, make):
    page = await at_case(visitors, api)
    await page.get_by_role("button", name="答复", exact=True).click()
    await page.get_by_label("答复内容").fill("电工明天上午到。")

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await page.route("**/answer", lose)
    await page.get_by_role("button", name="确认答复").click()
    await expect(page.locator("section.answer")).to_contain_text("电工明天上午到")
    await expect(page.get_by_label("答复内容")).to_have_count(0)
    visitors.allow("ERR_FAILED")
