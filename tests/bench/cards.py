"""How late cards come while very many cases are open, and what a look costs when nothing is due."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from models.store import Store
from models.vault import new_key
from server.casework import Casework
from server.children import start_child, stop_child
from tests.bench.rows import Row
from tests.bench.sizes import Sizes
from tests.bench.stage import STOP_SECONDS, Stage, cores, pin
from tests.cases import RULES, many_cases
from tests.processes import environment

LATE_AIM, LOOK_AIM = 30.0, 1.3
# Cards come due so many a second; the first after all of them are written, each in so long.
A_SECOND, WRITING_SECONDS = 30, 0.03
STARTS_WITHIN = 120
LOOKS = 200
# A county, as it is: 288 villages in 15 townships.
VILLAGES = [f"330825{100 + number % 15}{200 + number}" for number in range(288)]


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """Three rows: the latest of many red cards, over a county and in a single village, and a look
    at which nothing is due."""
    async with stage.store("cards_few") as few, stage.store("cards_many") as many:
        tomorrow = many.now() + timedelta(days=1)
        await many_cases(few, sizes.few_open_cases, check_at=tomorrow, villages=VILLAGES)
        await many_cases(many, sizes.open_cases, check_at=tomorrow, villages=VILLAGES)
        look = await _look(few, many, sizes)
        late = await _lateness(stage, many, sizes, VILLAGES)
    async with stage.store("cards_village") as crowded:
        await many_cases(crowded, sizes.open_cases, check_at=tomorrow, villages=VILLAGES[:1])
        alone = await _lateness(stage, crowded, sizes, VILLAGES[:1])
    return [late, alone, look]


async def _look(few: Store, many: Store, sizes: Sizes) -> Row:
    small, large = [await _median_look(store) for store in (few, many)]
    note = f"{sizes.open_cases:,} / {sizes.few_open_cases:,} open cases"
    ratio = large / small
    return Row("look for alarms, none due", large, "ms", small, ratio, "<=", LOOK_AIM, note)


async def _median_look(store: Store) -> float:
    casework, taken = Casework(store, RULES), []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        assert await casework.look() == 0
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


async def _lateness(stage: Stage, store: Store, sizes: Sizes, villages: Sequence[str]) -> Row:
    log = stage.folder / f"worker of {store.db.raw.name}.log"
    worker = start_child(
        [sys.executable, "-m", "server", "worker"],
        output=log,
        environment=environment(
            MONGODB_URI=stage.mongodb_uri,
            MONGODB_DATABASE=store.db.raw.name,
            DATA_KEYS=f"bench:{new_key()}",
            LOOKUP_KEY=new_key(),
        ),
    )
    try:
        pin(worker.pid, cores()[0])
        await _until_it_works(log)
        begin = store.now() + timedelta(seconds=2 + WRITING_SECONDS * sizes.cards)
        for number in range(sizes.cards):
            at = begin + timedelta(seconds=number / A_SECOND)
            await many_cases(
                store, 1, check_at=at, first=sizes.open_cases + number, villages=villages
            )
        late = await _until_shown(store, sizes.cards)
    finally:
        stop_child(worker, seconds=STOP_SECONDS)
    note = (
        f"{sizes.cards} cards, {A_SECOND} a second, among {sizes.open_cases:,} open cases, one "
        f"worker; median {statistics.median(late):.2f} s"
    )
    where = "a county" if len(villages) > 1 else "one village"
    name = f"red cards of {where}: the latest"
    return Row(name, max(late), "s", None, None, "<=", LATE_AIM, note)


async def _until_it_works(log: Path) -> None:
    """A worker that is not there yet is late for other reasons than many cases."""
    async with asyncio.timeout(STARTS_WITHIN):
        while True:
            if b"working" in await asyncio.to_thread(log.read_bytes):
                return
            await asyncio.sleep(0.1)


async def _until_shown(store: Store, cards: int) -> list[float]:
    """The seconds between each deadline and its red card, once all have been shown."""
    async with asyncio.timeout(cards * (1 / A_SECOND + WRITING_SECONDS) + 3 * LATE_AIM):
        while True:
            found = store.feedback.raw.find({"red_cards": 1}, {"entries": 1})
            rows = [row async for row in found]
            if len(rows) >= cards:
                break
            await asyncio.sleep(1)
    reds = [next(e for e in row["entries"] if e["act"] == "red") for row in rows]
    return [(red["at"] - red["due_at"]).total_seconds() for red in reds]
