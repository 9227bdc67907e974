"""The calendar: what is made, again, after settings change, and what it becomes with the days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from bson import ObjectId

from models.catalogue import CalendarRules, Catalogue, OwnItem, Terms, shipped_items
from models.divisions import Division
from models.errors import Conflict, Invalid
from models.obligations import Planner, bring_up_to_date, matrix, rates
from models.obligations.recording import Calendar
from server.obligations import ObligationWork
from tests.models.examined import examined

COUNTY, TOWN, VILLAGE, OTHER = "330825", "330825101", "330825101201", "330825101202"
RULES = CalendarRules()
QUARTERLY = [item for item in shipped_items().values() if item.cycle == "Q"]
YEAR = date(2027, 1, 1), date(2027, 12, 31)
BY = ObjectId()


@pytest.fixture(autouse=True)
def _before_the_year(clock):
    """What counts in it can still be set, and nothing of it is late."""
    clock.to(datetime(2026, 11, 20, 4, tzinfo=UTC))


async def make_villages(store, *codes):
    divisions = [Division(code=c, name=c, level="village", parent=c[:9]) for c in codes]
    await store.divisions.add_all(divisions)


async def generate(store, rules=RULES, span=YEAR):
    _, done = await ObligationWork(store, rules).generate_between(*span)
    return done


async def rows(store, **where):
    found = store.obligations.raw.find({"division": {"$gt": ""}} | where)
    return {(r["division"], r["item"], r["period"]): r async for r in found}


def calendar(store, rules=RULES):
    return Calendar(store.obligations, store.catalogue_changes, store.calendar_marks, rules)


async def test_a_year_of_two_villages_is_made_once(store):
    await make_villages(store, VILLAGE, OTHER)
    made = (await generate(store)).made
    cycles = [item.cycle for item in shipped_items().values()]
    a_village = cycles.count("Q") * 4 + cycles.count("H") * 2 + cycles.count("Y") + 2
    assert made == 2 * a_village == len(await rows(store))
    assert not await generate(store)


async def test_a_quarter_is_due_on_day_20_of_the_month_after_it(store):
    await make_villages(store, VILLAGE)
    await generate(store)
    row = (await rows(store))[VILLAGE, "F01", "2027Q1"]
    assert (row["due_on"], row["warn_on"], row["state"]) == ("2027-04-20", "2027-04-15", "due")


async def test_a_plan_is_due_in_the_beginning_of_its_year(store):
    await make_villages(store, VILLAGE)
    await generate(store)
    assert (await rows(store))[VILLAGE, "F02", "2027"]["due_on"] == "2027-01-20"


async def test_a_day_off_moves_the_due_day_where_the_setting_says_so(store):
    await make_villages(store, VILLAGE)
    rules = CalendarRules(obligation_rolls=True)
    await generate(store, rules)
    assert (await rows(store))[VILLAGE, "F01", "2027Q1"]["due_on"] == "2027-04-20"
    rules = CalendarRules(obligation_rolls=True, extra_days_off=(date(2027, 4, 20),))
    changed = await generate(store, rules)
    moved = (await rows(store))[VILLAGE, "F01", "2027Q1"]
    assert (changed.moved, moved["due_on"]) == (len(QUARTERLY), "2027-04-21")


async def test_monthly_finance_from_the_second_half_year_replaces_its_quarters(store):
    await make_villages(store, VILLAGE, OTHER)
    await generate(store)
    await store.catalogue_changes.set(
        VILLAGE, "F01", Terms(cycle="M"), from_on="2027-07-01", by=BY, note=""
    )
    done = await generate(store)
    mine = sorted(p for v, i, p in await rows(store, item="F01") if v == VILLAGE)
    theirs = [p for v, i, p in await rows(store, item="F01") if v == OTHER]
    assert mine == [*(f"2027-{m:02}" for m in range(7, 13)), "2027Q1", "2027Q2"]
    assert (done.made, done.removed, len(theirs)) == (6, 2, 4)
    assert not await generate(store)


async def test_an_own_item_of_the_township_is_due_in_its_villages_only(store):
    await make_villages(store, VILLAGE, "330825102201")
    own = OwnItem(category="village", name="河长巡查", cycle="M")
    change = await store.catalogue_changes.add_own(TOWN, own, from_on="2027-01-01", by=BY, note="")
    await generate(store)
    assert {v for v, _, _ in await rows(store, item=change.item)} == {VILLAGE}


async def test_what_a_publication_met_is_not_due_again_and_tells_whether_it_was_late(store):
    await make_villages(store, VILLAGE)
    await generate(store)
    await calendar(store).meet(VILLAGE, "F01", "2027Q1", disclosure=BY, on="2027-04-20")
    await calendar(store).meet(VILLAGE, "F03", "2027Q1", disclosure=BY, on="2027-04-21")
    await calendar(store).meet(VILLAGE, "F01", "2027Q1", disclosure=BY, on="2027-05-01")
    found = await rows(store, state="met")
    assert {key[1]: row["late"] for key, row in found.items()} == {"F01": False, "F03": True}
    assert found[VILLAGE, "F01", "2027Q1"]["met_on"] == "2027-04-20"
    assert all("alarm_on" not in row for row in found.values())


async def test_a_publication_before_the_calendar_is_made_is_not_missing_later(store):
    await make_villages(store, VILLAGE)
    await calendar(store).meet(VILLAGE, "F01", "2027Q1", disclosure=BY, on="2027-04-01")
    await generate(store)
    assert (await rows(store))[VILLAGE, "F01", "2027Q1"]["state"] == "met"


async def test_a_publication_of_a_period_that_nobody_asks_for_makes_no_obligation(store):
    await make_villages(store, VILLAGE)
    for item, period in (("F01", "2027-03"), ("V02", "2027Q1"), ("V02", "2027-03-01"), ("?", "x")):
        await calendar(store).meet(VILLAGE, item, period, disclosure=BY, on="2027-04-01")
    assert not await rows(store)


@pytest.mark.parametrize(
    ("item", "on", "due_on"),
    [
        ("V15", "2027-03-05", "2027-03-05"),
        ("V14", "2027-03-25", "2027-03-05"),
        ("V18", "2027-03-05", "2027-03-19"),
        ("V20", "2027-03-05", "2027-04-02"),
        ("V02", "2027-03-05", "2027-03-19"),
        ("V17", "2027-03-05", "2027-03-04"),
    ],
)
async def test_an_event_is_due_by_the_rule_of_its_item(store, item, on, due_on):
    made = await calendar(store).record(VILLAGE, item, on=on, title="一件事", by=BY)
    assert (made.period, made.due_on, made.kind) == (on, due_on, "event")


async def test_the_same_event_twice_is_one_and_another_of_that_day_is_another(store):
    record = calendar(store).record
    periods = [
        (await record(VILLAGE, "V02", on="2027-03-05", title=title, by=BY)).period
        for title in ("修路", "修路", "建桥", "修路", "建桥")
    ]
    assert periods == ["2027-03-05", "2027-03-05", "2027-03-05.2", "2027-03-05", "2027-03-05.2"]


async def test_the_day_of_the_members_meeting_moves_the_yearly_report_and_stays(store):
    await make_villages(store, VILLAGE)
    await generate(store)
    moved = await calendar(store).record(
        VILLAGE, "F09", on="2028-03-15", title="成员大会", by=BY, period="2027"
    )
    assert (moved.due_on, moved.is_dated) == ("2028-03-05", True)
    assert not await generate(store)


async def test_what_no_event_makes_due_cannot_be_recorded(store):
    with pytest.raises(Conflict, match="not_by_event"):
        await calendar(store).record(VILLAGE, "F01", on="2027-03-05", title="一件事", by=BY)


async def test_a_batch_that_was_interrupted_is_gone_on_with_where_it_ended(store):
    codes = [f"33082510{town}{n}" for town in (1, 2) for n in range(201, 241)]
    await make_villages(store, *codes)
    work = ObligationWork(store, RULES)
    reached, first = await work.generate_between(*YEAR, go_on=lambda: False)
    rest, second = await work.generate_between(*YEAR, after=reached)
    assert (reached, rest) == (codes[49], None)
    assert len({v for v, _, _ in await rows(store)}) == 80
    # 50 villages and then 30.
    assert second.made * 5 == first.made * 3 > 0


async def test_days_turn_due_into_near_into_overdue(store, clock):
    await make_villages(store, VILLAGE)
    today = date.fromisoformat(store.obligations.today)
    made = await calendar(store).record(
        VILLAGE, "V14", on=(today + timedelta(days=30)).isoformat(), title="选举", by=BY
    )
    seen = []
    for days in (0, 4, 1, 5, 1):
        clock.forward(timedelta(days=days))
        for village in await store.obligations.ringing():
            await store.obligations.ring(village)
        seen.append((await store.obligations.get(made.id)).state)
    assert seen == ["due", "due", "near", "near", "overdue"]
    assert not await store.obligations.ringing()


async def test_two_workers_that_plan_at_once_make_one_of_each(store):
    await make_villages(store, VILLAGE)
    planner = Planner(Catalogue(()), *YEAR, RULES)
    await bring_up_to_date(store.obligations, [VILLAGE], planner)
    count = len(await rows(store))
    assert (
        await store.obligations.make_all([(VILLAGE, want) for want in planner.wanted(VILLAGE)]) == 0
    )
    assert len(await rows(store)) == count


async def test_the_matrix_and_the_rates_read_no_documents(store):
    await make_villages(store, VILLAGE, OTHER)
    await generate(store)
    days = (COUNTY, "2027-01-01", "2027-12-31")
    async with examined(store, "obligations") as profile:
        assert len(await matrix(store.obligations, *days)) == 2
        assert await rates(store.obligations, *days, by="village") == []
    assert (profile.documents, profile.keys > 0) == (0, True)


async def test_settings_of_the_past_are_refused(store):
    with pytest.raises(Invalid) as refusal:
        await store.catalogue_changes.set(
            VILLAGE, "F01", Terms(cycle="M"), from_on="2020-01-01", by=BY, note=""
        )
    assert refusal.value.mistakes[0].code == "in_the_past"
