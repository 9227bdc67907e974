"""What everybody does, hour by hour: villagers report and judge, cadres work by their habits.

All of it goes over HTTP, like everything that people do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from models.base import CHINA
from models.working_days import WorkingCalendar
from server.simulation import texts
from server.simulation.world import Person, Township, Village, VirtualClock, World
from server.worker import Worker

HOURS = (9, 12, 16, 20)
# How long after the villagers the cadres look: nobody accepts in the minute of filing.
LATER = timedelta(minutes=40)
ON_DAYS_OFF = 0.5
# How often, at each of the hours, villagers look at what became of their cases.
JUDGES = 0.1
# How often 1 to 5 is said of how one was treated, by whether it was solved: the two differ, as
# some are content with how they were heard, and others are not although it was mended.
CONTENT = {True: (1, 2, 9, 38, 50), False: (40, 30, 20, 8, 2)}
# People who act at the same moment.
AT_ONCE = 8
OK, CREATED = 200, 201


class Days:
    """Lives through days; `rate` is reports a village and day, `filed` and `acts` what happened."""

    def __init__(
        self,
        world: World,
        clock: VirtualClock,
        worker: Worker,
        calendar: WorkingCalendar,
        *,
        rate: float,
    ) -> None:
        self._rate = rate
        self._world = world
        self._clock = clock
        self._worker = worker
        self._calendar = calendar
        self.filed = 0
        self.acts = 0

    async def live(self, day: date) -> None:
        """One day."""
        works = self._calendar.is_working_day(day)
        for hour in HOURS:
            self._clock.at = datetime.combine(day, time(hour), CHINA)
            await _each(self._world.villages, lambda v: self._report(v, works))
            self._clock.at += LATER
            await _each(self._world.villages, lambda v: self._handle(v, works))
            await _each(self._world.townships, lambda t: self._supervise(t, works))
            await _each(self._world.villages, self._judge)
            await self._worker.until_idle()

    async def _report(self, village: Village, works: bool) -> None:
        rate = self._rate / len(HOURS) * (1 if works else ON_DAYS_OFF)
        if village.chance.random() >= rate:
            return
        path = f"/villages/{village.code}/feedback"
        status, case = await village.villager.call("POST", path, texts.report(village.chance))
        assert status == CREATED, case
        self.filed += 1
        village.followed.add(case["id"])
        village.quiet.clear()

    async def _handle(self, village: Village, works: bool) -> None:
        habit = village.habit
        if village.chance.random() >= (habit.looks if works else habit.looks_on_days_off):
            return
        people = (village.secretary, village.clerk)
        for person in [person for person in people if person.account not in village.quiet]:
            _, inbox = await person.call("GET", "/inbox?limit=50")
            if not inbox["items"]:
                village.quiet.add(person.account)
            for line in inbox["items"]:
                await self._work_on(person, village, line)

    async def _work_on(self, person: Person, village: Village, line: dict[str, Any]) -> None:
        chance, case = village.chance, f"/feedback/{line['id']}"
        if line["state"] == "assigned":
            await self._act(person, f"{case}/acceptance", {})
            return
        if line["state"] == "accepted" and chance.random() < village.habit.finishes:
            choices: dict[str, tuple[object, int]] = {
                "answer": (texts.ANSWER, 80),
                "question": (texts.QUESTION, 6),
                "extension": (texts.EXTENSION, 5),
                "transfer": (texts.TRANSFER, 5),
                "refusal": (texts.REFUSAL, 4),
            }
            (act,) = chance.choices(list(choices), [weight for _, weight in choices.values()])
            village.quiet.clear()
            await self._act(person, f"{case}/{act}", choices[act][0])

    async def _supervise(self, township: Township, works: bool) -> None:
        """A monitor answers what has come up, and leaves a case out of the rates now and then."""
        if not works or township.chance.random() < 0.3:
            return
        _, inbox = await township.monitor.call("GET", "/inbox?limit=50")
        for line in inbox["items"]:
            act = {"assigned": "acceptance", "accepted": "answer"}.get(line["state"])
            if act is not None:
                body = texts.ANSWER if act == "answer" else {}
                await self._act(township.monitor, f"/feedback/{line['id']}/{act}", body)

    async def _judge(self, village: Village) -> None:
        """Villagers look at their cases now and then, and say what they think."""
        if not village.followed or village.chance.random() > JUDGES:
            return
        for case_id in sorted(village.followed):
            _, case = await village.villager.call("GET", f"/feedback/{case_id}")
            await self._say(village, case)

    async def _say(self, village: Village, case: dict[str, Any]) -> None:
        chance, path = village.chance, f"/feedback/{case['id']}"
        if case["state"] == "waiting":
            village.quiet.clear()
            await self._act(village.villager, f"{path}/reply", texts.REPLY)
        elif case["state"] == "answered" and chance.random() < 0.6:
            pleased = chance.random() < village.habit.pleases
            if not pleased and chance.random() < 0.4:
                village.quiet.clear()
                await self._act(village.villager, f"{path}/reopening", texts.REOPENING)
                return
            (content,) = chance.choices(range(1, 6), CONTENT[pleased])
            rating = {"solved": pleased, "content": content}
            await self._act(village.villager, f"{path}/rating", rating)
            if not pleased and chance.random() < 0.1:
                await self._leave_out(village, path)
        elif case["state"] in ("closed", "refused", "explained"):
            village.followed.discard(case["id"])

    async def _leave_out(self, village: Village, path: str) -> None:
        """The village proposes it, the county agrees."""
        status, _ = await village.secretary.call("POST", f"{path}/exclusion", texts.EXCLUSION)
        if status == OK:
            await self._act(self._world.county, f"{path}/exclusion/confirmation", {})

    async def _act(self, person: Person, path: str, body: object) -> None:
        """One act; that somebody else was faster is a part of life."""
        status, _ = await person.call("POST", path, body)
        self.acts += status == OK


async def _each(people: Iterable[Any], act: Callable[[Any], Awaitable[None]]) -> None:
    """Everybody does it, a few at the same moment."""
    places = asyncio.Semaphore(AT_ONCE)

    async def one(person: Any) -> None:
        async with places:
            await act(person)

    await asyncio.gather(*(one(person) for person in people))


def days_from(start: date, count: int) -> list[date]:
    """So many days, one after the other."""
    return [start + timedelta(days=number) for number in range(count)]
