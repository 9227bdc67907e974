"""What a villager reads and settles on the phone: each page does what it says."""

from __future__ import annotations

import json
from datetime import date, timedelta

from playwright.async_api import expect

from models.base import CHINA
from models.scenes import Scene
from tests.e2e.furnished import entries, furnish
from tests.factories import VILLAGE

HOME = f"/?village={VILLAGE}"
HEAR = """window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis",
  {value: {cancel() {}, speak(one) { window.spoken.push(one.text); one.onend?.(); }}});"""


async def test_the_home_page_asks_the_api_once(visitors, make, api) -> None:
    await make.village()
    await make.post("停水通知", "明天停水一天。")
    asked = []
    page = await visitors.open(
        HOME, before=lambda page: page.on("request", lambda r: asked.append(r.url))
    )
    await expect(page.get_by_role("heading", name="前村")).to_be_visible()
    await expect(page.get_by_text("停水通知").first).to_be_visible()
    calls = [url for url in asked if "/api/" in url]
    assert [url.rpartition("/api/v1")[2] for url in calls] == [f"/villages/{VILLAGE}/home"]


async def test_a_notice_is_read_aloud_and_confirmed_once(visitors, make, api) -> None:
    furnished = await furnish(make, api)
    page = await visitors.open(HOME, account=furnished.villager, script=HEAR)
    await page.get_by_role("link", name="停水通知 请确认已经看过").click()
    await page.get_by_role("button", name="读给我听").click()
    assert "明天停水一天" in "".join(await page.evaluate("window.spoken"))
    await page.get_by_role("button", name="我已看过，确认").click()
    await expect(page.get_by_text("您已确认看过")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("您已确认看过")).to_be_visible()
    await expect(page.get_by_role("button", name="我已看过，确认")).to_have_count(0)


async def test_a_line_of_a_disclosure_is_asked_about_and_the_question_stands_beside_it(
    visitors, make, api
) -> None:
    await make.village()
    shown = await make.disclosure("三季度收支", entries=entries())
    page = await visitors.open(
        f"{HOME}#/disclosures/{shown.id}", account=await make.the("villager")
    )
    await page.get_by_role("link", name="对第 2 笔提问").click()
    await page.get_by_label("您的问题").fill("路灯材料是在哪里买的？")
    await page.get_by_role("button", name="提交").click()
    await expect(page.get_by_role("heading", name="我的提问")).to_be_visible()
    await expect(page.get_by_text("路灯材料是在哪里买的？")).to_be_visible()


async def test_money_stands_beside_the_year_before_as_a_chart_and_as_a_table(
    visitors, make, api
) -> None:
    furnished = await furnish(make, api)
    page = await visitors.open(f"{HOME}#/disclosures/{furnished.disclosure}")
    await expect(page.get_by_role("img", name="2026年第三季度收入12,500.00元")).to_be_visible()
    await expect(page.locator("canvas")).to_be_visible()
    table = page.get_by_role("table")
    await expect(table.get_by_role("row", name="收入")).to_contain_text("6,250.00")
    await expect(table.get_by_role("row", name="收入")).to_contain_text("多 100%")


async def test_what_is_missing_is_listed_since_when_and_can_be_demanded(
    visitors, make, api, store
) -> None:
    await make.village()
    due = store.now().astimezone(CHINA).date() - timedelta(days=3)
    held = {"item": "V14", "on": (due + timedelta(days=20)).isoformat(), "title": "换届选举"}
    recorded = await api("POST", f"/villages/{VILLAGE}/events", held, role="clerk")
    since = date.fromisoformat(recorded.json["due_on"])
    page = await visitors.open(f"{HOME}#/calendar", account=await make.the("villager"))
    missing = page.get_by_role("region", name="应公开还没公开")
    await expect(missing.get_by_text("换届选举")).to_be_visible()
    await expect(missing).to_contain_text(f"{since.month}月{since.day}日起超期")
    await missing.get_by_role("button", name="要求公开").click()
    await page.get_by_role("button", name="确定").click()
    await expect(page.locator("#told")).to_contain_text("现有 1 人要求")
    demanded = await api("GET", "/me/demands", role="villager")
    assert [(one["item"], one["count"]) for one in demanded.json["items"]] == [("V14", 1)]


