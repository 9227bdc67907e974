"""The cadre's desk: cases come in live, keyboards suffice, and who is slower loses no words."""

from __future__ import annotations

from playwright.async_api import Page, Response, expect

from tests.e2e.browser import DESKTOP, Visitors
from tests.e2e.township_stage import eventually
from tests.e2e.walking import show, tab_to
from tests.factories import VILLAGE

LAMP = {"title": "路灯坏了", "text": "村口的路灯已经坏了半个月，晚上老人出门很不方便。"}
ACCUSATION = {"text": "我们村的村支书把集体的钱私分了，账目从来不公开，请上级查一查。"}


async def filed(api, body: dict[str, str] = LAMP) -> str:
    reply = await api("POST", f"/villages/{VILLAGE}/feedback", body, role="villager")
    return reply.json["id"]


async def desk_of(visitors: Visitors, role: str, address: str = "/cadre", **options) -> Page:
    account = await visitors.make.the(role, VILLAGE)
    return await visitors.open(address, account=account, **{"viewport": DESKTOP, **options})


async def test_a_new_case_appears_without_a_reload_and_is_accepted_and_answered(
    visitors, api, make
):
    await make.village()
    page = await desk_of(visitors, "secretary")
    await expect(page.get_by_text("现在没有要办的诉求")).to_be_visible()
    await filed(api)
    await page.get_by_role("link", name="路灯坏了").click()
    await page.get_by_role("button", name="签收", exact=True).click()
    await page.get_by_role("button", name="确认签收").click()
    await page.get_by_role("button", name="答复", exact=True).click()
    await page.get_by_label("答复内容").fill("电工今天下午已经修好。")
    await page.get_by_role("button", name="确认答复").click()
    await expect(page.locator("section.answer")).to_contain_text("电工今天下午已经修好")
    await expect(page.get_by_role("region", name="待办诉求")).to_contain_text("现在没有要办")


async def test_the_words_that_led_to_a_tag_are_underlined(visitors, api, make):
    await make.village()
    page = await desk_of(visitors, "secretary", f"/cadre#/case/{await filed(api)}")
    await expect(page.locator(".words mark").first).to_be_visible()
    await expect(page.get_by_role("list", name="标签和依据")).to_contain_text("路灯")
    await expect(page.get_by_role("list", name="标签和依据")).to_contain_text("因为写到")


async def test_whoever_is_slower_is_told_the_new_state_and_keeps_what_they_wrote(
    visitors, api, make
):
    await make.village()
    case = await filed(api)
    first = await desk_of(visitors, "secretary", f"/cadre#/case/{case}")
    second = await desk_of(visitors, "secretary", f"/cadre#/case/{case}")
    for page, words in ((first, "电工今天去修。"), (second, "已经联系供电所，明天上门。")):
        await page.get_by_role("button", name="答复", exact=True).click()
        await page.get_by_label("答复内容").fill(words)
    await first.get_by_role("button", name="确认答复").click()
    await expect(second.get_by_role("alert")).to_contain_text("现在是「已答复」")
    await expect(second.get_by_label("答复内容")).to_have_value("已经联系供电所，明天上门。")
    await expect(second.get_by_role("button", name="确认答复")).to_have_count(0)


class Overheard:
    """All that a page is told: answers of the API, and what comes live."""

    def __init__(self) -> None:
        self.live: list[str] = []
        self._answers: list[Response] = []

    def listen(self, page: Page) -> None:
        """From here on; the page must stay, as answers go with it."""
        page.on("response", self._answered)
        page.on("websocket", lambda ws: ws.on("framereceived", lambda f: self.live.append(str(f))))

    def _answered(self, response: Response) -> None:
        if "/api/v1/" in response.url:
            self._answers.append(response)

    async def everything(self) -> str:
        """What was said, in one piece; what stands in addresses alone is left out."""
        answers = [await response.text() for response in self._answers]
        return "\n".join((*self.live, *answers))


async def test_a_complaint_about_the_secretary_reaches_the_township_and_never_their_console(
    visitors, api, make
):
    await make.village()
    heard = Overheard()
    secretary = await desk_of(visitors, "secretary", before=heard.listen)
    monitor = await desk_of(visitors, "monitor")
    # From here on all that happens is told live.
    await expect(secretary.get_by_text("实时", exact=True)).to_be_visible()
    hidden = await filed(api, ACCUSATION)
    await filed(api)
    await expect(monitor.get_by_role("link", name="把集体的钱私分了")).to_be_visible()
    await expect(secretary.get_by_role("link", name="路灯坏了")).to_be_visible()
    for address in ("/", "/cases", "/messages", "/more"):
        await show(secretary, address)
        await expect(secretary.locator("body")).not_to_contain_text("私分")
    await eventually(lambda: messages(api))
    assert await messages(api) == ["feedback.assigned"]
    await show(secretary, f"/case/{hidden}")
    await expect(secretary.get_by_role("alert")).to_be_visible()
    said = await heard.everything()
    assert "路灯坏了" in said
    assert any('"type":"case"' in frame for frame in heard.live)
    assert hidden not in said
    assert "私分" not in said
    visitors.allow("404")


async def messages(api) -> list[str]:
    """The kinds of what the secretary was told."""
    inbox = await api("GET", "/me/messages", role="secretary")
    return [one["kind"] for one in inbox.json["items"]]


async def test_accepting_and_answering_need_no_mouse(visitors, api, make):
    await make.village()
    await filed(api)
    page = await desk_of(visitors, "secretary")
    await tab_to(page, page.get_by_role("link", name="路灯坏了"))
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", level=1, name="路灯坏了").wait_for()
    await tab_to(page, page.get_by_role("button", name="签收", exact=True))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="确认签收")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".case-no")).to_contain_text("办理中")
    await tab_to(page, page.get_by_role("button", name="答复", exact=True))
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("答复内容")).to_be_focused()
    await page.keyboard.type("电工今天已经修好。")
    await tab_to(page, page.get_by_role("button", name="确认答复"))
    await page.keyboard.press("Enter")
    await expect(page.locator("section.answer")).to_contain_text("电工今天已经修好")
