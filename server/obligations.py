"""What the worker does for the disclosure calendar: makes it ahead, shows cards, marks what is met.

All of it may be repeated or run by two workers at once: obligations are one by key, messages are
one by key, and a generation that dies goes on where its last batch ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from bson import ObjectId

from handlers.notices import message
from models.accounts import Account, Role
from models.base import CHINA, day_of
from models.catalogue import CalendarRules
from models.desks import desk_of, people_at
from models.obligations import Change, Planner, bring_up_to_date
from models.obligations.recording import Calendar
from models.outbox import Job
from models.store import Store
from server.looking import one_by_one

# Villages of one batch: about 5,000 obligations are held in memory at a time.
BATCH_VILLAGES = 50
# A job ends after this long and a new one goes on: whoever stops a worker waits no longer.
JOB_SECONDS = 5.0
RESPONSIBLE: tuple[Role, ...] = ("clerk", "secretary")
# 31 days are never less than a month: periods may be made a little earlier, never later.
MONTH = timedelta(days=31)


class ObligationWork:
    """Jobs and routines of the calendar."""

    def __init__(self, store: Store, rules: CalendarRules) -> None:
        self._store = store
        self._rules = rules
        self._calendar = Calendar(
            store.obligations, store.catalogue_changes, store.calendar_marks, rules
        )
        self._planned = ""

    async def plan(self) -> int:
        """Has the calendar of all villages made once a week; 1 if this worker asked for it."""
        year, week, _ = self._today.isocalendar()
        name = f"{year}W{week:02}"
        if self._planned == name:
            return 0
        await self._store.jobs.enqueue("obligations.generate", f"obligations/{name}", {})
        # Only now: what an outage kept from being asked is asked at the next look.
        self._planned = name
        return 1

    async def generate(self, job: Job) -> None:
        """Makes the villages of `division` ("" for all) that come behind `after`, for a while."""
        division, after = job.payload.get("division", ""), job.payload.get("after", "")
        first, last = self.horizon()
        ends = time.monotonic() + JOB_SECONDS
        reached, _ = await self.generate_between(
            first, last, division=division, after=after, go_on=lambda: time.monotonic() < ends
        )
        if reached is not None:
            payload = {"division": division, "after": reached}
            root = job.key.partition(">")[0]
            await self._store.jobs.enqueue(job.kind, f"{root}>{reached}", payload)

    async def generate_between(
        self,
        first: date,
        last: date,
        *,
        division: str = "",
        after: str = "",
        go_on: Callable[[], bool] = lambda: True,
    ) -> tuple[str | None, Change]:
        """The same for periods that end between two days; the last village if there are more."""
        store, done = self._store, Change()
        while villages := await store.divisions.villages_after(
            after, within=division, limit=BATCH_VILLAGES
        ):
            codes = [village.code for village in villages]
            # Settings of this batch only: those of a province would not fit into memory.
            catalogue = await store.catalogue_changes.over(*codes)
            planner = Planner(catalogue, first, last, self._rules)
            change = await bring_up_to_date(store.obligations, codes, planner)
            if change:
                await store.calendar_marks.touch(codes)
            done, after = done + change, codes[-1]
            if not go_on():
                return after, done
        return None, done

    def horizon(self) -> tuple[date, date]:
        """From the first day of this month to so many months ahead: what ends in it is made."""
        today = self._today
        return today.replace(day=1), today + MONTH * self._rules.obligation_months_ahead

    async def look(self) -> int:
        """Shows the cards whose day has come: near is yellow, overdue is red."""
        due = await self._store.obligations.ringing()
        return await one_by_one(due.items(), self._show, lambda found: f"villages/{found[0]}")

    async def meet(self, job: Job) -> None:
        """A disclosure was published: what it was due for is met on the day it appeared."""
        disclosure = await self._store.disclosures.get(ObjectId(str(job.payload["disclosure"])))
        item = disclosure.item
        if item is None or disclosure.published_at is None:
            return
        on = day_of(disclosure.published_at)
        await self._calendar.meet(
            disclosure.division, item, disclosure.period, disclosure=disclosure.chain, on=on
        )

    async def _show(self, found: tuple[str, Iterable[str]]) -> int:
        village, enters = found
        # Messages first: their keys make repeating harmless, losing them would not be.
        await self._tell(village, enters)
        changed = await self._store.obligations.ring(village)
        await self._store.calendar_marks.touch([village])
        return changed

    async def _tell(self, village: str, enters: Iterable[str]) -> None:
        officials = await self._store.accounts.officials(village)
        about = f"villages/{village}/calendar"
        for state in sorted(enters):
            people = [
                p for role in RESPONSIBLE for p in people_at(desk_of(role, village), officials)
            ]
            await self._message(f"obligation.{state}", village, people, about)
        if "overdue" in enters:
            # One message a township and day, however many of its villages are late.
            monitors = people_at(desk_of("monitor", village), officials)
            town = village[:9]
            about = f"divisions/{town}/disclosure-matrix"
            await self._message("obligation.overdue_below", town, monitors, about)

    async def _message(self, kind: str, place: str, people: Iterable[Account], about: str) -> None:
        once = f"{kind}/{place}/{self._today.isoformat()}"
        told = {f"{once}/{p.id}": message(kind, p.id, about) for p in people}
        await self._store.jobs.enqueue_all("message", told)

    @property
    def _today(self) -> date:
        return self._store.now().astimezone(CHINA).date()
