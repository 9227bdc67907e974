"""A disclosure on its way through three people's hands, and what the gate holds back."""

from __future__ import annotations

import io

import openpyxl
from playwright.async_api import Page, expect

from tests.e2e.axe import accessible, fits
from tests.e2e.browser import DESKTOP, PHONE, Visitors
from tests.e2e.walking import show, tab_to
from tests.factories import VILLAGE
from tests.pictures import encoded, photo

ID_NUMBER = "330825196605142817"
HEADS = ("日期", "收支", "金额", "摘要", "对方", "经手人", "审批人", "凭证号")
HANDS = ("维修部", "文书", "村支书")
ROWS = (
    ("2026-07-08", "收入", "12500.00", "集体山林承包费", *HANDS, "A001"),
    ("2026-07-21", "支出", "3680.50", f"路灯维修，领款人身份证{ID_NUMBER}", *HANDS, "A002"),
)


def workbook(*rows: tuple[str, ...]) -> dict[str, object]:
    """An Excel file as somebody picks it on their computer."""
    book = openpyxl.Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "三季度.xlsx", "mimeType": kind, "buffer": written.getvalue()}


async def at(visitors: Visitors, role: str, address: str, **options) -> Page:
    account = await visitors.make.the(role, VILLAGE)
    return await visitors.open(address, account=account, **{"viewport": DESKTOP, **options})


async def begun(api, item: str = "F01", period: str = "2026Q3") -> str:
    path = f"/villages/{VILLAGE}/items/{item}/drafts"
    return (await api("POST", path, {"period": period}, role="clerk")).json["id"]


async def test_three_people_lay_an_account_open_and_the_gate_stops_an_id_number(
    visitors, api, make, store
):
    await make.village()
    address = f"/cadre#/disclosure/{await begun(api)}"
    clerk = await at(visitors, "clerk", address)
    await clerk.get_by_label("导入 Excel 或 CSV").set_input_files(workbook(*ROWS))
    await expect(clerk.get_by_label("第 2 行 金额（元）")).to_have_value("3680.50")
    for label, value in (
        ("期初余额（元）", "1000"), ("期末余额（元）", "9819.50"), ("制表人", "文书"),
        ("审核人(民主理财)", "理财小组"),
    ):  # fmt: skip
        await clerk.get_by_label(label).fill(value)
    await clerk.get_by_role("button", name="提交审核").click()
    gate = clerk.get_by_role("region", name="个人信息检查")
    await expect(clerk.get_by_role("region", name="下一步").get_by_role("alert")).to_contain_text(
        "收支明细第 2 行 摘要"
    )
    await expect(gate.locator("mark").filter(has_text=ID_NUMBER)).to_be_visible()
    await gate.get_by_role("button", name="打码", exact=True).first.click()
    await expect(gate).to_contain_text("都已处理")
    await clerk.get_by_role("button", name="提交审核").click()
    await expect(clerk.get_by_text("待审核", exact=True)).to_be_visible()

    overseer = await at(visitors, "overseer", "/cadre")
    await overseer.get_by_role("region", name="等我处理的公开事项").get_by_role("link").click()
    await overseer.get_by_role("button", name="审核通过").click()
    await expect(overseer.get_by_text("待批准", exact=True)).to_be_visible()

    secretary = await at(visitors, "secretary", address)
    await secretary.get_by_role("button", name="批准公开").click()
    await secretary.get_by_role("button", name="确认批准公开").click()
    await secretary.get_by_role("button", name="批准公开", exact=True).last.click()
    await expect(secretary.locator(".badge", has_text="已公开")).to_be_visible()
    published = (await store.publications.raw.find_one({"division": VILLAGE}))["content"]
    assert ID_NUMBER not in str(published)
    visitors.allow("422")


async def test_a_wrong_file_is_refused_row_by_row_and_nothing_is_taken(visitors, api, make, store):
    await make.village()
    draft = await begun(api)
    clerk = await at(visitors, "clerk", f"/cadre#/disclosure/{draft}")
    bad = ("2026-13-01", "支出", "十元", "水泥", "", "", "", "")
    await clerk.get_by_label("导入 Excel 或 CSV").set_input_files(workbook(ROWS[0], bad))
    problem = clerk.get_by_role("alert")
    await expect(problem).to_contain_text("有 2 处不对，一笔都没有导入")
    await expect(problem).to_contain_text("3")
    page = await api("GET", f"/disclosures/{draft}/source", role="clerk")
    assert page.json["entry_count"] == 0
    visitors.allow("422")


async def test_pasted_rows_are_taken_whole_or_told_line_by_line(visitors, api, make):
    await make.village()
    clerk = await at(visitors, "clerk", f"/cadre#/disclosure/{await begun(api)}")
    await clerk.get_by_text("从表格粘贴").click()
    paste = clerk.get_by_label("把表格里的单元格粘贴到这里")
    await paste.fill("2026/7/8\t收入\t12,500\t山林承包费\n2026/7/9\t花了\t8\t水泥")
    await clerk.get_by_role("button", name="加入", exact=True).click()
    await expect(clerk.get_by_role("alert")).to_contain_text("第 2 行：收支要写「收入」或「支出」")
    await paste.fill("2026/7/8\t收入\t12,500\t山林承包费\n2026/7/9\t支出\t8\t水泥")
    await clerk.get_by_role("button", name="加入", exact=True).click()
    await expect(clerk.get_by_label("第 2 行 摘要")).to_have_value("水泥")
    await expect(clerk.get_by_text("收入 12,500.00 元，支出 8.00 元")).to_be_visible()


