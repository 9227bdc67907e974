"""What has happened in the demo's village before anybody looks: cases, money, who is on duty."""

from __future__ import annotations

import logging
from datetime import timedelta

from models.base import CHINA
from models.store import Store
from server.demo.books import keep_books
from server.demo.people import SHOWN_VILLAGE
from server.demo.reports import report
from server.demo.stage import VILLAGERS, NoVillagersError, Stage, raised
from server.settings import Settings

log = logging.getLogger("cunwu.demo")

DAYS_OF_DUTY = 7
FIRST_DAY, LAST_DAY = "2000-01-01", "2999-12-31"


async def seed_life(settings: Settings, store: Store) -> None:
    """Lives through it once; a village that has any case is left as it is."""
    if await store.feedback.of_days(SHOWN_VILLAGE, FIRST_DAY, LAST_DAY, limit=1):
        return
    try:
        async with raised(settings, store.now()) as stage:
            await settle(stage)
            await report(stage, settings.deadlines)
            await keep_books(stage)
            await plan_duty(stage)
    except NoVillagersError:
        log.warning("nobody can sign in as a villager of the demo: it begins without cases")


async def settle(stage: Stage) -> None:
    """The villagers are bound to the village."""
    stage.ago(days=20)
    for code, name in VILLAGERS.items():
        path = f"/villages/{SHOWN_VILLAGE}/bindings"
        binding = await stage.do(code, "POST", path, {"name": name})
        await stage.do("clerk", "POST", f"/bindings/{binding['id']}/confirm")


async def plan_duty(stage: Stage) -> None:
    """Secretary and clerk take turns this week."""
    stage.at(stage.now)
    today = stage.now.astimezone(CHINA).date()
    people = [stage.staff[role] for role in ("secretary", "clerk")]
    days = [
        {"on": (today + timedelta(days=n)).isoformat(), "account": str(people[n % len(people)])}
        for n in range(DAYS_OF_DUTY)
    ]
    await stage.do("clerk", "PUT", f"/villages/{SHOWN_VILLAGE}/duty", {"days": days})
