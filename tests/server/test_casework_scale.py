"""However many cases are open, a look of the worker reads only those for which something is due."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from server.casework import Casework
from server.worker import Worker
from tests.cases import RULES, many_cases
from tests.factories import VILLAGE
from tests.models.examined import examined

OPEN, DUE = 20_000, 60


async def test_a_look_reads_what_is_due_and_nothing_else(store, make):
    await make.village()
    due_since = store.now() - timedelta(seconds=30)
    await many_cases(store, OPEN - DUE, check_at=store.now() + timedelta(days=1))
    await many_cases(store, DUE, check_at=due_since, first=OPEN)
    async with examined(store, "feedback") as looked:
        seen = await store.feedback.to_check()
    assert len(seen) == DUE
    assert (looked.documents, looked.sorts) == (DUE, False)
    assert looked.keys <= DUE + 1


async def test_no_card_waits_for_what_else_the_worker_does(store, make, settings):
    await make.village()
    await many_cases(store, 1, check_at=store.now())
    begun, freed = asyncio.Event(), asyncio.Event()

    async def long_work() -> int:
        begun.set()
        await freed.wait()
        return 0

    shown = asyncio.Event()

    async def look() -> int:
        done = await Casework(store, RULES).look()
        if done:
            shown.set()
        return done

    routines = {"reports": long_work, "cases": look}
    worker = Worker(store, settings, {}, routines, alongside={"cases"})
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(20):
        await begun.wait()
        await shown.wait()
    worker.stop()
    freed.set()
    await running


async def test_a_whole_pass_over_many_cases_costs_what_is_due(store, make):
    await make.village()
    await many_cases(store, 5_000, check_at=store.now() + timedelta(days=1))
    await many_cases(store, DUE, check_at=store.now(), first=5_000)
    casework = Casework(store, RULES)
    async with examined(store, "feedback") as looked:
        assert await casework.look() == DUE
    assert looked.documents <= 2 * DUE
    cases = await store.feedback.of_days(VILLAGE, "2000-01-01", "2999-01-01", limit=6000)
    assert sum(case.card == "red" for case in cases) == DUE
