"""Reading: the hot village's feed and home against a bare handler, and against FastAPI."""

from __future__ import annotations

import itertools

from handlers.api import ROOT
from tests.bench import load
from tests.bench.items import HOT
from tests.bench.rounds import Comparison, Side, compare
from tests.bench.rows import Row
from tests.bench.seed import seed
from tests.bench.sizes import Sizes
from tests.bench.stage import Running, Stage, fetch

DATABASE = "reading"
FEED, HOME = f"{ROOT}/villages/{HOT}/feed", f"{ROOT}/villages/{HOT}/home"
CONNECTIONS = 32
BARE_AIM, FASTAPI_AIM = 0.85, 5


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """The rows of reading, out of the web process's memory as a hot page is."""
    async with stage.store(DATABASE) as store:
        await seed(stage, store, sizes.few_items)
    with stage.web(DATABASE) as web:
        feed = await _against_bare(stage, web, sizes, "hot feed", FEED)
        home = await _against_bare(stage, web, sizes, "hot home", HOME)
        return [feed, home, await _against_fastapi(stage, web, sizes)]


async def _against_bare(stage: Stage, web: Running, sizes: Sizes, name: str, path: str) -> Row:
    body = fetch(web.port, path)
    with stage.bare(body) as bare:
        ours, floor = _side(web, path, sizes), _side(bare, "/page", sizes)
        found = await compare(ours, floor, sizes.rounds)
    note = f"bare Tornado writing the same {len(body):,} bytes"
    return _row(name, found, BARE_AIM, note)


async def _against_fastapi(stage: Stage, web: Running, sizes: Sizes) -> Row:
    database = {"MONGODB_URI": stage.mongodb_uri, "MONGODB_DATABASE": DATABASE}
    with stage.program("tests.bench.fastapi_page", **database) as other:
        ours, floor = _side(web, FEED, sizes), _side(other, f"/villages/{HOT}/feed", sizes)
        found = await compare(ours, floor, sizes.rounds)
    return _row("hot feed, FastAPI", found, FASTAPI_AIM, "FastAPI + Motor reading the same page")


def _row(name: str, found: Comparison, aim: float, floor: str) -> Row:
    """Judged by the core's own time: all these servers keep it busy, and other programs use it."""
    note = f"{floor}; a second of processor time; by the clock {found.ratio:.2f}"
    return Row(
        name, found.ours_per_cpu, "/s", found.theirs_per_cpu, found.cpu_ratio, ">=", aim, note
    )


def _side(server: Running, path: str, sizes: Sizes) -> Side:
    requests = itertools.repeat(load.request("GET", path))
    expected = load.Expected(200, len(fetch(server.port, path)))
    return Side(
        server.pid,
        lambda: load.run(
            server.port,
            requests,
            expected,
            connections=CONNECTIONS,
            seconds=sizes.round_seconds,
        ),
    )
