"""What the gates of posts and disclosures ask for on their pages, and who answers for it."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import Page, expect

from models.base import CHINA
from tests.e2e.axe import accessible, fits
from tests.e2e.browser import DESKTOP, PHONE, Visitors
from tests.e2e.test_cadre_disclosing import ROWS, workbook
from tests.e2e.township_stage import eventually
from tests.factories import VILLAGE

LONG = "周六来修水表，找李四 13800138000，不在家的打 13900139000，身份证330825196605142817。"


async def at(visitors: Visitors, role: str, address: str, **options) -> Page:
    account = await visitors.make.the(role, VILLAGE)
    return await visitors.open(address, account=account, **{"viewport": DESKTOP, **options})


async def test_personal_data_in_a_post_is_covered_or_answered_for_by_its_publisher(
    visitors, make, store
):
    await make.village()
    clerk = await at(visitors, "clerk", "/cadre#/posts/new", viewport=PHONE)
    await clerk.get_by_label("标题").fill("修水表")
    await clerk.get_by_label("正文").fill(LONG)
    await clerk.get_by_role("button", name="保存草稿").click()
    gate = clerk.get_by_role("region", name="个人信息检查")
    await expect(gate.get_by_role("listitem")).to_have_count(4)
    reason = clerk.get_by_label("公开「138****8000」的理由")
    await reason.fill("李四是镇水务站的服务电话")
    kept = gate.get_by_role("listitem").filter(has=reason)
    await kept.get_by_role("button", name="说明理由后公开").click()
    await expect(gate).to_contain_text("待发布人同意")
    await gate.get_by_role("button", name="其余 3 处全部打码").click()
    await expect(gate.get_by_role("listitem")).to_have_count(1)
    await expect(clerk.get_by_label("正文")).not_to_have_value(LONG)

    address = clerk.url.removeprefix(visitors.origin)
    secretary = await at(visitors, "secretary", address, viewport=PHONE)
    await secretary.get_by_role("button", name="立即发布").click()
    await secretary.get_by_role("button", name="确认立即发布").click()
    await expect(secretary.get_by_role("alert")).to_be_visible()
    asked = secretary.get_by_role("group", name="发布前请确认")
    await expect(asked).to_contain_text("理由：李四是镇水务站的服务电话")
    await fits(secretary)
    await accessible(secretary)
    await asked.get_by_label("这一处要公开").check()
    await secretary.get_by_role("button", name="确认立即发布").click()
    await expect(secretary.get_by_text("已发布", exact=True)).to_be_visible()
    body = (await store.posts.raw.find_one({}))["body"]
    assert "13800138000" in body
    assert "13900139000" not in body
    assert "330825196605142817" not in body
    visitors.allow("422")


async def test_what_is_justified_needs_the_overseer_and_goes_out_at_its_hour(
    visitors, api, make, store, clock
):
    await make.village()
    hotline = "监督电话 13800138000，对收支有疑问请打。"
    draft = await make.disclosure("三季度收支", hotline, published=False)
    address = f"/cadre#/disclosure/{draft.id}"
    clerk = await at(visitors, "clerk", address)
    gate = clerk.get_by_role("region", name="个人信息检查")
    await clerk.get_by_label("加附件").set_input_files(workbook(ROWS[0]))
    await gate.get_by_role("textbox").fill("是公布的监督电话")
    await gate.get_by_role("button", name="说明理由后公开", exact=True).click()
    await expect(gate).to_contain_text("待监委会同意")
    await clerk.get_by_role("button", name="提交审核").click()
    await expect(clerk.get_by_text("待审核", exact=True)).to_be_visible()

    overseer = await at(visitors, "overseer", address, viewport=PHONE)
    await expect(overseer.get_by_text("理由：是公布的监督电话")).to_be_visible()
    await accessible(overseer)
    await overseer.get_by_role("button", name="我已逐条看过，同意这些公开").click()
    await expect(overseer.get_by_text("监委会已同意")).to_be_visible()
    await overseer.get_by_role("button", name="审核通过").click()
    await overseer.get_by_label("附件我都打开看过").check()
    await overseer.get_by_role("button", name="确认审核通过").click()
    await expect(overseer.get_by_text("待批准", exact=True)).to_be_visible()

    secretary = await at(visitors, "secretary", address)
    await secretary.get_by_role("button", name="批准公开").click()
    soon = (store.now() + timedelta(minutes=5)).astimezone(CHINA)
    await secretary.get_by_label("什么时候公开").fill(f"{soon:%Y-%m-%dT%H:%M}")
    await secretary.get_by_role("button", name="确认批准公开").click()
    await expect(secretary.get_by_text("定时公开", exact=True)).to_be_visible()
    clock.forward(timedelta(minutes=6))
    await eventually(lambda: store.publications.raw.find_one({"division": VILLAGE}))
    await secretary.reload()
    await expect(secretary.locator(".badge", has_text="已公开")).to_be_visible()
    assert hotline in str(await store.publications.raw.find_one({"division": VILLAGE}))


async def test_what_changes_in_a_published_post_passes_the_gate_and_files_are_looked_at(
    visitors, make
):
    await make.village()
    post = await make.post("停水通知", "明天停水", published=False)
    page = await at(visitors, "secretary", f"/cadre#/posts/{post.id}", viewport=PHONE)
    await page.get_by_label("加附件").set_input_files(workbook(ROWS[0]))
    await page.get_by_role("button", name="立即发布").click()
    await page.get_by_role("button", name="确认立即发布").click()
    await expect(page.get_by_role("alert")).to_contain_text("附件")
    await page.get_by_label("我已打开附件看过").check()
    await page.get_by_role("button", name="确认立即发布").click()
    await expect(page.get_by_text("已发布", exact=True)).to_be_visible()
    await page.get_by_label("正文").fill("明天停水，急事打 13800138000")
    await page.get_by_role("button", name="保存修改").click()
    asked = page.get_by_role("group", name="发布前请确认")
    await asked.get_by_label("这一处要公开").check()
    await asked.get_by_role("textbox").fill("值班电话，已征得本人同意")
    await fits(page)
    await page.get_by_role("button", name="保存修改").click()
    await expect(asked).to_have_count(0)
    assert "13800138000" in (await make.store.posts.get(post.id)).body
    visitors.allow("422")
