"""What is out, due and missing: the village's public calendar, the township's matrix and rates."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from bson import ObjectId

from models.base import CHINA
from models.catalogue import CalendarRules
from models.obligations.recording import Calendar
from models.outbox import Job
from server.obligations import ObligationWork
from tests.factories import COUNTY, NEIGHBOUR, OUTSIDE, TOWNSHIP, VILLAGE

RULES = CalendarRules()
MATRIX, RATES = (f"/divisions/{TOWNSHIP}/disclosure-{name}" for name in ("matrix", "rates"))


@pytest.fixture
def work(store):
    return ObligationWork(store, RULES)


def today(store):
    return store.now().astimezone(CHINA).date()


async def event(api, store, days, *, item="V14", village=VILLAGE, title="换届选举", role="clerk"):
    """Something that was due, or will be, so many days from now (an election 20 days later)."""
    on = (today(store) + timedelta(days=days + 20)).isoformat()
    body = {"item": item, "on": on, "title": title}
    return await api("POST", f"/villages/{village}/events", body, role=role, division=village)


async def meet(store, obligation, days):
    on = (today(store) + timedelta(days=days)).isoformat()
    calendar = Calendar(store.obligations, store.catalogue_changes, store.calendar_marks, RULES)
    await calendar.meet(
        obligation["division"], obligation["item"], obligation["period"],
        disclosure=ObjectId(), on=on,
    )  # fmt: skip


async def calendar_of(api, village=VILLAGE):
    return (await api("GET", f"/villages/{village}/calendar")).json


async def test_villagers_see_what_is_out_what_is_due_when_and_what_is_missing_since_when(
    api, make, store
):
    await make.village()
    late = (await event(api, store, -3, title="第一次")).json
    coming = (await event(api, store, 30, title="第二次")).json
    done = (await event(api, store, 10, title="第三次")).json
    await meet(store, done, 0)
    api.server.forget()
    shown = await calendar_of(api)
    assert [line["since"] for line in shown["missing"]] == [late["due_on"]]
    assert [line["due_on"] for line in shown["coming"]] == [coming["due_on"]]
    assert [line["title"] for line in shown["out"]] == ["第三次"]
    assert shown["missing"][0]["name"] == "参加选举的村民名单"


async def test_a_recorded_event_is_on_the_public_page_at_once_though_the_page_is_remembered(
    api, make, store
):
    await make.village()
    assert not (await calendar_of(api))["coming"]
    assert (await event(api, store, 30)).status == 201
    assert len((await calendar_of(api))["coming"]) == 1
    assert not (await calendar_of(api, NEIGHBOUR))["coming"]


async def test_only_the_villages_own_people_and_those_above_record_events(api, make, store):
    await make.village()
    assert (await event(api, store, 3, role="villager")).status == 403
    body = {"item": "V02", "on": "2026-11-01", "title": "修路"}
    reply = await api("POST", f"/villages/{VILLAGE}/events", body, role="clerk", division=NEIGHBOUR)
    assert reply.status == 403


async def test_an_item_that_is_published_by_quarters_takes_no_event(api, make, store):
    await make.village()
    reply = await event(api, store, 3, item="F03")
    assert (reply.status, reply.code) == (409, "not_by_event")


async def test_the_township_excuses_with_a_reason_that_everybody_reads_and_takes_it_back(
    api, make, store
):
    await make.village()
    path = f"/obligations/{(await event(api, store, -3)).json['id']}/excuse"
    refused = await api("PUT", path, {"reason": "没有选举"}, role="secretary")
    assert refused.status == 403
    assert (await api("PUT", path, {"reason": "没有选举"}, role="monitor")).status == 200
    assert (await api("PUT", path, {"reason": "再次豁免"}, role="monitor")).status == 409
    shown = await calendar_of(api)
    assert [line["reason"] for line in shown["excused"]] == ["没有选举"]
    assert not shown["missing"]
    assert (await api("DELETE", path, role="monitor")).json["state"] == "overdue"
    assert (await calendar_of(api))["missing"]


async def test_cards_reach_clerk_and_secretary_before_and_after_and_the_township_after(
    api, make, store, clock, worker
):
    await make.village()
    await event(api, store, 6)
    seen = []
    for days in (0, 1, 6):
        clock.forward(timedelta(days=days))
        await worker.until_idle()
        await worker.until_idle()
        kinds = [
            m["kind"]
            async for m in store.messages.raw.find({"account": {"$gt": ObjectId("0" * 24)}})
        ]
        seen.append(sorted(kind for kind in kinds if kind.startswith("obligation")))
    near, overdue = ["obligation.near"] * 2, ["obligation.overdue"] * 2
    assert seen == [[], near, [*near, *overdue, "obligation.overdue_below"]]


async def test_what_is_published_is_out_and_again_changes_nothing(api, make, store, worker):
    await make.village()
    disclosure = await make.disclosure(period="2026Q3", item="F01")
    await worker.until_idle()
    job = await store.jobs.raw.find_one({"key": {"$gt": ""}, "kind": "disclosure.published"})
    await ObligationWork(store, RULES).meet(Job.from_row(job))
    found = await store.obligations.find(VILLAGE, "F01", "2026Q3")
    assert (found.state, found.disclosure, found.due_on) == ("met", disclosure.chain, "2026-10-20")


async def test_an_event_is_met_by_the_disclosure_that_bears_its_item_and_day(
    api, make, store, worker
):
    await make.village()
    period = (await event(api, store, -3)).json["period"]
    body = {"category": "village", "item": "V14", "title": "选民名单", "period": period}
    path = f"/villages/{VILLAGE}/disclosures"
    drafted = await api("POST", path, body, role="clerk")
    assert (drafted.status, drafted.json["item"]) == (201, "V14")
    await make.published(await store.disclosures.get(ObjectId(drafted.json["id"])))
    await worker.until_idle()
    api.server.forget()
    shown = await calendar_of(api)
    assert [(line["item"], line["late"]) for line in shown["out"]] == [("V14", True)]
    assert not shown["missing"]


@pytest.mark.parametrize(
    ("item", "wrong"), [("V99", "body.item"), ("F01", "body.category"), ("?", "body.item")]
)
async def test_a_disclosure_names_an_item_of_its_village_and_category(api, make, item, wrong):
    await make.village()
    body = {"category": "village", "item": item, "title": "公开", "period": "2026Q3"}
    reply = await api("POST", f"/villages/{VILLAGE}/disclosures", body, role="clerk")
    assert (reply.status, reply.paths) == (422, [wrong])


async def test_a_setting_of_the_county_remakes_the_calendar_of_its_villages(
    api, make, store, work, worker
):
    await make.divisions()
    await work.generate_between(today(store), today(store) + timedelta(days=370))
    body = {"from_on": today(store).isoformat(), "note": "按月公开", "cycle": "M"}
    path = f"/divisions/{COUNTY}/catalogue/F01"
    assert (await api("PUT", path, body, role="county")).status == 200
    await worker.until_idle()
    where = {"division": VILLAGE, "item": "F01"}
    periods = [row["period"] async for row in store.obligations.raw.find(where)]
    assert len(periods) >= 12
    assert not [period for period in periods if "Q" in period]


async def test_the_calendar_is_made_ahead_once_a_week_and_again_changes_nothing(
    api, make, store, work, settings
):
    await make.divisions()
    assert await work.plan() == 1
    assert await work.plan() == 0
    assert await ObligationWork(store, RULES).plan() == 1
    jobs = [row async for row in store.jobs.raw.find({"key": {"$gt": ""}})]
    assert [job["kind"] for job in jobs] == ["obligations.generate"]
    job = await store.jobs.claim(lease_seconds=60)
    await work.generate(job)
    first = await store.obligations.raw.count_documents({"division": VILLAGE})
    await work.generate(job)
    assert first == await store.obligations.raw.count_documents({"division": VILLAGE}) > 80


async def test_the_matrix_has_the_colour_of_the_worst_and_its_counts(api, make, store):
    await make.village()
    await event(api, store, -3, title="第一次")
    await event(api, store, 30, title="第二次")
    await event(api, store, 3, village=NEIGHBOUR, title="第三次")
    span = f"?since={today(store) - timedelta(days=9)}&until={today(store) + timedelta(days=60)}"
    shown = (await api("GET", MATRIX + span, role="monitor")).json
    assert [item["id"] for item in shown["items"]] == ["V14"]
    assert [(row["village"], row["cells"]) for row in shown["rows"]] == [
        (VILLAGE, [{"state": "overdue", "count": 1, "of": 2, "late": 0}]),
        (NEIGHBOUR, [{"state": "near", "count": 1, "of": 1, "late": 0}]),
    ]
    assert (shown["counts"]["overdue"], shown["counts"]["near"]) == (1, 1)
    only = (await api("GET", f"{MATRIX}{span}&state=near", role="monitor")).json
    assert [row["village"] for row in only["rows"]] == [NEIGHBOUR]


async def test_a_township_sees_no_other_townships_matrix_and_a_village_its_own(api, make):
    await make.village()
    path = f"/divisions/{OUTSIDE[:9]}/disclosure-matrix"
    assert (await api("GET", path, role="monitor")).status == 403
    assert (await api("GET", MATRIX, role="secretary")).status == 403
    own = f"/divisions/{VILLAGE}/disclosure-matrix"
    assert (await api("GET", own, role="secretary")).status == 200


@pytest.mark.parametrize("name", ["=1+1", " =1+1", "＝1+1"])
async def test_the_matrix_as_a_table_carries_no_formulas_and_is_audited(api, make, store, name):
    await make.village()
    await store.divisions.raw.update_one({"code": VILLAGE}, {"$set": {"name": name}})
    await event(api, store, -3)
    span = f"?since={today(store) - timedelta(days=9)}&until={today(store)}"
    reply = await api("GET", f"{MATRIX}/csv{span}", role="monitor")
    table = list(csv.reader(io.StringIO(reply.raw.body.decode("utf-8-sig"))))
    assert table[0] == ["村代码", "村", "V14 参加选举的村民名单"]
    assert table[1] == [VILLAGE, f"'{name}", "逾期 1/1"]
    entries = (await store.audit.of_area(TOWNSHIP)).items
    assert "matrix.export" in {entry.what for entry in entries}


async def test_the_rates_leave_out_what_is_excused_and_what_may_still_be_in_time(api, make, store):
    await make.village()
    on = iter((-5, -4, -3, -2, 0))
    events = [(await event(api, store, days, title=f"第{days}次")).json for days in on]
    await meet(store, events[0], -5)
    await meet(store, events[1], -1)
    path = f"/obligations/{events[2]['id']}/excuse"
    await api("PUT", path, {"reason": "没有选举"}, role="monitor")
    span = f"?since={today(store) - timedelta(days=9)}&until={today(store)}"
    found = (await api("GET", RATES + span, role="monitor")).json["rates"]
    total = next(rate for rate in found if rate["category"] is None)
    assert (total["due"], total["met"], total["in_time"], total["excused"]) == (3, 2, 1, 1)
    assert (total["completeness"], total["punctuality"]) == (0.6667, 0.3333)


async def test_a_span_that_ends_before_it_begins_is_refused(api, make):
    await make.village()
    reply = await api("GET", f"{MATRIX}?since=2026-02-01&until=2026-01-01", role="monitor")
    assert reply.paths == ["query.until"]


async def test_the_list_of_what_is_overdue_is_paged_by_due_day(api, make, store):
    await make.village()
    for days in (-5, -4, -3):
        await event(api, store, days, title=f"第{days}次")
    path = f"/divisions/{TOWNSHIP}/obligations?state=overdue&item=V14&limit=2"
    first = (await api("GET", path, role="monitor")).json
    second = (await api("GET", f"{path}&after={first['next']}", role="monitor")).json
    days = [line["due_on"] for line in (*first["items"], *second["items"])]
    assert days == sorted(days)
    assert (len(days), second["next"]) == (3, None)
    assert date.fromisoformat(days[0]) < today(store)


async def test_an_own_item_of_a_village_has_its_name_in_the_townships_matrix(
    api, make, store, work, clock
):
    clock.forward_to_day(22)
    await make.village()
    now = today(store)
    own = {
        "category": "party",
        "name": "红色讲堂",
        "cycle": "M",
        "from_on": str(now),
        "note": "本村",
    }
    path = f"/divisions/{VILLAGE}/catalogue"
    added = (await api("POST", path, own, role="secretary")).json["item"]
    await work.generate_between(now, now + timedelta(days=62))
    span = f"?since={now}&until={now + timedelta(days=99)}&category=party"
    shown = (await api("GET", MATRIX + span, role="monitor")).json
    assert shown["items"][-1] == {"id": added, "name": "红色讲堂", "category": "party"}
    rows = {row["village"]: row["cells"][-1] for row in shown["rows"]}
    assert rows[VILLAGE]["of"] == 2
    assert rows[NEIGHBOUR] is None
