"""The disclosure calendar: a year of a county made ahead and again, and the township's matrix."""

from __future__ import annotations

import itertools
import resource
import statistics
import time
from datetime import date

from handlers.api import ROOT
from models.accounts import Grant
from models.catalogue import CalendarRules
from models.obligations.figures import matrix_pipeline, span
from models.store import Store
from server.demo.divisions import demo_divisions
from server.obligations import ObligationWork
from tests.bench import load
from tests.bench.rows import Row
from tests.bench.seed import token_of
from tests.bench.sizes import Sizes
from tests.bench.stage import Stage

DATABASE = "calendar"
SECONDS_AIM, MATRIX_AIM = 20.0, 3.0
COUNTY, YEAR = "330825", (date(2027, 1, 1), date(2027, 12, 31))
# A province's worth of villages, which one worker must make in hours.
MANY_VILLAGES = 30_000


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """Three rows: made ahead, made again, and the matrix against its bare aggregation."""
    async with stage.store(DATABASE) as store:
        await store.divisions.add_all(demo_divisions())
        made, again = await _generate(store), await _generate(store, expected=0)
        return [made, again, await _matrix(stage, store, sizes)]


async def _generate(store: Store, expected: int | None = None) -> Row:
    villages = sum(division.level == "village" for division in demo_divisions())
    before, begun = _megabytes(), time.perf_counter()
    _, done = await ObligationWork(store, CalendarRules()).generate_between(*YEAR)
    seconds = time.perf_counter() - begun
    changed = done.made + done.moved + done.removed
    assert expected is None or changed == expected
    hours = seconds / villages * MANY_VILLAGES / 3600
    note = (
        f"{villages} villages x 47 items x a year, {changed:,} changed; {MANY_VILLAGES:,} villages "
        f"would take {hours:.2f} h; the process grew by {_megabytes() - before:.0f} MB"
    )
    name = "calendar of a year" if expected is None else "calendar of a year, again"
    return Row(name, seconds, "s", None, None, "<=", SECONDS_AIM, note)


async def _matrix(stage: Stage, store: Store, sizes: Sizes) -> Row:
    """In turn: the page over HTTP, and the same aggregation with nothing around it."""
    account = await store.accounts.open(name="县", grants=(Grant(role="county", division=COUNTY),))
    since, until = (day.isoformat() for day in YEAR)
    path = f"{ROOT}/divisions/{COUNTY}/disclosure-matrix?since={since}&until={until}"
    request = load.request("GET", path, token=await token_of(store, account))
    ours, bare = [], []
    with stage.web(DATABASE) as web:
        for _ in range(sizes.rounds + 1):
            one = itertools.repeat(request, 1)
            outcome = await load.run(web.port, one, load.Expected(200), connections=1)
            ours.append(outcome.percentile(0.5))
            bare.append(await _bare(store, since, until))
    ratio = statistics.median(a / b for a, b in zip(ours[1:], bare[1:], strict=True))
    cells = await store.db.aggregate(
        store.obligations.name, matrix_pipeline(span(COUNTY, since, until))
    )
    note = f"bare aggregation of the same {len(cells):,} cells"
    value, floor = (statistics.median(side[1:]) for side in (ours, bare))
    return Row("matrix of 288 villages", value, "ms", floor, ratio, "<=", MATRIX_AIM, note)


async def _bare(store: Store, since: str, until: str) -> float:
    begun = time.perf_counter()
    await store.db.aggregate(store.obligations.name, matrix_pipeline(span(COUNTY, since, until)))
    return (time.perf_counter() - begun) * 1000


def _megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
