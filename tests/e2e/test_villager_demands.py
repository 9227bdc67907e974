"""Villagers demand together that something is laid open."""

from __future__ import annotations

from playwright.async_api import expect

from tests.factories import VILLAGE

HOME = f"/?village={VILLAGE}"
DEMANDS = f"/villages/{VILLAGE}/demands"
WANTED = {"item": "F01", "period": "2025Q4"}


async def test_who_joins_makes_up_the_number_and_who_demands_alone_may_leave(
    visitors, make, api
) -> None:
    await make.village()
    for _ in range(2):
        neighbour = await make.token_of(await make.account("villager"))
        await api("POST", DEMANDS, WANTED, token=neighbour)
    page = await visitors.open(f"{HOME}#/demands", account=await make.the("villager"))
    first = page.get_by_role("list", name="要求公开的").get_by_role("listitem").first
    await expect(first).to_contain_text("2 人要求，满 3 人必须公开")
    await first.get_by_role("button", name="我也要求").click()
    await page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await expect(first).to_contain_text("3 人要求")
    await expect(first).to_contain_text("您已经要求")

    await page.get_by_role("button", name="要求公开", exact=True).click()
    await expect(page.get_by_text("请选要求公开什么。")).to_be_visible()
    await page.get_by_label("公开什么").select_option("F02")
    await expect(page.get_by_label("哪个时间的")).not_to_have_value("")
    await page.get_by_role("button", name="要求公开", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await expect(first).to_contain_text("1 人要求")
    await page.get_by_role("link", name="我要求公开的").click()
    mine = page.get_by_role("list", name="我要求公开的").get_by_role("listitem")
    await expect(mine).to_have_count(2)
    await page.get_by_role("button", name="退出联名").click()
    await page.get_by_role("dialog").get_by_role("button", name="确定").click()
    await expect(mine).to_have_count(1)


async def test_who_is_not_of_the_village_reads_what_it_demands_and_how_to_join(
    visitors, make, api
) -> None:
    await make.village()
    await api("POST", DEMANDS, WANTED, role="villager")
    page = await visitors.open(f"{HOME}#/demands")
    await expect(page.get_by_text("1 人要求")).to_be_visible()
    await expect(page.get_by_role("link", name="去绑定")).to_be_visible()
    await expect(page.get_by_role("button", name="我也要求")).to_have_count(0)
