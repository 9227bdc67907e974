"""A case through many hands, who may act for whom, and what outlives an ended session."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.access_makers import REPORT
from tests.e2e.axe import accessible, fits
from tests.e2e.browser import DESKTOP, PHONE, Visitors
from tests.e2e.township_stage import eventually
from tests.e2e.walking import settled, tab_to
from tests.factories import VILLAGE

NARROW = {"width": 320, "height": 640}


async def at(visitors: Visitors, role: str, address: str, **options) -> Page:
    account = await visitors.make.the(role, VILLAGE)
    return await visitors.open(address, account=account, **{"viewport": DESKTOP, **options})


async def filed(api, make) -> str:
    """A report of somebody else each time."""
    token = await make.token_of(await make.account("villager"))
    reply = await api("POST", f"/villages/{VILLAGE}/feedback", REPORT, token=token)
    return reply.json["id"]


async def do(page: Page, act: str, *, reason: str = "") -> None:
    """One of the acts that are not the next one, with its reason."""
    await page.get_by_role("button", name="其他处理").click()
    await page.get_by_role("button", name=act, exact=True).click()
    if reason:
        await page.get_by_label("理由").fill(reason)
        await page.get_by_role("button", name=f"确认{act}").click()


async def test_reports_of_one_thing_are_joined_and_one_is_split_off_again(visitors, api, make):
    await make.village()
    main, other = await filed(api, make), await filed(api, make)

    async def alike() -> bool:
        found = await api("GET", f"/feedback/{other}/similar", role="secretary")
        return [one["id"] for one in found.json["items"]] == [main]

    await eventually(alike)
    page = await at(visitors, "secretary", f"/cadre#/case/{other}", viewport=NARROW)
    await do(page, "并入同类诉求")
    await page.get_by_role("button", name="确认并入同类诉求").click()
    await expect(page.get_by_text("请填写并入哪一件")).to_be_visible()
    await fits(page)
    await page.get_by_role("radio").check()
    await page.get_by_label("理由").fill("说的是同一盏路灯")
    await page.get_by_role("button", name="确认并入同类诉求").click()
    await expect(page.locator(".case-no").get_by_text("已并案")).to_be_visible()
    await do(page, "从并案中拆分", reason="是村尾的另一盏")
    await expect(page.locator(".case-no").get_by_text("待签收")).to_be_visible()
    await expect(page.get_by_role("region", name="办理经过")).to_contain_text("是村尾的另一盏")


async def test_what_cannot_be_solved_is_marked_sent_on_sent_back_and_explained(visitors, api, make):
    await make.village()
    address = f"/cadre#/case/{await filed(api, make)}"
    secretary = await at(visitors, "secretary", address)
    await do(secretary, "认定为复杂事项", reason="要和供电公司一起勘察")
    past = secretary.get_by_role("region", name="办理经过")
    await expect(past).to_contain_text("要和供电公司一起勘察")
    await do(secretary, "转办")
    await secretary.get_by_label("转给谁").select_option(label="村文书")
    await secretary.get_by_label("理由").fill("请先查线路图")
    await secretary.get_by_role("button", name="确认转办").click()
    clerk = await at(visitors, "clerk", address, viewport=PHONE)
    await do(clerk, "退回", reason="线路归供电公司管")
    await expect(past).to_contain_text("线路归供电公司管")
    await do(secretary, "解释说明（无法解决）")
    await secretary.get_by_role("textbox", name="说明").fill(
        "这条线路已列入明年改造，今年不能单独加灯。"
    )
    await secretary.get_by_role("button", name="确认解释说明").click()
    await expect(secretary.get_by_text("请填写依据")).to_be_visible()
    await secretary.get_by_role("textbox", name="依据").fill("《供电营业规则》第四十七条")
    await secretary.get_by_label("下一步找谁").fill("县供电公司 0570-7012345")
    await secretary.get_by_role("button", name="确认解释说明").click()
    await expect(secretary.locator("section.answer")).to_contain_text("下一步：县供电公司")
    visitors.allow("404")


async def test_who_asks_to_act_for_a_parent_comes_to_the_clerk_and_is_decided_on(
    visitors, api, make, store
):
    await make.village()
    page = await at(visitors, "clerk", "/cadre#/people", viewport=NARROW)
    await expect(page.get_by_text("没有等待核实的代办申请")).to_be_visible()
    child = await make.token_of(await make.account("villager"))
    for name, relation in (("王奶奶", "parent"), ("赵大爷", "other")):
        asked = {"name": name, "relation": relation, "my_name": "王小明"}
        await api("POST", f"/villages/{VILLAGE}/delegations", asked, token=child)
    asks = page.get_by_role("list", name="代办申请").get_by_role("listitem")
    await expect(asks).to_have_count(2)
    await asks.filter(has_text="王奶奶").get_by_role("button", name="通过", exact=True).click()
    await expect(asks).to_have_count(1)
    await asks.get_by_role("button", name="不通过…").click()
    await asks.get_by_role("button", name="不通过", exact=True).click()
    await expect(page.get_by_text("请写明原因，对方会看到")).to_be_visible()
    await asks.get_by_label("不通过的原因").fill("请带本人到村委会办理")
    await fits(page)
    await asks.get_by_role("button", name="不通过", exact=True).click()
    await expect(page.get_by_text("没有等待核实的代办申请")).to_be_visible()
    rows = await store.delegations.raw.find({}).to_list(10)
    assert sorted(row["state"] for row in rows) == ["confirmed", "declined"]


async def test_what_was_typed_outlives_an_ended_session_and_is_nobody_elses(visitors, make, store):
    await make.village()
    clerk = await make.the("clerk", VILLAGE)
    page = await at(visitors, "clerk", "/cadre#/posts/new")
    await page.get_by_label("标题").fill("写到一半的通知")
    await expect(page.get_by_text("实时", exact=True)).to_be_visible()
    await store.sessions.end_all(clerk.id)
    await expect(page.get_by_label("密码")).to_be_visible()
    await visitors.sign_in(page.context, await make.the("secretary", VILLAGE))
    await page.reload()
    await expect(page.get_by_label("标题")).to_have_value("")
    await visitors.sign_in(page.context, clerk)
    await page.reload()
    await expect(page.get_by_label("标题")).to_have_value("写到一半的通知")
    visitors.allow("401")


async def test_something_that_happened_is_recorded_and_drafted_without_a_mouse(
    visitors, api, make, store
):
    await make.village()
    page = await at(visitors, "clerk", "/cadre#/disclosures")
    await settled(page)
    summary = page.locator("summary", has_text="记录一件需要公开的事")
    await tab_to(page, summary)
    await page.keyboard.press("Enter")
    form = page.locator("details", has=summary)
    await tab_to(page, form.get_by_label("属于哪个事项"))
    await page.keyboard.press("ArrowDown")
    await tab_to(page, form.get_by_label("什么事"))
    await page.keyboard.type("换届选举")
    await accessible(page)
    await page.keyboard.press("Enter")
    coming = page.get_by_role("region", name="接下来要公开").get_by_role("listitem")
    missing = page.get_by_role("region", name="逾期没有公开").get_by_role("listitem")
    line = coming.or_(missing).filter(has_text="换届选举")
    await expect(line).to_be_visible()
    await tab_to(page, line.get_by_role("button", name="起草"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="提交前检查")).to_be_visible()
    assert (await store.disclosures.raw.find_one({}))["state"] == "draft"
