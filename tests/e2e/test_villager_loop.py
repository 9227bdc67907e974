"""What a villager sees through on the phone: asking for more, taking back, asking again."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.axe import accessible, fits
from tests.e2e.furnished import entries
from tests.factories import VILLAGE

HOME = f"/?village={VILLAGE}"


async def test_a_correction_says_what_it_changed_and_where_it_stands_in_the_chain(
    visitors, make, store
) -> None:
    await make.village()
    first = await make.disclosure("三季度收支", "路灯修了三盏。", entries=entries())
    draft = await store.disclosures.revise(first, reason="少写了一盏", author=first.author)
    title = {"title": "三季度收支（更正）"}
    await store.disclosures.raw.update_one({"_id": draft.id}, {"$set": title})
    shown = await make.published(await store.disclosures.get(draft.id))
    page = await visitors.open(f"{HOME}#/disclosures/{shown.id}")
    changes = page.get_by_role("region", name="这次更正改了什么")
    await expect(changes).to_contain_text("由“三季度收支”改为“三季度收支（更正）”")
    await expect(page.get_by_text("一经发布就不能悄悄改动")).to_be_visible()
    await page.get_by_role("button", name="怎么知道没有被改过").click()
    await expect(page.get_by_text("这一份是第 2 次")).to_contain_text("到现在一共 2 次")
    head = await store.chain_heads.of(VILLAGE)
    await expect(page.locator(".fingerprint")).to_have_text(head.hash)
    await accessible(page)
    await fits(page)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="下载全村存档").click()
    assert (await started.value).suggested_filename.endswith(".zip")
