"""Demands: a tenth of the village makes an item due, once, whoever comes at the same moment."""

from __future__ import annotations

import asyncio

import pytest
from bson import ObjectId

from models.accounts import Grant
from models.bindings import Binding, end
from models.catalogue import CalendarRules
from models.demands import needed_of
from models.headcounts import Headcount
from models.outbox import Job
from server.demands import DemandWork
from tests.factories import NEIGHBOUR, OTHER_TOWNSHIP, OUTSIDE, VILLAGE

PATH = f"/villages/{VILLAGE}/demands"
HEADCOUNT = f"/villages/{VILLAGE}/headcount"
FINANCE = {"item": "F01", "period": "2026"}


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


@pytest.fixture
def demand(api, make, store):
    """So many new villagers demand it, all at once."""

    async def many(number, body=None):
        item = body or FINANCE | {"period": await last_period(api)}
        tokens = [await make.token_of(await make.account("villager")) for _ in range(number)]
        replies = [api("POST", PATH, item, token=token) for token in tokens]
        return await asyncio.gather(*replies)

    return many


async def last_period(api, item="F01"):
    """A period of the item that has begun."""
    items = (await api("GET", f"/divisions/{VILLAGE}/catalogue")).json
    cycle = next(one["cycle"] for one in items["items"] if one["id"] == item)
    year = int(items["on"][:4]) - 1
    return {"Y": f"{year}", "Q": f"{year}Q4", "H": f"{year}H2", "M": f"{year}-12"}[cycle or "Y"]


async def demands(api):
    api.server.forget()
    return (await api("GET", PATH)).json["items"]


async def obligations(store):
    found = store.obligations.raw.find({"division": VILLAGE, "item": {"$gte": ""}})
    return [row async for row in found]


async def test_each_villager_counts_once_and_everybody_sees_how_many_there_are(api, demand):
    (first,) = await demand(1)
    assert (first.status, first.json["count"], first.json["needed"]) == (201, 1, 3)
    body = FINANCE | {"period": first.json["period"]}
    assert (await api("POST", PATH, body, role="villager")).json["count"] == 2
    again = await api("POST", PATH, body, role="villager")
    assert (again.status, again.code) == (409, "demanded_before")
    (shown,) = await demands(api)
    assert (shown["count"], shown["state"], shown["name"]) == (2, "open", first.json["name"])


async def test_many_who_reach_the_number_at_once_make_one_obligation(
    api, make, store, demand, worker
):
    replies = await demand(8)
    assert {reply.status for reply in replies} == {201}
    assert sorted(reply.json["count"] for reply in replies) == list(range(1, 9))
    await worker.until_idle()
    (made,) = await obligations(store)
    assert (made["item"], made["state"]) == ("V10", "due" if made["state"] == "due" else "near")
    assert replies[0].json["name"] in made["title"]
    (shown,) = await demands(api)
    assert (shown["state"], shown["obligation"], shown["due_on"]) == (
        "recorded", str(made["_id"]), made["due_on"],
    )  # fmt: skip


async def test_the_job_run_twice_or_by_two_workers_makes_one_obligation(
    make, store, demand, worker
):
    (*_, last) = await demand(3)
    job = Job(
        key="1", kind="demand.reached", payload={"demand": ObjectId(last.json["id"])},
        run_at=store.now(),
    )  # fmt: skip
    works = [DemandWork(store, CalendarRules()) for _ in range(3)]
    await asyncio.gather(*(work.record(job) for work in works))
    await works[0].record(job)
    await worker.until_idle()
    assert len(await obligations(store)) == 1
    for role, kind in (("secretary", "demand.reached"), ("monitor", "demand.reached_below")):
        page = await store.messages.of_account((await make.the(role)).id)
        assert [m.kind for m in page.items if m.kind.startswith("demand")] == [kind]


async def test_what_is_laid_open_after_events_becomes_an_event_of_its_own(
    api, store, demand, worker
):
    year = (await last_period(api)) and str(store.now().year)
    await demand(3, {"item": "V05", "period": year})
    await worker.until_idle()
    assert [row["item"] for row in await obligations(store)] == ["V05"]