async def test_it_is_sent_back_with_a_reason_at_its_place_and_comes_again(visitors, api, make):
    await make.village()
    draft = await make.disclosure("三季度收支", published=False)
    await api("POST", f"/disclosures/{draft.id}/submission", {"version": 1}, role="clerk")
    overseer = await at(visitors, "overseer", f"/cadre#/disclosure/{draft.id}", viewport=PHONE)
    await overseer.get_by_role("button", name="退回修改").click()
    await overseer.get_by_label("哪里要改").select_option(label="标题")
    await overseer.get_by_label("怎样改").fill("请写明是哪个村")
    await overseer.get_by_role("button", name="确认退回修改").click()
    await expect(overseer.get_by_text("起草中", exact=True)).to_be_visible()
    clerk = await at(visitors, "clerk", f"/cadre#/disclosure/{draft.id}", viewport=PHONE)
    await expect(clerk.get_by_role("note")).to_contain_text("标题：请写明是哪个村")
    await clerk.get_by_label("标题").fill("前村三季度收支")
    await clerk.get_by_role("button", name="提交审核").click()
    await expect(clerk.get_by_role("heading", level=1)).to_have_text("前村三季度收支")
    await expect(clerk.get_by_text("待审核", exact=True)).to_be_visible()


async def test_a_correction_tells_why_and_what_changed(visitors, api, make):
    await make.village()
    before = await make.disclosure("三季度收支", "收支平衡")
    clerk = await at(visitors, "clerk", f"/cadre#/disclosure/{before.id}")
    await clerk.get_by_role("button", name="更正", exact=True).click()
    await clerk.get_by_label("更正的原因").fill("漏记一笔")
    await clerk.get_by_role("button", name="确认更正").click()
    await clerk.get_by_label("说明（可不填）").fill("收支平衡，补记一笔")
    await clerk.get_by_role("button", name="提交审核").click()
    await expect(clerk.get_by_text("待审核", exact=True)).to_be_visible()
    draft = clerk.url.rpartition("/")[2]
    now = (await api("GET", f"/disclosures/{draft}/source", role="clerk")).json["version"]
    await api("PUT", f"/disclosures/{draft}/review", {"version": now}, role="overseer")
    await api("PUT", f"/disclosures/{draft}/publication", {"version": now + 1}, role="secretary")
    await clerk.reload()
    record = clerk.get_by_role("region", name="更正记录")
    await record.get_by_role("button", name="看改了什么").click()
    await expect(record.locator("ins")).to_have_text("收支平衡，补记一笔")
    await expect(record).to_contain_text("漏记一笔")


async def test_the_workbench_shuts_nobody_out(visitors, api, make):
    await make.village()
    draft = await begun(api)
    page = await at(
        visitors, "clerk", "/cadre#/disclosures", viewport={"width": 320, "height": 640}
    )
    for address in ("/disclosures", f"/disclosure/{draft}", "/inquiries"):
        await show(page, address)
        await fits(page)
        await accessible(page)
    await page.set_viewport_size(DESKTOP)
    await show(page, f"/disclosure/{draft}")
    await accessible(page)


async def test_the_picture_of_a_voucher_stays_with_its_line(visitors, api, make):
    await make.village()
    draft = await begun(api)
    clerk = await at(visitors, "clerk", f"/cadre#/disclosure/{draft}")
    await clerk.get_by_role("button", name="＋ 加一行").click()
    await clerk.get_by_label("第 1 行 金额（元）").fill("12.50")
    await clerk.get_by_label("第 1 行 摘要").fill("灯泡")
    voucher = {"name": "票.jpg", "mimeType": "image/jpeg", "buffer": encoded(photo())}
    await clerk.get_by_label("第 1 行 票据照片").set_input_files(voucher)
    await expect(clerk.get_by_alt_text("第 1 张")).to_be_visible()
    await clerk.get_by_role("button", name="保存草稿").click()
    await expect(clerk.locator("#told")).to_have_text("已保存")
    await clerk.reload()
    await expect(clerk.get_by_alt_text("第 1 张")).to_be_visible()
    entry = (await api("GET", f"/disclosures/{draft}/source", role="clerk")).json["entries"][0]
    assert (entry["amount"], len(entry["vouchers"])) == (1250, 1)


async def test_two_clerks_edit_one_draft_and_the_second_overwrites_nothing(visitors, api, make):
    await make.village()
    draft = await begun(api)
    first, second = [await at(visitors, "clerk", f"/cadre#/disclosure/{draft}") for _ in range(2)]
    await first.get_by_label("制表人").fill("周文书")
    await second.get_by_label("制表人").fill("吴会计")
    await first.get_by_role("button", name="保存草稿").click()
    await expect(first.locator("#told")).to_have_text("已保存")
    await second.get_by_role("button", name="保存草稿").click()
    await expect(second.get_by_role("alert")).to_contain_text("您写的都还在下面")
    await expect(second.get_by_label("制表人")).to_have_value("吴会计")
    source = (await api("GET", f"/disclosures/{draft}/source", role="clerk")).json
    assert source["fields"][0]["text"] == "周文书"
    visitors.allow("409")


async def test_an_overseer_reviews_without_a_mouse(visitors, api, make):
    await make.village()
    draft = await make.disclosure("三季度收支", published=False)
    await api("POST", f"/disclosures/{draft.id}/submission", {"version": 1}, role="clerk")
    page = await at(visitors, "overseer", "/cadre")
    waiting = page.get_by_role("region", name="等我处理的公开事项")
    await tab_to(page, waiting.get_by_role("link", name="三季度收支"))
    await page.keyboard.press("Enter")
    await tab_to(page, page.get_by_role("button", name="审核通过"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("待批准", exact=True)).to_be_visible()
