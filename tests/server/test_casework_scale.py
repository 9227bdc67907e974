"""However many cases are open, a look of the worker reads only those for which something is due."""

from __future__ import annotations

from datetime import timedelta

from server.casework import Casework
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