@pytest.mark.parametrize("item", ["F01", "V10"])
async def test_publishing_what_was_demanded_meets_it_by_either_name(
    api, make, store, demand, worker, item
):
    (*_, last) = await demand(3)
    await worker.until_idle()
    (due,) = await obligations(store)
    period = last.json["period"] if item == "F01" else due["period"]
    category = "finance" if item == "F01" else "village"
    out = await make.disclosure(item=item, period=period, category=category)
    await worker.until_idle()
    assert (await store.obligations.get(due["_id"])).state == "met"
    (shown,) = await demands(api)
    assert (shown["state"], shown["disclosure"]) == ("met", str(out.chain))


async def test_what_is_published_before_the_worker_came_is_not_made_due_again(make, store, demand):
    (*_, last) = await demand(3)
    out = await make.disclosure(item="F01", period=last.json["period"])
    work, at = DemandWork(store, CalendarRules()), store.now()
    published, reached = {"disclosure": out.id}, {"demand": ObjectId(last.json["id"])}
    await work.meet(Job(key="1", kind="disclosure.published", payload=published, run_at=at))
    await work.record(Job(key="2", kind="demand.reached", payload=reached, run_at=at))
    assert await obligations(store) == []
    assert (await store.demands.get(reached["demand"])).state == "met"


async def test_two_demands_of_one_day_are_two_obligations(api, store, demand, worker):
    await demand(3)
    await demand(3, {"item": "V03", "period": await last_period(api, "V03")})
    await worker.until_idle()
    assert len({(row["item"], row["period"]) for row in await obligations(store)}) == 2


async def test_who_takes_it_back_is_counted_no_more_until_it_is_reached(api, demand, worker):
    await demand(1)
    body = FINANCE | {"period": await last_period(api)}
    mine = (await api("POST", PATH, body, role="villager")).json
    path = f"/demands/{mine['id']}/support"
    assert (await api("DELETE", path, role="villager")).json["count"] == 1
    assert (await api("DELETE", path, role="villager")).code == "demand_changed"
    await api("POST", PATH, body, role="villager")
    await demand(1, body)
    late = await api("DELETE", path, role="villager")
    assert (late.status, late.code) == (409, "demand_changed")
    assert (await api("GET", "/me/demands", role="villager")).json["items"][0]["count"] == 3


async def test_one_person_demands_so_many_things_a_day(api, settings):
    year = str(int((await last_period(api))[:4]) + 1)
    items = [f"V{number:02}" for number in (1, 2, 5, 6, 9, 12, 13, 14, 16, 17, 18)]
    bodies = [{"item": item, "period": year} for item in items]
    replies = [await api("POST", PATH, body, role="villager") for body in bodies]
    codes = [reply.code for reply in replies if reply.status != 422]
    assert codes[: settings.inquiries_per_day] == [None] * settings.inquiries_per_day
    assert set(codes[settings.inquiries_per_day :]) == {"daily_limit"}


async def test_only_villagers_of_the_village_demand_and_only_what_it_has(api):
    body = FINANCE | {"period": await last_period(api)}
    for role, place, status in (
        ("villager", NEIGHBOUR, 403), ("clerk", VILLAGE, 403), ("monitor", VILLAGE, 403),
    ):  # fmt: skip
        assert (await api("POST", PATH, body, role=role, division=place)).status == status
    assert (await api("POST", PATH, body)).status == 401
    for wrong, path in (
        ({"item": "V99"}, "body.item"),
        ({"period": "2026-13"}, "body.period"),
        ({"period": "2099"}, "body.period"),
        ({"period": body["period"].replace(body["period"][:4], "2001")}, "body.period"),
        ({"period": "2026H1" if len(body["period"]) != 6 else "2026-01"}, "body.period"),
    ):
        reply = await api("POST", PATH, body | wrong, role="villager")
        assert (reply.status, reply.paths) == (422, [path])


async def test_what_is_out_is_named_and_not_demanded(api, store):
    period, out = await last_period(api), ObjectId()
    row = {
        "division": VILLAGE, "areas": [VILLAGE], "item": "F01", "period": period, "state": "met",
        "disclosure": out, "category": "finance", "kind": "cycle", "anchor_on": "2026-01-01",
        "due_on": "2026-01-01", "warn_on": "2026-01-01", "made_at": store.now(),
    }  # fmt: skip
    await store.obligations.raw.insert_one(row)
    reply = await api("POST", PATH, FINANCE | {"period": period}, role="villager")
    assert (reply.status, reply.code, reply.json["disclosure"]) == (409, "already_out", str(out))


