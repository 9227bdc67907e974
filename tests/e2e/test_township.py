"""The township's screen: what happens in the villages shows by itself, and is acted upon."""

from __future__ import annotations

from datetime import timedelta

from bson import ObjectId
from playwright.async_api import Page, expect

from tests.e2e.browser import DESKTOP, Visitors
from tests.e2e.township_stage import eventually
from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_filing import DANGER, GRAFT, LAMP, PATH
from tests.handlers.test_overview import solved_case

LAMP_LINE = "路灯坏了"


async def monitor(visitors: Visitors, address: str = "/", **options) -> Page:
    """The township's monitor at one of the views."""
    account = await visitors.make.the("monitor", VILLAGE)
    options = {"viewport": DESKTOP, **options}
    page = await visitors.open(f"/township#{address}", account=account, **options)
    # From here on nothing that happens is missed.
    await expect(page.get_by_text("实时更新")).to_be_visible()
    return page


async def told(api, kind: str, role: str = "secretary") -> None:
    """Fails unless somebody in that role gets a message of the kind soon."""

    async def arrived() -> bool:
        inbox = (await api("GET", "/me/messages", role=role)).json["items"]
        return kind in [message["kind"] for message in inbox]

    await eventually(arrived)


def tile(page: Page, name: str):
    return page.get_by_role("link", name=name)


async def test_the_overview_counts_a_new_report_without_a_reload(visitors, api) -> None:
    await visitors.make.village()
    page = await monitor(visitors)
    await expect(tile(page, "0 未办结")).to_be_visible()
    await api("POST", PATH, LAMP, role="villager")
    await expect(tile(page, "1 未办结")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="前村")
    await expect(row.get_by_role("cell").first).to_have_text("1")
    await tile(page, "1 未办结").click()
    await expect(page.get_by_role("link", name=LAMP_LINE)).to_be_visible()


async def test_a_monitor_sees_the_card_turn_yellow_and_urges(visitors, api, clock) -> None:
    await visitors.make.village()
    case = (await api("POST", PATH, DANGER, role="villager")).json
    page = await monitor(visitors, "/cases?among=yellow")
    await expect(page.get_by_text("没有黄牌")).to_be_visible()
    stored = await visitors.make.store.feedback.get(ObjectId(case["id"]))
    clock.forward(stored.alarms["yellow"] - stored.created_at + timedelta(seconds=5))
    line = page.get_by_role("link", name=DANGER["title"])
    await expect(line).to_contain_text("黄牌")
    await line.click()
    await page.get_by_role("button", name="督办", exact=True).click()
    await page.get_by_label("督办意见").fill("请马上上门，先转移老人。")
    await page.get_by_role("button", name="确认督办").click()
    await expect(page.get_by_text("已督办：限")).to_be_visible()
    await told(api, "feedback.urged")


async def test_what_was_typed_stays_when_the_deadline_is_refused(visitors, api) -> None:
    await visitors.make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    page = await monitor(visitors, f"/cases/{case['id']}")
    await page.get_by_role("button", name="督办", exact=True).click()
    await page.get_by_label("限何时前答复").fill("2020-01-01T08:00")
    await page.get_by_label("督办意见").fill("请抓紧")
    await page.get_by_role("button", name="确认督办").click()
    await expect(page.get_by_label("限何时前答复")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("必须是将来的时间")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("督办意见")).to_have_value("请抓紧")
    visitors.allow("422")


async def test_who_was_overtaken_is_told_and_sends_the_same_words_again(visitors, api) -> None:
    await visitors.make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    page = await monitor(visitors, f"/cases/{case['id']}")
    await page.get_by_role("button", name="督办", exact=True).click()
    await page.get_by_label("督办意见").fill("请抓紧")
    # What happens meanwhile does not arrive: the network is slow.
    where = f"**/feedback/{case['id']}"
    await page.route(where, lambda route: route.abort())
    async with page.expect_request(where):
        await api("POST", f"/feedback/{case['id']}/acceptance", {}, role="secretary")
    await page.get_by_role("button", name="确认督办").click()
    await expect(page.get_by_text("别人刚刚处理过")).to_be_visible()
    await expect(page.get_by_role("button", name="再试一次")).to_be_visible()
    await page.unroute_all()
    await page.get_by_role("button", name="再试一次").click()
    await expect(page.get_by_role("region", name="进展")).to_contain_text("办理中")
    await expect(page.get_by_label("督办意见")).to_have_value("请抓紧")
    await page.get_by_role("button", name="确认督办").click()
    await expect(page.get_by_text("已督办：限")).to_be_visible()
    visitors.allow("409")
    visitors.allow("ERR_FAILED")


async def test_a_complaint_about_the_secretary_is_handled_by_the_township(visitors, api) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/cases")
    await expect(page.get_by_text("没有等您办理的诉求")).to_be_visible()
    case = (await api("POST", PATH, GRAFT, role="villager")).json
    line = page.get_by_role("link", name=GRAFT["title"])
    await expect(line).to_contain_text("反映村干部")
    await line.click()
    await page.get_by_role("button", name="签收").click()
    await page.get_by_role("button", name="确认签收").click()
    await page.get_by_role("button", name="答复", exact=True).click()
    await page.get_by_label("答复内容").fill("乡镇已派人核查账目，结果将向您反馈。")
    await page.get_by_role("button", name="确认答复").click()
    await expect(page.get_by_role("region", name="进展")).to_contain_text("已答复")
    seen = await api("GET", f"/feedback/{case['id']}", role="villager")
    assert seen.json["answer"].startswith("乡镇已派人核查")
    assert (await api("GET", f"/feedback/{case['id']}", role="secretary")).status == 404


async def test_a_refusal_is_set_aside_and_the_case_goes_on(visitors, api) -> None:
    await visitors.make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    refusal = {"reason": "outside_duty", "route": "请找供电所"}
    await api("POST", f"/feedback/{case['id']}/refusal", refusal, role="secretary")
    page = await monitor(visitors, "/cases?among=refused")
    await page.get_by_role("link", name=LAMP_LINE).click()
    await page.get_by_role("button", name="撤销不予受理").click()
    await page.get_by_label("撤销的理由").fill("路灯由村里维护，应当受理。")
    await page.get_by_role("button", name="确认撤销不予受理").click()
    await expect(page.get_by_role("region", name="进展")).to_contain_text("待签收")
    inbox = await api("GET", "/inbox", role="secretary")
    assert [line["id"] for line in inbox.json["items"]] == [case["id"]]


async def test_a_case_is_left_out_of_the_rates_by_two_people_only(visitors, api) -> None:
    await visitors.make.village()
    case = await solved_case(api)
    first = await monitor(visitors, f"/cases/{case['id']}")
    await first.get_by_role("button", name="申请不计入考核").click()
    await first.get_by_label("理由").fill("重复反映，已统一答复")
    await first.get_by_role("button", name="确认申请不计入考核").click()
    await expect(first.get_by_text("等第二个人确认")).to_be_visible()
    await first.get_by_role("button", name="确认不计入").click()
    await expect(first.get_by_role("alert")).to_contain_text("须由另一人确认")
    visitors.allow("403")
    other = await visitors.make.account("monitor", TOWNSHIP)
    second = await visitors.open("/township#/cases?among=proposed", account=other, viewport=DESKTOP)
    await second.get_by_role("link", name=LAMP_LINE).click()
    await second.get_by_role("button", name="确认不计入").click()
    await expect(second.get_by_role("button", name="恢复计入")).to_be_visible()
    await expect(first.get_by_role("button", name="恢复计入")).to_be_visible()
