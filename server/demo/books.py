"""What the demo's village lays open: its money of two years, what waits, and what was asked.

Every text and amount is invented; the identity number is of somebody born long before there were
any.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from models.base import CHINA
from server.demo.people import SHOWN_VILLAGE
from server.demo.stage import Stage

# Day of the quarter, way, fen this year and the year before, subject.
MONEY = (
    (7, "income", 1_250_000, 1_180_000, "集体山林承包费"),
    (18, "expense", 368_050, 215_000, "路灯维修材料费"),
    (33, "income", 500_000, 500_000, "上级拨付道路养护补助"),
    (41, "expense", 420_000, 396_000, "村道保洁人员工资"),
    (52, "expense", 152_600, 0, "水渠清淤人工费"),
    (60, "income", 86_000, 72_000, "文化礼堂场地租金"),
    (71, "expense", 86_320, 79_400, "村委会水电费"),
    (80, "expense", 118_000, 98_500, "老年食堂食材补贴"),
)
OPENING, OPENING_BEFORE = 3_641_200, 2_418_000
DAYS_TO_CLOSE_BOOKS = 15
# The check digit is right, or nobody would take it for one.
INVENTED_ID = "330825190203040000"


async def keep_books(stage: Stage) -> None:
    """Published: money of two years; waiting for review: one; a draft that the gate stops."""
    year, quarter = last_closed(stage.now.astimezone(CHINA).date())
    await publish(stage, year - 1, quarter, before=True)
    shown = await publish(stage, year, quarter, before=False)
    await ask(stage, shown)
    stage.ago(hours=6)
    held = await draft(stage, plain("村级公益岗位补贴发放情况", "本月公益岗位补贴已经打卡发放。"))
    await hand_in(stage, held)
    stage.ago(hours=4)
    body = f"临时救助已经发放，领取人身份证号{INVENTED_ID}，请核对。"
    await draft(stage, plain("临时救助发放情况", body))


def last_closed(today: date) -> tuple[int, int]:
    """Year and number of the last quarter whose books are closed by now."""
    day = today - timedelta(days=DAYS_TO_CLOSE_BOOKS + 1)
    number = (day.month - 1) // 3
    return (day.year, number) if number else (day.year - 1, 4)


def finance(year: int, quarter: int, *, before: bool) -> dict[str, Any]:
    """The quarter's money; it balances."""
    first = date(year, 3 * quarter - 2, 1)
    entries: list[dict[str, Any]] = [
        {
            "on": (first + timedelta(days=day)).isoformat(),
            "way": way,
            "amount": amount,
            "subject": subject,
            "handled_by": "村文书",
            "approved_by": "村支书",
            "voucher_number": f"{quarter}-{number:03}",
        }
        for number, (day, way, now, then, subject) in enumerate(MONEY, 1)
        if (amount := then if before else now)
    ]
    opening = OPENING_BEFORE if before else OPENING
    moved = sum(e["amount"] if e["way"] == "income" else -e["amount"] for e in entries)
    return {
        "category": "finance",
        "item": "F01",
        "title": f"{year}年第{quarter}季度财务收支情况",
        "period": f"{year}Q{quarter}",
        "body": "本季度收支逐笔公开，欢迎监督；对哪一笔有疑问，可以点开直接问。",
        "fields": {"制表人": "村文书", "审核人(民主理财)": "民主理财小组"},
        "entries": entries,
        "opening": opening,
        "closing": opening + moved,
    }


def plain(title: str, body: str) -> dict[str, Any]:
    """One that follows no form of the catalogue."""
    return {"category": "village", "title": title, "period": "", "body": body}


async def draft(stage: Stage, written: dict[str, Any]) -> dict[str, Any]:
    """The clerk writes it; a period that is left out is the running month."""
    month = stage.clock().astimezone(CHINA).strftime("%Y-%m")
    form = written | {"period": written["period"] or month}
    path = f"/villages/{SHOWN_VILLAGE}/disclosures"
    made: dict[str, Any] = await stage.do("clerk", "POST", path, form)
    return made


async def hand_in(stage: Stage, made: dict[str, Any]) -> dict[str, Any]:
    """For review by the overseers."""
    path, form = f"/disclosures/{made['id']}/submission", {"version": made["version"]}
    handed: dict[str, Any] = await stage.do("clerk", "POST", path, form)
    return handed


async def publish(stage: Stage, year: int, quarter: int, *, before: bool) -> str:
    """Written, reviewed and approved soon after the books were closed; its id."""
    following = date(year + quarter // 4, 3 * (quarter % 4) + 1, 1)
    day = following + timedelta(days=DAYS_TO_CLOSE_BOOKS - 1)
    stage.at(datetime.combine(day, time(10), CHINA))
    made = await hand_in(stage, await draft(stage, finance(year, quarter, before=before)))
    path = f"/disclosures/{made['id']}"
    made = await stage.do("overseer", "PUT", f"{path}/review", {"version": made["version"]})
    await stage.do("secretary", "PUT", f"{path}/publication", {"version": made["version"]})
    return str(made["id"])


async def ask(stage: Stage, disclosure: str) -> None:
    """A question that is answered, and one that is not yet."""
    path = f"/disclosures/{disclosure}/inquiries"
    stage.ago(hours=20)
    first = await stage.do(
        "zhang", "POST", path, {"line": 2, "text": "路灯材料是在哪里买的，买了几盏？"}
    )
    stage.ago(hours=16)
    told = {"text": "在镇上的五金店买的，一共六盏灯头和两卷电线，发票附在凭证后面。"}
    await stage.do("clerk", "POST", f"/inquiries/{first['id']}/answer", told)
    stage.ago(hours=3)
    await stage.do("li", "POST", path, {"line": 5, "text": "水渠清淤请了几个人，做了几天？"})
