"""A township in which something of everything has happened, for tests of all its pages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import Page

from models.reports import Table, period_of
from models.store import Store
from tests.api import Api
from tests.e2e.walking import PATIENCE_MS
from tests.factories import TOWNSHIP, VILLAGE, Factory
from tests.handlers.test_calendar import event, today
from tests.handlers.test_filing import DANGER, GRAFT, LAMP, PATH
from tests.handlers.test_overview import ANSWER, solved_case

TITLE = "试验镇诉求办理月报（2026-10-01 至 2026-10-31）"
COLUMNS = ("村", "诉求数", "响应率%")


@dataclass
class Stage:
    """The addresses of what was made."""

    case: str
    report: str
    account: str


async def furnish(make: Factory, api: Api, store: Store) -> Stage:
    """Cases of several kinds, what is due and overdue, a report, a content to decide, sendings."""
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    for report in (GRAFT, DANGER):
        await api("POST", PATH, report, role="villager")
    await left_out_by_one(api)
    for days in (-3, 2, 40):
        await event(api, store, days, title=f"第 {days} 天的事")
    account = await make.the("clerk", VILLAGE)
    return Stage(case, await report_of(store), str(account.id))


async def left_out_by_one(api: Api) -> None:
    """A proposal that waits for its second person."""
    case = await solved_case(api)
    address = f"/feedback/{case['id']}/exclusion"
    await api("POST", address, {"reason": "重复反映"}, role="secretary")


async def report_of(store: Store) -> str:
    """A report of the last month; its address below the pages."""
    period = period_of("month", today(store)).before
    rows = (("前村", 2, 50.0), ("合计", 2, None))
    table = Table(title="办理情况", columns=COLUMNS, rows=rows)
    await store.reports.keep(TOWNSHIP, period, TITLE, [table])
    (report,) = (await store.reports.of_division(TOWNSHIP, "month")).items
    return str(report.id)


async def content_to_decide(api: Api) -> None:
    """An answered case that its village wants to show on the wall, until a person must look."""
    case = (await api("POST", PATH, {**LAMP, "visibility": "public"}, role="villager")).json
    await api("POST", f"/feedback/{case['id']}/answer", ANSWER, role="secretary")
    address = f"/feedback/{case['id']}/echo"
    shown = await api("POST", address, {"title": "路灯修好了"}, role="secretary")
    assert shown.status == 201, shown.json


async def look_again(page: Page) -> None:
    """What happens when somebody comes back to the page, sooner than it would look by itself."""
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


async def eventually(ask: Callable[[], Awaitable[object]]) -> None:
    """Asks again and again what the worker does in its own time; fails when patience is over."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while not await ask():  # noqa: ASYNC110  # the worker tells nobody when it is done
            await asyncio.sleep(0.1)