async def test_a_child_asks_to_act_for_the_mother(visitors, make, api) -> None:
    await make.village()
    page = await visitors.open(f"{HOME}#/me/parents", account=await make.the("villager"))
    await page.get_by_label("家人的姓名").fill("王奶奶")
    await page.get_by_role("button", name="提交申请").click()
    await expect(page.get_by_text("我替 王奶奶（父母）")).to_be_visible()
    await expect(page.get_by_text("等待确认")).to_be_visible()


async def test_somebody_new_is_bound_after_a_cadre_has_confirmed(
    visitors, make, api, store
) -> None:
    await make.village()
    page = await visitors.open(f"{HOME}#/me")
    await page.get_by_role("button", name="王小军").click()
    await page.get_by_role("link", name="我的村").click()
    await page.get_by_label("哪个组").fill("三组")
    await page.get_by_role("button", name="申请绑定").click()
    await expect(page.get_by_text("等待村干部确认")).to_be_visible()
    found = await api("GET", f"/villages/{VILLAGE}/bindings", role="secretary")
    [binding] = found.json["items"]
    await api("POST", f"/bindings/{binding['id']}/confirm", {}, role="secretary")
    await page.reload()
    await expect(page.get_by_text("已确认")).to_be_visible()


async def test_a_phone_number_needs_the_agreement_and_everything_can_be_taken_away(
    visitors, make, api
) -> None:
    await make.village()
    page = await visitors.open(f"{HOME}#/me/privacy", account=await make.the("villager"))
    await page.get_by_label("手机号", exact=True).fill("13800000000")
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_text("请先看说明并同意")).to_be_visible()
    await page.get_by_label("我已看过上面的说明").check()
    await page.get_by_role("button", name="保存").click()
    await expect(page.get_by_text("138****0000")).to_be_visible()
    async with page.expect_download() as started:
        await page.get_by_role("button", name="导出我的资料").click()
    exported = json.loads((await (await started.value).path()).read_text(encoding="utf-8"))
    assert "accounts" in exported["data"]


async def test_an_account_is_erased_only_after_it_was_said_twice(visitors, make, store) -> None:
    await make.village()
    account = await make.account("villager")
    page = await visitors.open(f"{HOME}#/me/privacy", account=account)
    await page.get_by_role("button", name="注销账号").click()
    await page.get_by_role("button", name="取消").click()
    assert (await store.accounts.get(account.id)).active
    await page.get_by_role("button", name="注销账号").click()
    await page.get_by_role("dialog").get_by_role("button", name="注销").click()
    await expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    assert not (await store.accounts.get(account.id)).active


async def test_a_scanned_code_opens_what_it_points_at(visitors, make, api, server) -> None:
    furnished = await furnish(make, api)
    vault = server.services.vault
    page = await visitors.open(f"/?scene={Scene('village', VILLAGE).written(vault)}")
    await expect(page.get_by_role("heading", name="前村")).to_be_visible()
    page = await visitors.open(f"/?scene={Scene('post', furnished.notice).written(vault)}")
    await expect(page.get_by_role("heading", name="停水通知")).to_be_visible()
    assert "scene" not in page.url


async def test_words_of_others_are_text_and_never_markup(visitors, make, api) -> None:
    await make.village()
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    shown = await make.disclosure(f"收支{evil}"[:60], f"正文{evil}", entries=entries())
    page = await visitors.open(f"{HOME}#/disclosures/{shown.id}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
    assert await page.locator("#app script, #app [onerror]").count() == 0
