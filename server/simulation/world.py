"""The county that is simulated: its divisions, its people and their habits, its clock.

Everything that chance decides comes from the seed and the village, so a run can be repeated.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from bson import ObjectId

from models.accounts import Grant, Role
from models.divisions import Division
from models.store import Store
from server.demo.divisions import demo_divisions

# Longer than any simulation, and than what the database thinks of its virtual date: it forgets
# sessions by its own clock.
SESSION_DAYS = 3650
SERVER_FAULT = 500


class VirtualClock:
    """Stands until it is moved."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True)
class Habit:
    """How a village's cadres work: the chance that they look (on a working day, on a day off), that
    they finish what they have when they look, and that the villagers are content with it."""

    name: str
    looks: float
    looks_on_days_off: float
    finishes: float
    pleases: float


HABITS = (
    Habit("勤快", 0.95, 0.5, 0.6, 0.9),
    Habit("一般", 0.6, 0.1, 0.4, 0.75),
    Habit("懒散", 0.12, 0.0, 0.25, 0.5),
)
SHARES = (5, 3, 2)


class Person:
    """Somebody who is signed in and calls the API."""

    def __init__(self, account: ObjectId, token: str, http: httpx.AsyncClient) -> None:
        self.account = account
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http

    async def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Status and JSON; what the server cannot answer ends the simulation."""
        reply = await self._http.request(method, path, json=body, headers=self._headers)
        if reply.status_code >= SERVER_FAULT:
            raise RuntimeError(f"{method} {path}: {reply.status_code} {reply.text}")
        return reply.status_code, reply.json() if reply.content else None


@dataclass(slots=True)
class Village:
    """A village with its people, its habit, and its own chance."""

    division: Division
    habit: Habit
    chance: random.Random
    villager: Person
    secretary: Person
    clerk: Person
    # Cases whose reporter may still have something to say.
    followed: set[str] = field(default_factory=set)
    # Whose inboxes have been empty since something last came: nobody need look again.
    quiet: set[ObjectId] = field(default_factory=set)

    @property
    def code(self) -> str:
        return self.division.code


@dataclass(slots=True)
class Township:
    """A township with its monitor."""

    division: Division
    chance: random.Random
    monitor: Person


@dataclass(slots=True)
class World:
    """Everybody."""

    county: Person
    townships: list[Township]
    villages: list[Village]


async def build(store: Store, http: httpx.AsyncClient, villages: int, seed: int) -> World:
    """The first so many villages of the demo county, their townships, and people for all of it."""
    divisions = chosen(demo_divisions(), villages)
    await store.divisions.add_all(divisions)

    async def person(role: Role, division: Division) -> Person:
        grant = Grant(role=role, division=division.code)
        account = await store.accounts.open(name=f"{division.name}{role}", grants=(grant,))
        token, _ = await store.sessions.begin(
            account, idle_minutes=60 * 24 * SESSION_DAYS, max_days=SESSION_DAYS,
            agent="simulation", address="",
        )  # fmt: skip
        return Person(account.id, token, http)

    world = World(await person("county", divisions[0]), [], [])
    for division in divisions[1:]:
        chance = random.Random(f"{seed}/{division.code}")  # noqa: S311  # a run must be repeatable
        if division.level == "township":
            world.townships.append(Township(division, chance, await person("monitor", division)))
            continue
        habit = chance.choices(HABITS, SHARES)[0]
        village = Village(
            division,
            habit,
            chance,
            villager=await person("villager", division),
            secretary=await person("secretary", division),
            clerk=await person("clerk", division),
        )
        world.villages.append(village)
    return world


def chosen(divisions: Sequence[Division], villages: int) -> list[Division]:
    """The county, so many of its villages, and the townships in which they lie."""
    some = [d for d in divisions if d.level == "village"][:villages]
    parents = {village.parent for village in some}
    above = [d for d in divisions if d.level == "county" or d.code in parents]
    return [*above, *some]
