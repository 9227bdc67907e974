"""What the township is trusted with: sealed names, disputed echoes, roles, the law's least."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.test_township import monitor
from tests.e2e.township_stage import content_to_decide, eventually, look_again
from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_filing import LAMP, PATH

WHY = "反映人可能有危险，须当面核实"


async def test_a_sealed_name_is_opened_for_a_reason_that_the_reporter_reads(visitors, api) -> None:
    await visitors.make.village()
    case = (await api("POST", PATH, LAMP | {"visibility": "sealed"}, role="villager")).json
    villager = await visitors.make.the("villager")
    phone = await visitors.open(f"/#/cases/{case['id']}", account=villager)
    await expect(phone.get_by_role("heading", level=1)).to_be_visible()
    page = await monitor(visitors, f"/cases/{case['id']}")
    sealed = page.get_by_role("region", name="密封的身份")
    await expect(page.get_by_text(villager.name)).to_have_count(0)
    await sealed.get_by_role("button", name="查看身份").click()
    await sealed.get_by_role("button", name="确认查看身份").click()
    reason = sealed.get_by_label("查看的理由")
    await expect(reason).to_have_attribute("aria-invalid", "true")
    await reason.fill(WHY)
    await sealed.get_by_role("button", name="确认查看身份").click()
    await expect(sealed).to_contain_text(villager.name)
    await expect(sealed).to_contain_text("这次查看已记录")
    await expect(phone.get_by_text(WHY)).to_be_visible()
    await page.get_by_role("link", name="操作记录").click()
    await expect(page.get_by_role("row").filter(has_text="查看密封身份").first).to_be_visible()


async def test_an_echo_that_villagers_object_to_is_decided_where_it_comes_up(
    visitors, api, store
) -> None:
    await visitors.make.village()
    await content_to_decide(api)
    page = await monitor(visitors, "/checks")
    item = page.get_by_role("listitem").filter(has_text="路灯修好了")
    await item.get_by_role("button", name="通过", exact=True).click()
    await item.get_by_role("button", name="确认通过").click()
    await expect(page.get_by_text("没有等审核的内容")).to_be_visible()
    await page.get_by_role("button", name="被举报的回音壁").click()
    await expect(page.get_by_text("没有被举报的内容")).to_be_visible()
    (echo,) = await on_the_wall(api)
    for role in ("clerk", "overseer", "grid_worker"):
        flag = {"reason": "untrue", "note": "其实没有修"}
        await api("POST", f"/echoes/{echo}/flags", flag, role=role)
    await look_again(page)
    await expect(item).to_contain_text("与事实不符")
    await item.get_by_role("button", name="保留").click()
    await item.get_by_label("理由").fill("现场看过，已经修好")
    await item.get_by_role("button", name="确认保留").click()
    await expect(page.get_by_text("没有被举报的内容")).to_be_visible()
    assert await on_the_wall(api) == [echo]


async def on_the_wall(api) -> list[str]:
    """The echoes that everybody reads, as soon as there are some."""
    address = f"/villages/{VILLAGE}/echoes"

    async def shown() -> object:
        return (await api("GET", address)).json["items"]

    await eventually(shown)
    return [one["id"] for one in (await api("GET", address)).json["items"]]


async def test_a_role_is_given_holds_at_once_and_is_taken_again(visitors, api) -> None:
    await visitors.make.village()
    clerk = await visitors.make.account("clerk", VILLAGE, home=VILLAGE)
    token = await visitors.make.token_of(clerk)
    listed = f"/divisions/{VILLAGE}/reports"
    assert (await api("GET", listed, token=token)).status == 403
    page = await monitor(visitors, f"/accounts/{clerk.id}")
    roles = page.get_by_role("list").filter(has_text="前村 文书")
    await expect(roles).to_be_visible()
    await page.get_by_role("button", name="授予", exact=True).click()
    await expect(page.get_by_label("在哪里")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("角色").select_option(label="村支书")
    await page.get_by_label("在哪里").select_option(label="前村")
    await page.get_by_role("button", name="授予", exact=True).click()
    taken = page.get_by_role("button", name="收回 前村 村支书")
    await expect(taken).to_be_visible()
    assert (await api("GET", listed, token=token)).status == 200
    await taken.click()
    await page.get_by_role("button", name="确定").click()
    await expect(taken).to_have_count(0)
    assert (await api("GET", listed, token=token)).status == 403


async def test_what_the_law_forbids_is_refused_with_its_article(visitors) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/catalogue/V14")
    form = page.get_by_role("form", name="修改设置")
    await form.get_by_label("公示几天").fill("10")
    await form.get_by_label("理由").fill("村里地方小")
    await form.get_by_role("button", name="保存设置").click()
    await expect(form.get_by_text("不得低于法定要求")).to_contain_text("条")
    visitors.allow("422")
    await form.get_by_label("公示几天").fill("")
    await form.get_by_label("是否要求公开").select_option(label="不要求")
    await form.get_by_role("button", name="保存设置").click()
    await expect(form.get_by_label("是否要求公开")).to_have_attribute("aria-invalid", "true")
    visitors.allow("422")
    await expect(form.get_by_label("理由")).to_have_value("村里地方小")


async def test_an_item_of_the_township_s_own_is_added_and_owed_by_its_villages(
    visitors, api
) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/catalogue")
    await page.get_by_role("link", name="增加事项").click()
    form = page.get_by_role("form", name="增加公开事项")
    await form.get_by_role("button", name="增加").click()
    await expect(form.get_by_label("名称")).to_have_attribute("aria-invalid", "true")
    await form.get_by_label("名称").fill("集体山塘承包")
    await form.get_by_label("必须写明").fill("承包人、金额")
    await form.get_by_label("多久公开一次").select_option(label="每半年")
    await form.get_by_label("理由").fill("镇里统一要求")
    await form.get_by_role("button", name="增加").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("集体山塘承包")
    await expect(page.get_by_text("承包人、金额")).to_be_visible()
    items = (await api("GET", f"/divisions/{VILLAGE}/catalogue")).json["items"]
    assert [item["cycle"] for item in items if item["name"] == "集体山塘承包"] == ["H"]


async def test_a_publication_that_is_not_as_it_was_noted_shows_by_itself(
    visitors, api, store
) -> None:
    await visitors.make.village()
    page = await monitor(visitors, "/chain")
    await expect(page.get_by_text("村里第一次公开后")).to_be_visible()
    await visitors.make.disclosure("一季度收支")
    heads = await store.chain_heads.within(TOWNSHIP)
    await store.chain_records.keep(TOWNSHIP, store.obligations.today, heads)
    await look_again(page)
    row = page.get_by_role("row").filter(has_text="前村")
    await expect(row).to_contain_text("一致")
    await expect(page.get_by_text("全部一致")).to_be_visible()
    altered = {"$set": {"hash": "0" * 64}}
    await store.publications.raw.update_one({"division": VILLAGE, "number": 1}, altered)
    await look_again(page)
    await expect(row).to_contain_text("不一致")
    await expect(page.get_by_role("alert")).to_contain_text("前村与记录不一致")
