"""`python -m server recount` tells of damaged figures, months and weeks, and repairs them."""

from __future__ import annotations

from server.commands.recount import _recount
from server.weeks import recount_weeks
from tests.factories import COUNTY, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH


async def count(api, make, worker) -> None:
    """A village with two cases, one of them hidden, all of it counted."""
    await make.village()
    for body in (LAMP, GRAFT):
        await api("POST", PATH, body, role="villager")
    await worker.until_idle()


async def weeks(store, *, repair: bool = False) -> list[tuple[str, list[str]]]:
    found = recount_weeks(store, [VILLAGE], repair=repair)
    return [(week.division, week.fields()) async for week in found]


async def test_what_the_worker_counted_is_what_a_recount_finds(api, make, store, worker):
    await count(api, make, worker)
    assert await weeks(store) == []
    for area in (TOWNSHIP, COUNTY):
        (week,) = await store.weeks.recent(area, store.now().date().isoformat())
        assert (week.shown.cases, week.hidden.cases) == (2, 0)


async def test_a_damaged_week_is_told_and_repaired_with_those_above_it(api, make, store, worker):
    await count(api, make, worker)
    await store.weeks.raw.update_one({"division": VILLAGE}, {"$set": {"hidden.cases": 7}})
    await store.weeks.raw.delete_one({"division": COUNTY})
    assert ("hidden.cases 7 -> 1") in dict(await weeks(store))[VILLAGE]
    assert {division for division, _ in await weeks(store)} == {VILLAGE, TOWNSHIP, COUNTY}
    await weeks(store, repair=True)
    assert await weeks(store) == []


async def test_the_command_says_how_many_were_wrong(api, make, store, worker, settings, capsys):
    await count(api, make, worker)
    assert await _recount(settings, "", repair=True) == 0
    assert "0 wrong months and 0 wrong weeks repaired" in capsys.readouterr().out
    await store.weeks.raw.update_one({"division": VILLAGE}, {"$set": {"shown.cases": 7}})
    assert await _recount(settings, VILLAGE, repair=False) == 1
    assert f"{VILLAGE} " in (told := capsys.readouterr().out)
    assert "shown.cases 7 -> 1" in told
