"""Makes what the addresses of the walk name of what a village publishes and is asked about."""

from __future__ import annotations

from bson import ObjectId

from models.demands import Demand
from models.inquiries import Inquiry
from models.inquiries import levels as inquiry_levels
from models.obligations import Wanted
from tests.access_makers import Bench, Made, by_name
from tests.factories import VILLAGE


async def post(bench: Bench) -> Made:
    return Made(str((await bench.make.post()).id))


async def notice(bench: Bench) -> Made:
    return Made(str((await bench.make.post(asks_confirmation=True)).id))


async def disclosure(bench: Bench) -> Made:
    return Made(str((await bench.make.disclosure()).id))


async def item(bench: Bench) -> Made:
    return Made("F01")


async def line(bench: Bench) -> Made:
    return Made("0")


async def obligation(bench: Bench) -> Made:
    want = Wanted("V02", "village", "event", str(ObjectId()), *["2026-01-01"] * 3)
    return Made(str((await bench.make.store.obligations.ensure(VILLAGE, want)).id))


async def inquiry(bench: Bench) -> Made:
    """It has lain at every desk."""
    owner, store = await bench.villager(), bench.make.store
    at, about, levels = store.now(), await bench.make.disclosure(), inquiry_levels.LEVELS
    made = Inquiry(
        division=VILLAGE,
        targets=(),
        disclosure=about.id,
        chain=about.chain,
        revision=1,
        title=about.title,
        kind="question",
        visibility="private",
        asker=owner.id,
        text="为什么？",
        shown_text="为什么？",
        levels=levels,
        desks=tuple(inquiry_levels.desk_at(level, VILLAGE) for level in levels),
        asked_at=at,
        due_at=at,
    )
    return Made(str((await store.inquiries.ask(made)).id), owner)


async def demand(bench: Bench) -> Made:
    store = bench.make.store
    wanted = Demand(
        division=VILLAGE,
        item="F01",
        name="收支",
        category="finance",
        period=str(ObjectId()),
        needed=9,
        opened_at=store.now(),
    )
    return Made(str((await store.demands.join(wanted, ObjectId(), store.demand_supports)).id))


async def report(bench: Bench) -> Made:
    store = bench.make.store.reports
    await store.keep(VILLAGE, store.ended("month"), "月报", ())
    page = await store.of_division(VILLAGE, "month")
    return Made(str(page.items[0].id))


MAKERS = by_name(
    post, notice, disclosure, item, line, obligation, inquiry, demand, report
)  # fmt: skip
