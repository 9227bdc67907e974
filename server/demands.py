"""What the worker does when enough villagers demand something, and when it is laid open at last."""

from __future__ import annotations

from bson import ObjectId

from handlers.notices import notify
from models.accounts import Role
from models.base import day_of
from models.catalogue import CalendarRules, Item
from models.demands import Demand
from models.desks import desk_of, people_at
from models.obligations import Obligation
from models.obligations.recording import Calendar
from models.outbox import Event, Job
from models.store import Store

# What is demanded of an item that comes by itself with its period is due as the item of the law
# that names joint demands (V10); what is due after events becomes one more event of itself.
JOINT_DEMAND = "V10"
RESPONSIBLE: tuple[Role, ...] = ("clerk", "secretary", "overseer")


class DemandWork:
    """The jobs that follow a demand that was reached, and a publication."""

    def __init__(self, store: Store, rules: CalendarRules) -> None:
        self._store = store
        self._calendar = Calendar(
            store.obligations, store.catalogue_changes, store.calendar_marks, rules
        )

    async def record(self, job: Job) -> None:
        """Makes the obligation and tells village and township; again changes nothing.

        The same title on the same day is the same event of the calendar, so two workers make one.
        """
        demand = await self._store.demands.get(job.payload["demand"])
        if demand.state != "reached" or demand.reached_on is None:
            return
        obligation = await self._calendar.record(
            demand.division,
            await self._item(demand, demand.reached_on),
            on=demand.reached_on,
            title=f"应村民联名要求公开：{demand.name}（{demand.period}）",
            # Many people did: the demand stands for all of them, and none is named.
            by=demand.id,
        )
        events = await self._told(demand)
        demands = self._store.demands
        if not await demands.record(demand, obligation.id, obligation.due_on, events):
            now = await demands.get(demand.id)
            if now.state == "met" and now.disclosure is not None:
                # Published in the meantime: what was just entered is met, too.
                await self._meet(obligation, now.disclosure, demand.reached_on)

    async def meet(self, job: Job) -> None:
        """What was demanded is published, under its own name or as what it became due as; again
        changes nothing."""
        store = self._store
        disclosure = await store.disclosures.get(job.payload["disclosure"])
        village, item, period = disclosure.division, disclosure.item, disclosure.period
        if item is None or disclosure.published_at is None:
            return
        named = await store.obligations.find(village, item, period)
        if named is not None:
            await store.demands.meet_obligation(named.id, disclosure=disclosure.chain)
        demand = await store.demands.find(village, item, period)
        if demand is None:
            return
        if demand.obligation is not None:
            due = await store.obligations.get(demand.obligation)
            on = day_of(disclosure.published_at)
            await self._meet(due, disclosure.chain, on)
        await store.demands.meet(demand, disclosure=disclosure.chain)

    async def _meet(self, due: Obligation, disclosure: ObjectId, on: str) -> None:
        await self._calendar.meet(due.division, due.item, due.period, disclosure=disclosure, on=on)

    async def _item(self, demand: Demand, day: str) -> str:
        catalogue = await self._store.catalogue_changes.over(demand.division)
        item: Item | None = catalogue.items(demand.division, day).get(demand.item)
        own = item is not None and item.enabled and item.by_event and not item.is_dated
        # An event that is laid open before its day cannot be demanded after it.
        return demand.item if own and item and item.before_days is None else JOINT_DEMAND

    async def _told(self, demand: Demand) -> tuple[Event, ...]:
        village, officials = demand.division, await self._store.accounts.officials(demand.division)
        people = [p.id for r in RESPONSIBLE for p in people_at(desk_of(r, village), officials)]
        monitors = [p.id for p in people_at(desk_of("monitor", village), officials)]
        about = f"villages/{village}/calendar"
        return (
            *notify("demand.reached", people, about),
            *notify("demand.reached_below", monitors, about),
        )
