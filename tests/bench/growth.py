"""Whether pages cost the same with few and with many stored items: time, and documents examined.

Both databases lie in one mongod, and both web processes remember nothing.
"""

from __future__ import annotations

import itertools
import statistics
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import quote

from handlers.api import ROOT
from models.store import Store
from tests.bench import load
from tests.bench.items import HOT
from tests.bench.rows import Row
from tests.bench.seed import People, seed
from tests.bench.sizes import Sizes
from tests.bench.stage import Running, Stage
from tests.bench.texts import SEARCHED

AIM = 1.3
READ = ("posts", "disclosures", "divisions", "feedback")


@dataclass(frozen=True, slots=True)
class Pile:
    """One of the two databases, with the server over it and the people in it."""

    store: Store
    web: Running
    people: People

    def pages(self) -> dict[str, bytes]:
        """The requests that are measured, by name."""
        village, secretary = f"{ROOT}/villages/{HOT}", self.people.secretary_token
        return {
            "home": load.request("GET", f"{village}/home"),
            "feed": load.request("GET", f"{village}/feed"),
            "search": load.request("GET", f"{village}/search?q={quote(SEARCHED)}"),
            "inbox": load.request("GET", f"{ROOT}/inbox", token=secretary),
            "my cases": load.request(
                "GET", f"{ROOT}/me/feedback", token=self.people.villager_token
            ),
        }


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """Two rows a page."""
    async with stage.store("few", indexed=False) as few, stage.store("many", indexed=False) as many:
        people = (
            await seed(stage, few, sizes.few_items),
            await seed(stage, many, sizes.many_items),
        )
        with ExitStack() as stack:
            webs = [
                stack.enter_context(stage.web(name, CACHE_ENTRIES="0")) for name in ("few", "many")
            ]
            small = Pile(few, webs[0], people[0])
            large = Pile(many, webs[1], people[1])
            compared = f"{sizes.many_items:,} / {sizes.few_items:,} items"
            rows = [await _time(small, large, page, sizes, compared) for page in small.pages()]
            rows += [await _examined(small, large, page, compared) for page in small.pages()]
    return rows


async def _time(small: Pile, large: Pile, page: str, sizes: Sizes, compared: str) -> Row:
    """The median time of an answer, asked in turn; the median of the rounds' ratios."""
    pairs = [
        (await _median(small, page, sizes), await _median(large, page, sizes))
        for _ in range(sizes.rounds + 1)
    ]
    few, many = (statistics.median(side) for side in zip(*pairs[1:], strict=True))
    ratio = statistics.median(many / few for few, many in pairs[1:])
    return Row(f"{page}: time", many, "ms", few, ratio, "<=", AIM, compared)


async def _median(pile: Pile, page: str, sizes: Sizes) -> float:
    requests = itertools.repeat(pile.pages()[page], sizes.readings_a_round)
    outcome = await load.run(pile.web.port, iter(requests), load.Expected(200), connections=1)
    return outcome.percentile(0.5)


async def _examined(small: Pile, large: Pile, page: str, compared: str) -> Row:
    few, few_keys = await _profile(small, page)
    many, many_keys = await _profile(large, page)
    ratio = many / max(1, few)
    note = f"{compared}; index keys {many_keys} and {few_keys}"
    return Row(f"{page}: documents examined", many, "", few, ratio, "<=", AIM, note)


async def _profile(pile: Pile, page: str) -> tuple[int, int]:
    """Documents and index keys that mongod looked at for one answer."""
    database = pile.store.db.raw
    await database.command("profile", 0)
    await database.drop_collection("system.profile")
    await database.command("profile", 2)
    request = iter([pile.pages()[page]])
    await load.run(pile.web.port, request, load.Expected(200), connections=1)
    await database.command("profile", 0)
    read = {"ns": {"$in": [f"{database.name}.{name}" for name in READ]}}
    found = [row async for row in database["system.profile"].find(read)]
    return (
        sum(row.get("docsExamined", 0) for row in found),
        sum(row.get("keysExamined", 0) for row in found),
    )
