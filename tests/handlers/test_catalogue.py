"""The catalogue: what ships, who may tighten what, and that nobody undercuts the law."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from models.catalogue import shipped_items
from models.catalogue.due_rules import parse_due_rule
from models.catalogue.shipped import FILE
from tests.factories import COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE

ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8-sig").splitlines()))
SETTERS = {"county": COUNTY, "monitor": TOWNSHIP, "secretary": VILLAGE}


def setting(store, days=0, **terms):
    on = (store.now() + timedelta(days=days, hours=8)).date().isoformat()
    return {"from_on": on, "note": "本县规定", **terms}


async def put(api, store, role, item, days=0, division=None, **terms):
    path = f"/divisions/{division or SETTERS[role]}/catalogue/{item}"
    return await api("PUT", path, setting(store, days, **terms), role=role)


async def item_of(api, division, item, on=None):
    path = f"/divisions/{division}/catalogue" + (f"?on={on}" if on else "")
    items = (await api("GET", path)).json["items"]
    return next(one for one in items if one["id"] == item)


async def test_the_catalogue_ships_with_its_47_items_and_says_what_is_law(api):
    items = (await api("GET", f"/divisions/{VILLAGE}/catalogue")).json["items"]
    assert [item["id"] for item in items] == [row["id"] for row in ROWS]
    assert len(items) == 47
    assert {i["category"] for i in items} == {"village", "party", "finance"}
    assert [i["is_law"] for i in items] == [row["mark"] == "V" for row in ROWS]
    assert all(item["article"] and item["elements"] for item in items)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_due_rule_of_the_catalogue_makes_its_item_due_somehow(row):
    item = shipped_items()[row["id"]]
    assert item.cycle or item.by_event or item.is_standing
    if item.by_event or item.is_dated:
        ways = (item.working_days, item.before_days, item.prompt_working_days)
        assert sum(way is not None for way in ways) == 1
    assert item.min_posting_days == int(row["min_post_days"].removesuffix("WD"))


def test_a_due_rule_that_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="whenever"):
        parse_due_rule("Q+20d; whenever it suits")


@pytest.mark.parametrize("role", ["county", "monitor", "secretary"])
@pytest.mark.parametrize(
    ("item", "terms"),
    [
        ("F01", {"min_posting_days": 14}),
        ("V14", {"min_posting_days": 19}),
        ("V14", {"before_days": 19}),
        ("V22", {"min_posting_days": 29}),
        ("F01", {"cycle": "Y"}),
        ("F05", {"cycle": "H"}),
        ("F01", {"cycle_days": 91}),
        ("V01", {"prompt_working_days": 21}),
        ("V15", {"prompt_working_days": 1}),
        ("F01", {"enabled": False}),
    ],
)
async def test_no_role_undercuts_the_law_and_the_refusal_names_the_article(
    api, make, store, role, item, terms
):
    await make.divisions()
    reply = await put(api, store, role, item, **terms)
    assert (reply.status, reply.paths) == (422, [f"body.{name}" for name in terms])
    mistake = reply.json["errors"][0]
    assert mistake["code"] == "below_law"
    assert any(name in mistake["message"] for name in ("《", "法第", "农经发"))
    assert not (await api("GET", f"/divisions/{COUNTY}/catalogue/{item}")).json["items"]


@pytest.mark.parametrize("role", ["clerk", "overseer", "grid_worker", "villager", "admin"])
async def test_other_roles_set_nothing(api, make, store, role):
    await make.divisions()
    body = setting(store, cycle="M")
    assert (await api("PUT", f"/divisions/{VILLAGE}/catalogue/F01", body, role=role)).status == 403


async def test_even_what_was_written_into_the_database_by_hand_does_not_undercut_the_law(
    api, make, store
):
    await make.divisions()
    await put(api, store, "county", "F01", min_posting_days=20)
    loose = {"min_posting_days": 1, "cycle": "Y", "cycle_days": 900, "enabled": False}
    await store.catalogue_changes.raw.update_one(
        {"division": COUNTY, "item": "F01"}, {"$set": {"terms": loose}}
    )
    api.server.forget()
    item = await item_of(api, VILLAGE, "F01")
    assert (item["min_posting_days"], item["cycle"], item["enabled"]) == (15, "Q", True)
    assert item["cycle_days"] == 90


async def test_each_level_tightens_what_lies_above_and_never_loosens_it(api, make, store):
    await make.divisions()
    assert (await put(api, store, "county", "F01", cycle="M", cycle_days=15)).status == 200
    reply = await put(api, store, "secretary", "F01", cycle="Q", cycle_days=16)
    assert reply.paths == ["body.cycle", "body.cycle_days"]
    assert {mistake["code"] for mistake in reply.json["errors"]} == {"below_above"}
    assert (await put(api, store, "secretary", "F01", cycle_days=5)).status == 200
    mine, theirs = await item_of(api, VILLAGE, "F01"), await item_of(api, NEIGHBOUR, "F01")
    assert (mine["cycle"], mine["cycle_days"]) == ("M", 5)
    assert (theirs["cycle"], theirs["cycle_days"]) == ("M", 15)


async def test_what_a_county_tightens_later_holds_in_villages_that_chose_before(api, make, store):
    await make.divisions()
    await put(api, store, "secretary", "F01", cycle_days=18)
    await put(api, store, "county", "F01", cycle_days=10)
    assert (await item_of(api, VILLAGE, "F01"))["cycle_days"] == 10


async def test_a_setting_counts_from_its_day_and_the_versions_stay_readable(api, make, store):
    await make.divisions()
    await put(api, store, "county", "F01", days=40, cycle="M")
    later = (store.now() + timedelta(days=41)).date().isoformat()
    assert (await item_of(api, VILLAGE, "F01"))["cycle"] == "Q"
    assert (await item_of(api, VILLAGE, "F01", on=later))["cycle"] == "M"
    await put(api, store, "county", "F01", days=40, cycle_days=10)
    versions = (await api("GET", f"/divisions/{COUNTY}/catalogue/F01")).json["items"]
    assert [v["terms"]["cycle_days"] for v in versions] == [10, None]
    assert (await item_of(api, VILLAGE, "F01", on=later))["cycle"] == "Q"


async def test_a_county_switches_off_what_is_no_law_and_a_village_switches_it_on(api, make, store):
    await make.divisions()
    assert (await put(api, store, "county", "P03", enabled=False)).status == 200
    assert (await put(api, store, "secretary", "P03", enabled=True)).status == 200
    assert (await item_of(api, VILLAGE, "P03"))["enabled"]
    assert not (await item_of(api, NEIGHBOUR, "P03"))["enabled"]


async def test_an_item_is_renamed_and_gets_more_elements_but_loses_none(api, make, store):
    await make.divisions()
    before = await item_of(api, VILLAGE, "F01")
    terms = {"name": "收支明细", "more_elements": ["同比"]}
    assert (await put(api, store, "monitor", "F01", **terms)).status == 200
    after = await item_of(api, VILLAGE, "F01")
    assert (after["name"], after["shipped_name"]) == ("收支明细", before["name"])
    assert after["elements"] == [*before["elements"], "同比"]


async def test_an_own_item_keeps_the_fifteen_days_of_the_law(api, make, store):
    await make.divisions()
    path, own = f"/divisions/{TOWNSHIP}/catalogue", {"category": "village", "name": "河长巡查"}
    body = setting(store, **own, cycle="M", min_posting_days=7)
    refused = await api("POST", path, body, role="monitor")
    assert refused.paths == ["body.min_posting_days"]
    assert "第35条" in refused.json["errors"][0]["message"]
    body = setting(store, **own, cycle="M")
    added = await api("POST", path, body, role="monitor")
    assert (await item_of(api, VILLAGE, added.json["item"]))["name"] == "河长巡查"
    body = setting(store, min_posting_days=30)
    await api("PUT", f"{path}/{added.json['item']}", body, role="monitor")
    assert (await item_of(api, VILLAGE, added.json["item"]))["min_posting_days"] == 30


async def test_an_own_item_that_never_comes_is_refused(api, make, store):
    await make.divisions()
    body = setting(store, category="village", name="河长巡查")
    reply = await api("POST", f"/divisions/{TOWNSHIP}/catalogue", body, role="monitor")
    assert reply.paths == ["body.cycle"]


async def test_a_setting_that_means_nothing_for_the_item_is_refused(api, make, store):
    await make.divisions()
    reply = await put(api, store, "county", "F01", before_days=30)
    assert (reply.paths, reply.json["errors"][0]["code"]) == (
        ["body.before_days"],
        "not_of_this_item",
    )


async def test_a_county_does_not_set_its_neighbours_catalogue(api, make, store):
    await make.divisions()
    reply = await put(api, store, "secretary", "F01", division=NEIGHBOUR, cycle="M")
    assert reply.status == 403


async def test_each_item_says_the_least_that_the_law_lets_anybody_set(api, make):
    await make.divisions()
    body = {"from_on": make.store.obligations.today, "note": "加严", "min_posting_days": 40}
    set_ = await api("PUT", f"/divisions/{COUNTY}/catalogue/V14", body, role="county")
    assert set_.status == 200, set_.json
    items = (await api("GET", f"/divisions/{COUNTY}/catalogue")).json["items"]
    found = next(item for item in items if item["id"] == "V14")
    assert (found["min_posting_days"], found["least"]["min_posting_days"]) == (40, 20)
    assert found["least"]["enabled"] is found["is_law"]
