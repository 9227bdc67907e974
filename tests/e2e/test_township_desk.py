"""The township's other work, done on its pages: disclosure dues, reports, accounts, settings."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.browser import DESKTOP
from tests.e2e.test_township import monitor
from tests.e2e.township_stage import TITLE, content_to_decide, eventually, report_of
from tests.factories import COUNTY, TOWNSHIP, VILLAGE
from tests.handlers.test_calendar import event
from tests.handlers.test_filing import GRAFT, PATH
from tests.inquiries import DOUBT
from tests.inquiries import LAMP as LAMP_LINE

PASSWORD = "a long password of 2026"


async def test_a_cell_of_the_matrix_leads_to_its_dues_and_one_is_excused(
    visitors, api, store
) -> None:
    await visitors.make.village()
    await event(api, store, -3, title="换届选举")
    page = await monitor(visitors, "/matrix")
    cell = page.get_by_role("button", name="前村 参加选举的村民名单：逾期 1/1")
    await cell.click()
    opened = page.get_by_role("region", name="前村 · 参加选举的村民名单")
    await expect(opened).to_contain_text("换届选举")
    await opened.get_by_role("button", name="豁免").click()
    await opened.get_by_label("豁免理由").fill("选举依法推迟")
    await opened.get_by_role("button", name="确认豁免").click()
    await expect(opened).to_contain_text("豁免理由：选举依法推迟")
    excused = page.get_by_role("button", name="前村 参加选举的村民名单：已豁免 1/1")
    await expect(excused).to_be_visible()
    await page.get_by_role("button", name="逾期").click()
    await expect(excused).to_have_count(0)
    calendar = (await api("GET", f"/villages/{VILLAGE}/calendar")).json
    assert "选举依法推迟" in [one["reason"] for one in calendar["excused"]]


async def test_the_matrix_and_a_report_are_taken_away_as_files(visitors, api, store) -> None:
    await visitors.make.village()
    await event(api, store, -3)
    report = await report_of(store)
    page = await monitor(visitors, "/matrix")
    async with page.expect_download() as exported:
        await page.get_by_role("link", name="导出表格").click()
    table = (await (await exported.value).path()).read_text(encoding="utf-8-sig")
    assert "逾期 1/1" in table
    await page.get_by_role("link", name="报表").click()
    async with page.expect_download() as taken:
        await page.get_by_role("button", name=f"下载 Excel：{TITLE}").click()
    assert (await taken.value).suggested_filename == f"{TITLE}.xlsx"
    assert (await (await taken.value).path()).read_bytes()[:2] == b"PK"
    await page.get_by_role("link", name=TITLE, exact=True).click()
    await expect(page.get_by_role("row").filter(has_text="前村")).to_contain_text("50")
    assert report in page.url


async def test_a_download_that_fails_says_so(visitors, store) -> None:
    await visitors.make.village()
    await report_of(store)
    page = await monitor(visitors, "/reports")
    await page.route("**/csv", lambda route: route.abort())
    await page.get_by_role("button", name=f"下载 CSV：{TITLE}").click()
    await expect(page.get_by_role("alert")).to_contain_text("没有下载下来")
    visitors.allow("ERR_FAILED")


async def test_an_account_is_opened_and_its_first_password_opens_it_once(visitors, api) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/accounts/new")
    await page.get_by_role("button", name="开通").click()
    await expect(page.get_by_label("姓名")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("姓名").fill("王文书")
    await page.get_by_label("用户名").fill("Wang!")
    await page.get_by_label("在哪里").select_option(label="后村")
    await page.get_by_role("button", name="开通").click()
    await expect(page.get_by_label("用户名")).to_have_attribute("aria-invalid", "true")
    visitors.allow("422")
    await page.get_by_label("用户名").fill("wang-clerk")
    await page.get_by_role("button", name="开通").click()
    shown = page.get_by_role("status", name="初始密码")
    password = await shown.locator(".secret").nth(1).inner_text()
    body = {"username": "wang-clerk", "password": password}
    assert (await api("POST", "/session/password", body)).json["must_change_password"]
    await page.get_by_role("link", name="账号", exact=True).click()
    await page.get_by_role("link", name="王文书").click()
    await expect(page.get_by_text("还没有改初始密码")).to_be_visible()
    await expect(page.get_by_text(password)).to_have_count(0)


async def test_a_role_is_taken_and_the_account_closed(visitors, api) -> None:
    await visitors.make.village()
    clerk = await visitors.make.account("clerk", VILLAGE, home=VILLAGE)
    token = await visitors.make.token_of(clerk)
    assert (await api("GET", "/inbox", token=token)).status == 200
    page = await monitor(visitors, f"/accounts/{clerk.id}")
    await page.get_by_role("button", name="收回 前村 文书").click()
    await page.get_by_role("button", name="确定").click()
    await expect(page.get_by_text("没有角色")).to_be_visible()
    assert (await api("GET", "/inbox", token=token)).status == 403
    await page.get_by_role("button", name="停用账号").click()
    await page.get_by_label("理由").fill("已离任")
    await page.get_by_role("button", name="确认停用账号").click()
    await expect(page.get_by_role("button", name="恢复账号")).to_be_visible()
    assert (await api("GET", "/session", token=token)).status == 401


async def test_less_than_the_law_is_refused_at_its_field_and_nothing_is_lost(visitors, api) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/catalogue/V14")
    await expect(page.get_by_text("法定不少于 20 天")).to_be_visible()
    field = page.get_by_label("公示几天")
    await field.fill("10")
    await page.get_by_label("理由").fill("村里地方小")
    await page.get_by_role("button", name="保存设置").click()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("不得低于法定要求")).to_be_visible()
    visitors.allow("422")
    await expect(page.get_by_label("理由")).to_have_value("村里地方小")
    await field.fill("30")
    await page.get_by_role("button", name="保存设置").click()
    await expect(page.get_by_role("list", name="设置")).to_contain_text("公示 30 天")
    items = (await api("GET", f"/divisions/{VILLAGE}/catalogue")).json["items"]
    assert next(item["min_posting_days"] for item in items if item["id"] == "V14") == 30


async def test_a_county_sets_rules_for_months_that_have_not_begun(visitors, api) -> None:
    await visitors.make.village()
    county = await visitors.make.the("county", COUNTY)
    page = await visitors.open("/township#/rules", account=county, viewport=DESKTOP)
    await page.get_by_label("几分起算满意").fill("5")
    await page.get_by_label("依据或理由").fill("年度考核方案")
    await page.get_by_role("button", name="定下新口径").click()
    await page.get_by_role("button", name="确定").click()
    await expect(page.get_by_role("heading", name="全部版本")).to_be_visible()
    book = (await api("GET", f"/divisions/{COUNTY}/rate-rules", role="county")).json
    assert [one["rules"]["satisfied_from"] for one in book["items"]] == [5]
    assert book["current"]["satisfied_from"] == 4


async def test_a_content_is_decided_by_the_township_with_a_reason(visitors, api, store) -> None:
    await visitors.make.village()
    await content_to_decide(api)
    page = await monitor(visitors, "/checks")

    async def waits() -> object:
        return (await store.checks.queue(TOWNSHIP, "review")).items

    await eventually(waits)
    await page.reload()
    item = page.get_by_role("listitem").filter(has_text="路灯修好了")
    await item.get_by_role("button", name="不通过").click()
    await item.get_by_role("button", name="确认不通过").click()
    await expect(item.get_by_label("理由")).to_have_attribute("aria-invalid", "true")
    await item.get_by_label("理由").fill("标题与内容不符")
    await item.get_by_role("button", name="确认不通过").click()
    await expect(page.get_by_text("没有等审核的内容")).to_be_visible()
    (refused,) = (await store.checks.queue(TOWNSHIP, "refused")).items
    assert refused.reason == "标题与内容不符"


async def test_what_was_done_stands_in_the_log_with_its_name(visitors, api, store) -> None:
    await visitors.make.village()
    await event(api, store, -3, title="换届选举")
    page = await monitor(visitors, "/audit")
    await expect(page.get_by_role("row").filter(has_text="登记公开事件")).to_contain_text("clerk")


async def test_a_challenge_of_what_was_published_is_judged_by_the_township(visitors, api) -> None:
    await visitors.make.village()
    disclosure = await visitors.make.disclosure(entries=(LAMP_LINE,))
    path = f"/disclosures/{disclosure.id}/inquiries"
    asked = (await api("POST", path, DOUBT, role="villager")).json
    page = await monitor(visitors, "/inquiries")
    item = page.get_by_role("listitem").filter(has_text=DOUBT["text"])
    await expect(item).to_contain_text("质疑不实")
    await item.get_by_role("button", name="答复").click()
    await item.get_by_role("button", name="确认答复质询").click()
    await expect(item.get_by_label("核查结论")).to_have_attribute("aria-invalid", "true")
    await item.get_by_label("核查结论").select_option(label="不属实，须更正")
    await item.get_by_label("答复", exact=True).fill("经核实，该笔支出没有发生。")
    await item.get_by_role("button", name="确认答复质询").click()
    await expect(page.get_by_text("没有到乡镇的质询")).to_be_visible()
    seen = (await api("GET", f"/inquiries/{asked['id']}", role="villager")).json
    assert [answer["verdict"] for answer in seen["answers"]] == ["untrue"]


async def test_a_message_leads_to_its_case_and_is_read_then(visitors, api) -> None:
    await visitors.make.village()
    await api("POST", PATH, GRAFT, role="villager")
    page = await monitor(visitors)

    async def unread() -> int:
        return (await api("GET", "/me/messages/unread", role="monitor")).json["unread"]

    async def all_read() -> bool:
        return await unread() == 0

    await eventually(unread)
    await page.get_by_role("link", name="我的消息").click()
    await page.get_by_role("link", name="您有一件新的村民诉求待签收").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(GRAFT["title"])
    await eventually(all_read)


async def test_the_numbers_of_a_village_are_set_and_too_many_are_refused(visitors, api) -> None:
    await visitors.make.village()
    page = await monitor(visitors, f"/villages/{VILLAGE}")
    part = page.get_by_role("region", name="人数")
    await part.get_by_role("button", name="修改人数").click()
    await part.get_by_label("户数").fill("300")
    await part.get_by_label("十八周岁以上村民").fill("800")
    await part.get_by_label("多少人联名可以要求公开").fill("200")
    await part.get_by_role("button", name="确认修改人数").click()
    refused = part.get_by_label("多少人联名可以要求公开")
    await expect(refused).to_have_attribute("aria-invalid", "true")
    visitors.allow("422")
    await refused.fill("20")
    await part.get_by_role("button", name="确认修改人数").click()
    await expect(part).to_contain_text("现在联名需要20 人")
    assert (await api("GET", f"/villages/{VILLAGE}/headcount")).json["adults"] == 800


async def test_what_no_overseer_reviews_comes_to_the_township_and_is_passed(visitors, api) -> None:
    await visitors.make.divisions()
    for role in ("clerk", "secretary", "monitor"):
        await visitors.make.the(role, VILLAGE)
    body = {"category": "village", "title": "修路公示", "body": "已完工。", "period": "2026Q3"}
    draft = await api("POST", f"/villages/{VILLAGE}/disclosures", body, role="clerk")
    assert draft.status == 201, draft.json
    handed = {"version": draft.json["version"]}
    address = f"/disclosures/{draft.json['id']}"
    sent = await api("POST", f"{address}/submission", handed, role="clerk")
    assert sent.status == 201, sent.json
    page = await monitor(visitors, "/matrix")
    await page.get_by_role("link", name="修路公示").click()
    await page.get_by_role("button", name="审核通过").click()
    await expect(page.locator("#told")).to_contain_text("等村支书批准")
    source = (await api("GET", f"{address}/source", role="secretary")).json
    assert source["state"] == "approval"


async def test_a_message_that_could_not_be_sent_stands_first(visitors, store) -> None:
    await visitors.make.village()
    secretary = await visitors.make.the("secretary", VILLAGE)
    day = store.obligations.today
    await store.sendings.count(day, secretary, "inbox", "feedback.assigned", "sent")
    await store.sendings.count(day, secretary, "sms", "feedback.overdue", "failed")
    page = await monitor(visitors, "/sendings")
    await expect(page.get_by_text("这一天有 1 次没有发成")).to_be_visible()
    await expect(page.get_by_role("row").nth(1)).to_contain_text("诉求红牌提醒")
