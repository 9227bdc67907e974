"""A village with something on every page: for looking at all of them, not for testing one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.accounts import Account
from models.disclosures import Entry
from tests.api import Api
from tests.factories import VILLAGE, Factory

REPORT = {"title": "路灯坏了", "text": "村口的路灯坏了半个月，晚上老人出门很不方便。"}
LINES = (
    (date(2026, 7, 8), "income", 1_250_000, "集体山林承包费"),
    (date(2026, 7, 21), "expense", 368_050, "路灯维修材料费"),
)


@dataclass(frozen=True)
class Furnished:
    """Whose eyes it is seen with, and the ids of what there is."""

    villager: Account
    notice: str
    disclosure: str
    case: str

    def views(self) -> list[str]:
        """The addresses of all views of the villagers' face."""
        return [
            *("/", "/villages", "/villages/330825", "/search?q=停水", "/posts?kind=notice"),
            *(f"/posts/{self.notice}", f"/posts/{self.notice}/sheet"),
            *("/disclosures", f"/disclosures/{self.disclosure}"),
            f"/disclosures/{self.disclosure}/ask?line=2",
            *("/calendar", "/demands", "/me/demands"),
            *("/echoes", "/contacts", "/file", "/receipt", "/cases"),
            *(f"/cases/{self.case}", "/me", "/me/bindings", "/me/parents", "/me/messages"),
            *("/me/inquiries", "/me/privacy", "/me/settings"),
        ]


def entries(*, half: bool = False) -> tuple[Entry, ...]:
    """Lines of a finance disclosure, for the year before with half the amounts."""
    return tuple(
        Entry(on=on.isoformat(), way=way, amount=amount // 2 if half else amount, subject=subject)
        for on, way, amount, subject in LINES
    )


async def furnish(make: Factory, api: Api) -> Furnished:
    """Notices, disclosures of two years, an answered case, an echo, a question, bindings."""
    await make.village()
    villager = await make.the("villager")
    notice = await make.post("停水通知", "明天停水**一天**。", asks_confirmation=True)
    await make.post("电影", "周六放电影。", kind="news")
    before = {"item": "F01", "period": "2025Q3", "entries": entries(half=True)}
    await make.disclosure("三季度收支", **before)
    shown = await make.disclosure("三季度收支", "逐笔公开。", item="F01", entries=entries())
    case = await answered_case(api)
    question = {"line": 2, "text": "路灯材料是在哪里买的？"}
    await api("POST", f"/disclosures/{shown.id}/inquiries", question, role="villager")
    mother = {"name": "王奶奶", "relation": "parent"}
    await api("POST", f"/villages/{VILLAGE}/delegations", mother, role="villager")
    wanted = {"item": "F01", "period": "2025Q4"}
    await api("POST", f"/villages/{VILLAGE}/demands", wanted, role="villager")
    return Furnished(villager, str(notice.id), str(shown.id), case)


async def answered_case(api: Api) -> str:
    """A villager's case that waits for their rating, with something said."""
    filed = await api("POST", f"/villages/{VILLAGE}/feedback", REPORT, role="villager")
    case = filed.json["id"]
    await api("POST", f"/feedback/{case}/acceptance", {}, role="secretary")
    await api("POST", f"/feedback/{case}/talk", {"text": "明天去看。"}, role="secretary")
    await api("POST", f"/feedback/{case}/answer", {"text": "已经修好。"}, role="secretary")
    return case
