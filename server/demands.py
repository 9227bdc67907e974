"""What the worker does when enough villagers demand something: it is due, and people are told."""

from __future__ import annotations

from handlers.notices import notify
from models.accounts import Role
from models.catalogue import CalendarRules, Item
from models.demands import Demand
from models.desks import desk_of, people_at
from models.obligations.recording import Calendar
from models.outbox import Event, Job
from models.store import Store

# What is demanded of an item that comes by itself with its period is due as the item of the law
# that names joint demands (V10); what is due after events becomes one more event of itself.
JOINT_DEMAND = "V10"
RESPONSIBLE: tuple[Role, ...] = ("clerk", "secretary", "overseer")


class DemandWork:
    """The job that follows a demand that was reached."""

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
        await self._store.demands.record(demand, obligation.id, obligation.due_on, events)

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
