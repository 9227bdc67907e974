"""A small county lives through days of a holiday week, and everything that must hold holds."""

from __future__ import annotations

from datetime import date

import pytest

from server.simulation import run
from server.simulation.invariants import broken
from server.simulation.run import Plan, simulate

# The days before and after National Day: what is filed in the holidays waits.
START = date(2026, 9, 28)


@pytest.fixture
def chosen(settings):
    """A database beside that of the other tests."""
    name = f"{settings.mongodb_database}_simulation"
    return settings.model_copy(update={"mongodb_database": name})


async def test_after_days_of_life_every_rule_holds_and_the_table_shows_the_townships(chosen):
    told: list[str] = []
    result = await simulate(chosen, Plan(5, 6, 1, START, rate=1.0), told.append)
    assert result.faults == ()
    assert (result.filed > 10, result.acts > 10, len(told)) == (True, True, 5)
    assert result.table.row_count == 1


async def test_a_broken_rule_is_found_or_the_test_above_proves_nothing(chosen, monkeypatch):
    async def damage(store, world):
        case = (await store.feedback.of_days(world.villages[0].code, "2000-01-01", "2999-01-01"))[0]
        gone = {"$set": {"desk": "secretary:000000000000", "red_cards": 9, "state": "assigned"}}
        await store.feedback.raw.update_one({"_id": case.id}, gone)
        async for fault in broken(store, world):
            yield fault

    monkeypatch.setattr(run, "broken", damage)
    result = await simulate(chosen, Plan(1, 1, 1, START, rate=4.0), lambda line: None)
    faults = " ".join(result.faults)
    for found in ("nobody works at", "red: 0 entries, 9 counted", "shown.open"):
        assert found in faults
