"""What a web process needs: memory once jieba is loaded and work was done, and time to start."""

from __future__ import annotations

import itertools
import statistics

import psutil

from tests.bench import filing, reading
from tests.bench.load import Expected, request, run
from tests.bench.rows import Row
from tests.bench.sizes import Sizes
from tests.bench.stage import Running, Stage

MEGABYTE = 1024 * 1024
MEMORY_AIM, START_AIM = 220, 3.0


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """Two rows: resident memory after filing and reading, and start to ready."""
    starts: list[float] = []
    for _ in range(sizes.starts):
        with stage.web(filing.DATABASE) as web:
            starts.append(web.seconds_to_ready)
            if len(starts) == sizes.starts:
                memory = await _memory(stage, web, sizes)
    return [memory, _start(starts)]


async def _memory(stage: Stage, web: Running, sizes: Sizes) -> Row:
    async with stage.store(filing.DATABASE) as store:
        await filing.work(store, web, sizes)
    feed = itertools.repeat(request("GET", reading.FEED), sizes.filings_a_round)
    await run(web.port, feed, Expected(200), connections=filing.AT_A_TIME)
    resident = psutil.Process(web.pid).memory_info().rss / MEGABYTE
    note = f"resident, after {sizes.filings_a_round:,} filings and as many feeds"
    return Row("memory of a web process", resident, "MB", None, None, "<=", MEMORY_AIM, note)


def _start(starts: list[float]) -> Row:
    note = f"database up; median of {len(starts)}, longest {max(starts):.2f} s"
    return Row("start to ready", statistics.median(starts), "s", None, None, "<=", START_AIM, note)
