"""What others do reaches a villager's open page by itself, and takes nothing away from it."""

from __future__ import annotations

from playwright.async_api import expect

from tests.e2e.furnished import REPORT
from tests.factories import VILLAGE
from tests.handlers.test_feed_cache import eventually

HOME = f"/?village={VILLAGE}"
MORE_THAN_A_PAGE = 22
# A browser without a screen hides no page by itself.
SLEEPY = """let asleep = false;
  Object.defineProperty(document, "hidden", { get: () => asleep });
  window.sleep = (does) => (asleep = does, document.dispatchEvent(new Event("visibilitychange")))"""


async def deliver(store, account, number: int) -> None:
    """One more message in the inbox."""
    await store.messages.deliver(
        key=f"told-{number}",
        account=account.id,
        kind="feedback.answered",
        text=f"第 {number} 条消息。",
        about="",
    )


def is_heard_by(server, account) -> bool:
    """True while the account listens."""
    return any(one.session.account == account.id for one in server.services.live.clients)


async def test_a_new_message_comes_in_front_of_what_was_paged(visitors, make, store) -> None:
    await make.village()
    account = await make.the("villager")
    for number in range(MORE_THAN_A_PAGE):
        await deliver(store, account, number)
    page = await visitors.open(f"{HOME}#/me/messages", account=account)
    items = page.get_by_role("list", name="消息").get_by_role("listitem")
    await page.get_by_role("button", name="看更多").click()
    await expect(items).to_have_count(MORE_THAN_A_PAGE)
    await page.route("**/me/messages?*", lambda route: route.abort())
    await page.route("**/me/messages", lambda route: route.abort())
    async with page.expect_event("requestfailed"):
        await deliver(store, account, 100)
    await expect(items).to_have_count(MORE_THAN_A_PAGE)
    await expect(page.get_by_role("alert")).to_have_count(0)
    await page.unroute_all()
    await deliver(store, account, 101)
    await expect(items).to_have_count(MORE_THAN_A_PAGE + 2)
    await expect(items.first).to_contain_text("第 101 条消息")
    await expect(items.nth(1)).to_contain_text("第 100 条消息")
    visitors.allow("ERR_FAILED")


async def test_a_page_in_the_background_listens_to_nothing_and_catches_up_when_looked_at(
    visitors, make, store, server
) -> None:
    await make.village()
    account = await make.the("villager")
    page = await visitors.open(f"{HOME}#/me/messages", account=account, script=SLEEPY)
    await expect(page.get_by_text("还没有消息。")).to_be_visible()
    await eventually(lambda: is_heard_by(server, account), 20)
    await page.evaluate("sleep(true)")
    await eventually(lambda: not is_heard_by(server, account), 20)
    await deliver(store, account, 1)
    await page.evaluate("sleep(false)")
    await expect(page.get_by_text("第 1 条消息。")).to_be_visible()
    await eventually(lambda: is_heard_by(server, account), 20)


async def test_what_others_do_with_a_case_leaves_what_its_reporter_types(
    visitors, make, api
) -> None:
    await make.village()
    account = await make.the("villager")
    case = (await api("POST", f"/villages/{VILLAGE}/feedback", REPORT, role="villager")).json["id"]
    await api("POST", f"/feedback/{case}/acceptance", {}, role="secretary")
    await api("POST", f"/feedback/{case}/question", {"text": "是哪一盏？"}, role="secretary")
    page = await visitors.open(f"{HOME}#/cases/{case}", account=account)
    await page.get_by_label("补充的情况").fill("桥头那一盏。")
    await api("POST", f"/feedback/{case}/talk", {"text": "电工已经联系了。"}, role="secretary")
    await expect(page.get_by_text("电工已经联系了。")).to_be_visible()
    await expect(page.get_by_label("补充的情况")).to_have_value("桥头那一盏。")
    await page.get_by_role("button", name="提交补充").click()
    await expect(page.get_by_text("正在办理", exact=True)).to_be_visible()
    await api("POST", f"/feedback/{case}/answer", {"text": "已经修好。"}, role="secretary")
    await expect(page.get_by_text("已经修好。")).to_be_visible()


async def test_a_page_whose_session_was_ended_elsewhere_asks_to_sign_in(
    visitors, make, store, server
) -> None:
    await make.village()
    account = await make.account("villager")
    page = await visitors.open(f"{HOME}#/cases", account=account)
    await expect(page.get_by_text("您还没有反映过问题。")).to_be_visible()
    await eventually(lambda: is_heard_by(server, account), 20)
    await store.sessions.end_all(account.id)
    await expect(page.get_by_role("heading", name="请先登录")).to_be_visible()
    visitors.allow("401")