async def test_the_township_says_how_many_there_are_and_never_asks_for_more_than_a_tenth(api):
    numbers = {"households": 120, "adults": 301}
    assert (await api("PUT", HEADCOUNT, numbers, role="monitor")).json["needed"] == 31
    lower = await api("PUT", HEADCOUNT, numbers | {"demand_at": 20}, role="monitor")
    assert lower.json["needed"] == 20
    higher = await api("PUT", HEADCOUNT, numbers | {"demand_at": 32}, role="county")
    assert (higher.status, higher.paths) == (422, ["body.demand_at"])
    alone = await api("PUT", HEADCOUNT, {"demand_at": 20}, role="monitor")
    assert (alone.status, alone.paths) == (422, ["body.adults"])
    for role in ("secretary", "clerk", "villager"):
        assert (await api("PUT", HEADCOUNT, numbers, role=role)).status == 403
    stranger = await api("PUT", HEADCOUNT, numbers, role="monitor", division=OTHER_TOWNSHIP)
    assert stranger.status == 403
    assert (await api("GET", HEADCOUNT)).json == numbers | {"demand_at": 20, "needed": 20}


async def test_without_a_number_the_registered_villagers_count(api, store):
    wishes = [
        Binding(
            division=village, account=ObjectId(), name="甲", state=state, created_at=store.now()
        ).to_row()
        for village, state, number in (
            (VILLAGE, "confirmed", 41), (VILLAGE, "asked", 50), (OUTSIDE, "confirmed", 30),
        )
        for _ in range(number)
    ]  # fmt: skip
    await store.bindings.raw.insert_many(wishes)
    assert (await api("GET", HEADCOUNT)).json["needed"] == 5


@pytest.mark.parametrize(
    ("adults", "demand_at", "bound", "expected"),
    [(None, None, 0, 3), (None, None, 31, 4), (10, None, 999, 1), (101, None, 0, 11), (9, 1, 0, 1)],
)
def test_a_tenth_is_rounded_up_and_never_nobody(adults, demand_at, bound, expected):
    headcount = Headcount(division=VILLAGE, adults=adults, demand_at=demand_at)
    assert needed_of(headcount, bound, percent=10, least=3) == expected


async def test_who_leaves_counts_no_longer_or_would_count_twice_on_coming_back(
    api, make, store, demand
):
    body = FINANCE | {"period": await last_period(api)}
    made = (await api("POST", PATH, body, role="villager")).json
    exported = (await api("GET", "/me/export", role="villager")).json["data"]
    assert exported["demand_supports"][0]["demand"] == made["id"]
    await api("DELETE", "/me?confirm=erase", role="villager")
    (left,) = await demands(api)
    assert left["count"] == 0
    (reply,) = await demand(1, body)
    assert reply.json["count"] == 1


async def test_what_was_reached_stays_reached_and_names_nobody_who_left(api, store, demand):
    body = FINANCE | {"period": await last_period(api)}
    made = (await api("POST", PATH, body, role="villager")).json
    await demand(2, body)
    await api("DELETE", "/me?confirm=erase", role="villager")
    (left,) = await demands(api)
    assert (left["count"], left["state"]) == (3, "reached")
    supports = await store.demand_supports.raw.find({"demand": ObjectId(made["id"])}).to_list(None)
    assert len(supports) == 3
    assert sum(row["account"] == row["_id"] for row in supports) == 1


async def test_a_binding_that_ends_takes_back_what_was_demanded_in_that_village_alone(
    api, make, store
):
    villager = await make.account("villager")
    await store.accounts.grant(villager.id, Grant(role="villager", division=NEIGHBOUR))
    token, body = await make.token_of(villager), FINANCE | {"period": await last_period(api)}
    for village in (VILLAGE, NEIGHBOUR):
        path = f"/villages/{village}/demands"
        assert (await api("POST", path, body, token=token)).status == 201
    bound = Binding(
        division=VILLAGE, account=villager.id, name="王", state="confirmed", created_at=store.now()
    )
    await store.bindings.raw.insert_one(bound.to_row())
    await end(store, bound, "搬走了", ())
    counts = [
        (await store.demands.find(v, "F01", body["period"])).count for v in (VILLAGE, NEIGHBOUR)
    ]
    assert counts == [0, 1]
