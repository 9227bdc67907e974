"""The audit log: read by administrators for their area, by everybody for themselves."""

from __future__ import annotations

from models.audit import Audit
from models.base import Collection
from tests.factories import COUNTY, OUTSIDE, TOWNSHIP, VILLAGE


async def test_a_monitor_reads_the_entries_of_the_whole_township_newest_first(api, store):
    for division in (VILLAGE, OUTSIDE, TOWNSHIP, ""):
        await store.audit.record(f"act.{division}", division=division)
    read = (await api("GET", f"/divisions/{TOWNSHIP}/audit", role="monitor")).json["items"]
    assert [entry["what"] for entry in read] == [f"act.{TOWNSHIP}", f"act.{VILLAGE}"]
    county = (await api("GET", f"/divisions/{COUNTY}/audit", role="county")).json["items"]
    assert len(county) == 3


async def test_entries_come_by_page(api, store):
    for n in range(5):
        await store.audit.record(f"act.{n}", division=VILLAGE)
    path = f"/divisions/{VILLAGE}/audit?limit=3"
    first = (await api("GET", path, role="monitor")).json
    rest = (await api("GET", f"{path}&after={first['next']}", role="monitor")).json
    told = [entry["what"] for entry in first["items"] + rest["items"]]
    assert told == ["act.4", "act.3", "act.2", "act.1", "act.0"]


async def test_an_entry_of_the_area_says_who_it_was_by_name(api, make, store):
    clerk = await make.the("clerk")
    await store.audit.record("act", division=VILLAGE, account=clerk.id)
    await store.audit.record("nobody's", division=VILLAGE)
    read = (await api("GET", f"/divisions/{VILLAGE}/audit", role="monitor")).json["items"]
    assert [entry["name"] for entry in read] == ["", clerk.name]


async def test_i_read_what_was_done_with_my_account_and_nobody_elses(api, make, store):
    me = await make.the("villager")
    await store.audit.record("mine", account=me.id)
    await store.audit.record("somebody's", account=(await make.the("clerk")).id)
    read = (await api("GET", "/me/audit", role="villager")).json["items"]
    assert [entry["what"] for entry in read] == ["mine"]


def test_the_log_has_no_verb_that_changes_or_removes_an_entry():
    verbs = {name for name in vars(Audit) if not name.startswith("_")}
    data = {"name", "document", "indexes"}
    assert verbs - data == {"record", "of_area", "of_account", "personal_data"}
    assert not any("delete" in name for name in dir(Collection))
