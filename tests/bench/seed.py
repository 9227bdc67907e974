"""Fills a database with any number of items, spread over the 288 villages, one of them hot.

Rows are copies of what the models themselves make, written in bulk; indexes come after them.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId

from handlers.api import ROOT
from models.accounts import Account, Grant
from models.base import Row
from models.store import Store
from server.demo.divisions import demo_divisions
from tests.bench import load
from tests.bench.items import HOT, cases, disclosures, posts
from tests.bench.stage import Stage
from tests.bench.texts import REPORTS

BATCH = 2000


@dataclass(frozen=True, slots=True)
class People:
    """Who asks in the benchmark, with their tokens; the secretary is the hot village's."""

    villager: ObjectId
    villager_token: str
    secretary_token: str


async def seed(stage: Stage, store: Store, items: int) -> People:
    """Writes `items` posts, as many cases and a tenth as many disclosures, then the indexes."""
    divisions = demo_divisions()
    villages = [division.code for division in divisions if division.level == "village"]
    await store.divisions.add_all(divisions)
    people = await _people(store)
    filed = await _filed(stage)
    await _write(store.posts.raw, posts(villages, store.now()), items)
    await _write(store.disclosures.raw, disclosures(villages, store.now()), items // 10)
    await _write(store.feedback.raw, cases(villages, filed, people.villager), items)
    await store.ensure_indexes()
    return people


async def token_of(store: Store, account: Account) -> str:
    """A fresh session's token."""
    token, _ = await store.sessions.begin(
        account, idle_minutes=600, max_days=1, agent="bench", address="127.0.0.1"
    )
    return token


async def _people(store: Store) -> People:
    villager = await store.accounts.open(name="村民", home=HOT)
    grants = (Grant(role="secretary", division=HOT),)
    secretary = await store.accounts.open(name="支书", grants=grants)
    return People(villager.id, await token_of(store, villager), await token_of(store, secretary))


async def _filed(stage: Stage) -> list[Row]:
    """A few cases as filing itself stores them; filed once for all databases of the stage."""
    if not stage.filed:
        path = f"{ROOT}/villages/{HOT}/feedback"
        bodies = [json.dumps({"text": text}).encode() for text in REPORTS]
        async with stage.store("filed") as store:
            await store.divisions.add_all(demo_divisions())
            token = (await _people(store)).villager_token
            requests = [load.request("POST", path, token=token, body=body) for body in bodies]
            with stage.web("filed") as web:
                await load.run(web.port, iter(requests), load.Expected(201), connections=1)
            stage.filed = await store.feedback.raw.find({}).to_list(None)
    return stage.filed


async def _write(raw: Any, make: Callable[[int], Row], items: int) -> None:
    numbers = iter(range(items))
    while batch := [make(number) for number in itertools.islice(numbers, BATCH)]:
        await raw.insert_many(batch, ordered=False)
