"""Runs a simulation from an empty database to its table; it knows nothing of the command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

import httpx
from rich.table import Table

from models.base import CHINA
from models.deadlines import DeadlineRules
from models.overviews import standing_of
from models.rates import Rate, RateRules
from models.rollups import added
from models.store import Store
from server.jobs import all_routines, job_functions
from server.lifecycle import open_database, running_web
from server.settings import Settings
from server.simulation.days import Days, days_from
from server.simulation.invariants import broken
from server.simulation.world import VirtualClock, World, build
from server.worker import Worker

REQUEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Result:
    """What was done, what does not hold, and how the townships did."""

    filed: int
    acts: int
    faults: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how many, from when; `rate` is reports of a village in a day."""

    days: int
    villages: int
    seed: int
    start: date
    rate: float


async def simulate(settings: Settings, plan: Plan, say: Callable[[str], None]) -> Result:
    """Lives through the days on a database that is dropped before and after."""
    await _drop(settings)
    clock = VirtualClock(datetime.combine(plan.start, time(6), CHINA))
    try:
        async with running_web(settings, clock) as (_, port, services):
            root = f"http://127.0.0.1:{port}/api/v1"
            async with httpx.AsyncClient(
                base_url=root, timeout=REQUEST_SECONDS, trust_env=False
            ) as http:
                return await _live(services.store, settings, plan, clock, http, say)
    finally:
        await _drop(settings)


async def _live(
    store: Store,
    settings: Settings,
    plan: Plan,
    clock: VirtualClock,
    http: httpx.AsyncClient,
    say: Callable[[str], None],
) -> Result:
    await store.ensure_indexes()
    world = await build(store, http, plan.villages, plan.seed)
    life = Days(world, clock, _worker(store, settings), settings.deadlines, rate=plan.rate)
    for number, day in enumerate(days_from(plan.start, plan.days), 1):
        await life.live(day)
        say(f"{day} ({number}/{plan.days}): {life.filed} filed, {life.acts} acts")
    faults = tuple([fault async for fault in broken(store, world)])
    return Result(life.filed, life.acts, faults, await _table(store, world))


async def _drop(settings: Settings) -> None:
    database = open_database(settings)
    await database.client.drop_database(database.name)
    await database.close()


def _worker(store: Store, settings: Settings) -> Worker:
    rules: DeadlineRules = settings.deadlines
    return Worker(store, settings, job_functions(store, rules), all_routines(store, rules))


async def _table(store: Store, world: World) -> Table:
    """A line a township, over all months, hidden cases included, by the domain's own rules."""
    table = Table(title="乡镇办理情况")
    for heading in ("乡镇", "村", "诉求", "未办结", "提级", "不计入", "响应率", "解决率", "满意率",
                    "签收中位(分)", "答复中位(分)"):  # fmt: skip
        table.add_column(heading, justify="left" if heading == "乡镇" else "right")
    for township in world.townships:
        code = township.division.code
        rollups = await store.rollups.in_area(code, "2000-01", "2999-12")
        sums = added(rollup.both for rollup in rollups)
        found = standing_of(code, sums, [(sums, RateRules())])
        table.add_row(
            township.division.name,
            *map(str, (
                sum(village.code.startswith(code) for village in world.villages),
                found.cases, found.open, found.escalated, found.left_out,
            )),
            *map(_share, (found.rates.response, found.rates.solved, found.rates.satisfied)),
            *map(_minutes, (found.minutes_to_accept, found.minutes_to_answer)),
        )  # fmt: skip
    return table


def _share(rate: Rate) -> str:
    return "-" if rate.share is None else f"{rate.share:.1%} ({rate.count}/{rate.of})"


def _minutes(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
