"""Makes the reports of a week or a month once it is over; made twice it is the same one.

It counts the cases anew, as roll-ups know months only.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from models.divisions import LENGTHS, Division, covers
from models.feedback.measured import MeasuredCase
from models.outbox import Job
from models.overviews import Standing, standing_of
from models.rates import Rate, RateRule, rules_in
from models.reports import Cell, Kind, Period, Table
from models.rollups import Sums, added, summed
from models.store import Store

KINDS: tuple[Kind, ...] = ("week", "month")
TITLES = {"week": "周报", "month": "月报"}
FIGURES = (
    "诉求数", "涉及人数", "未办结", "黄牌", "红牌", "提级", "不计入考核",
    "响应率%", "按时签收", "应签收", "解决率%", "已解决", "已评价",
    "满意率%", "满意", "已打分", "综合得分",
    "签收用时中位数（分钟）", "答复用时中位数（分钟）", "派单准确率%",
)  # fmt: skip
TAG_FIGURES = ("标签", "诉求数", "未办结", "已答复", "已解决")


class Reporting:
    """Looks for periods that are over, and makes their reports."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked: dict[Kind, Period] = {}

    async def look(self) -> int:
        """Asks for the reports of the last week and month, once; how many were asked for."""
        return sum([await self._ask(kind) for kind in KINDS])

    async def _ask(self, kind: Kind) -> int:
        period = self._store.reports.ended(kind)
        if self._asked.get(kind) == period:
            return 0
        villages = await self._store.rollups.villages_in(period.months)
        areas = sorted({*villages, *(code[: LENGTHS["township"]] for code in villages)})
        for area in areas:
            await self._store.jobs.enqueue("report", *period.job(area))
        self._asked[kind] = period
        return len(areas)

    async def make(self, job: Job) -> None:
        """Makes and keeps one report, if nobody has."""
        division, period = job.payload["division"], Period.model_validate(job.payload)
        store = self._store
        if await store.reports.made(division, period):
            return
        area = await store.divisions.by_code(division)
        so_far = "" if period.is_whole else "，期未满"
        name = f"{area.name}诉求办理{TITLES[period.kind]}"
        title = f"{name}（{period.first} 至 {period.last}{so_far}）"
        await store.reports.keep(division, period, title, await self._tables(area, period))

    async def _tables(self, area: Division, period: Period) -> list[Table]:
        book = await self._store.rate_rules.of_county(area.code[: LENGTHS["county"]])
        hidden = area.level != "village"
        villages = await self._store.divisions.villages_in(area.code)
        sums = {v.code: await self._sums(v.code, period, hidden=hidden) for v in villages}
        past = [await self._sums(v.code, period.before, hidden=hidden) for v in villages]
        lines = [
            (place.name, added(found for code, found in sums.items() if covers(place.code, code)))
            for place in await self._places(area, villages)
        ]
        total = added(sums.values())
        lines += [("合计" if hidden else area.name, total), ("上期", added(past))]
        rows = tuple(_row(name, found, period, book) for name, found in lines)
        tags = tuple((t.tag, t.cases, t.open, t.answered, t.solved) for t in total.tags)
        heading = "乡镇" if area.level == "county" else "村"
        return [
            Table(title="办理情况", columns=(heading, *FIGURES), rows=rows),
            Table(title="反映内容", columns=TAG_FIGURES, rows=tags),
        ]

    async def _places(self, area: Division, villages: Sequence[Division]) -> Sequence[Division]:
        """What has a line of its own: names of villages repeat in a county, so there townships."""
        if area.level == "county":
            codes = sorted({village.code[: LENGTHS["township"]] for village in villages})
            return [await self._store.divisions.by_code(code) for code in codes]
        return villages if area.level == "township" else ()

    async def _sums(self, village: str, period: Period, *, hidden: bool) -> Sums:
        cases: Sequence[MeasuredCase] = await self._store.feedback.measured(
            village, period.first, period.last
        )
        return await asyncio.to_thread(summed, [c for c in cases if hidden or not c.hidden])


def _row(name: str, sums: Sums, period: Period, book: Sequence[RateRule]) -> tuple[Cell, ...]:
    found = standing_of(name, sums, [(sums, rules_in(period.first[:7], book))])
    rates = found.rates
    shares = [
        cell for rate in (rates.response, rates.solved, rates.satisfied) for cell in _three(rate)
    ]
    return (
        name, found.cases, found.people, found.open, found.yellow, found.red, found.escalated,
        found.left_out,
        *shares, rates.score, found.minutes_to_accept, found.minutes_to_answer, _percent(found),
    )  # fmt: skip


def _three(rate: Rate) -> tuple[Cell, Cell, Cell]:
    share = None if rate.share is None else round(100 * rate.share, 1)
    return share, rate.count, rate.of


def _percent(found: Standing) -> Cell:
    share = found.routes_uncorrected_share
    return None if share is None else round(100 * share, 1)
