"""Who watches over an area finds each case a figure counts, and what waits for a second person."""

from __future__ import annotations

from datetime import timedelta

from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_exclusions import REASON
from tests.handlers.test_filing import GRAFT, LAMP, PATH
from tests.handlers.test_overview import overview, solved_case

NOW = f"/divisions/{TOWNSHIP}/overview/open"


async def ids(api, among: str, role: str = "monitor", address: str = NOW) -> list[str]:
    reply = await api("GET", f"{address}?among={among}", role=role)
    assert reply.status == 200, reply.json
    return [line["id"] for line in reply.json["items"]]


async def test_open_cases_of_all_months_are_found_as_the_figures_count_them(
    api, make, worker, clock
):
    await make.village()
    old = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    clock.forward(timedelta(days=40))
    make.sign_in_again()
    await worker.until_idle()
    new = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    await solved_case(api)
    await worker.until_idle()
    total = (await overview(api))["total"]
    assert await ids(api, "open") == [old, new]
    for figure in ("red", "above", "overdue", "yellow", "due_today"):
        assert len(await ids(api, figure)) == total[figure], figure
    assert await ids(api, "above") == [old]


async def test_a_case_about_cadres_is_found_by_those_above_the_village_alone(api, make):
    await make.village()
    hidden = (await api("POST", PATH, GRAFT, role="villager")).json["id"]
    shown = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    assert await ids(api, "cadres") == [hidden]
    assert set(await ids(api, "open")) == {hidden, shown}
    own = f"/divisions/{VILLAGE}/overview/open"
    assert await ids(api, "cadres", "secretary", own) == []
    assert await ids(api, "open", "secretary", own) == [shown]


async def test_open_cases_are_read_page_by_page_without_gap(api, make):
    await make.village()
    filed = [(await api("POST", PATH, LAMP, role="villager")).json["id"] for _ in range(3)]
    first = (await api("GET", f"{NOW}?limit=2", role="monitor")).json
    rest = (await api("GET", f"{NOW}?limit=2&after={first['next']}", role="monitor")).json
    assert [line["id"] for line in (*first["items"], *rest["items"])] == filed
    assert rest["next"] is None


async def test_a_second_person_finds_the_proposals_that_wait_for_one(api, make):
    await make.village()
    case, address = await solved_case(api), f"/divisions/{TOWNSHIP}/exclusions"
    await api("POST", f"/feedback/{case['id']}/exclusion", REASON, role="secretary")
    waiting = (await api("GET", address, role="monitor")).json["items"]
    assert [line["exclusion"]["reason"] for line in waiting] == [REASON["reason"]]
    assert (await api("GET", f"{address}?confirmed=true", role="monitor")).json["items"] == []
    await api("POST", f"/feedback/{case['id']}/exclusion/confirmation", {}, role="monitor")
    assert (await api("GET", address, role="monitor")).json["items"] == []
    left_out = (await api("GET", f"{address}?confirmed=true", role="monitor")).json["items"]
    assert [line["id"] for line in left_out] == [case["id"]]
