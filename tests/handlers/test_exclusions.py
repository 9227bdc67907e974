"""A case is left out of the rates by two people, for a reason, in plain sight."""

from __future__ import annotations

from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH
from tests.handlers.test_overview import overview, solved_case

REASON = {"reason": "重复反映，已由上级统一答复"}


async def exclude(api, case: dict, *, first: str = "secretary", second: str = "monitor"):
    address = f"/feedback/{case['id']}/exclusion"
    await api("POST", address, REASON, role=first)
    return await api("POST", f"{address}/confirmation", {}, role=second)


async def test_what_two_people_left_out_counts_in_no_rate_and_is_shown_as_left_out(
    api, make, worker
):
    await make.village()
    case = await solved_case(api)
    await worker.until_idle()
    assert (await overview(api))["total"]["rates"]["solved"]["of"] == 1
    done = await exclude(api, case)
    assert done.json["exclusion"]["confirmed_by_name"]
    await worker.until_idle()
    total = (await overview(api))["total"]
    assert (total["cases"], total["left_out"]) == (1, 1)
    assert [rate["of"] for rate in list(total["rates"].values())[:3]] == [0, 0, 0]
    left_out = f"/divisions/{TOWNSHIP}/overview/cases?among=left_out"
    (line,) = (await api("GET", left_out, role="monitor")).json["items"]
    assert line["exclusion"]["reason"] == REASON["reason"]
    seen = await api("GET", f"/feedback/{case['id']}", role="villager")
    assert seen.json["exclusion"]["reason"] == REASON["reason"]


async def test_a_proposal_alone_changes_no_rate(api, make, worker):
    await make.village()
    case = await solved_case(api)
    await api("POST", f"/feedback/{case['id']}/exclusion", REASON, role="secretary")
    await worker.until_idle()
    total = (await overview(api))["total"]
    assert (total["left_out"], total["rates"]["solved"]["of"]) == (0, 1)


async def test_nobody_confirms_their_own_proposal_and_no_village_confirms_any(api, make):
    await make.village()
    case = await solved_case(api)
    own = await exclude(api, case, first="monitor")
    assert (own.status, own.code) == (403, "own_exclusion")
    address = f"/feedback/{case['id']}/exclusion/confirmation"
    assert (await api("POST", address, {}, role="secretary")).status == 403
    assert (await api("POST", address, {}, role="county")).status == 200


async def test_it_needs_a_reason_and_is_proposed_and_confirmed_once(api, make):
    await make.village()
    case = await solved_case(api)
    address = f"/feedback/{case['id']}/exclusion"
    assert (await api("POST", f"{address}/confirmation", {}, role="monitor")).status == 409
    assert (await api("POST", address, {"reason": ""}, role="secretary")).status == 422
    assert (await exclude(api, case)).status == 200
    again = await api("POST", address, REASON, role="secretary")
    assert (again.status, again.code) == (409, "exclusion_state")
    assert (await api("POST", f"{address}/confirmation", {}, role="county")).status == 409


async def test_what_is_taken_back_counts_again(api, make, worker):
    await make.village()
    case = await solved_case(api)
    await exclude(api, case)
    ended = await api("DELETE", f"/feedback/{case['id']}/exclusion", role="monitor")
    assert ended.json["exclusion"] is None
    await worker.until_idle()
    assert (await overview(api))["total"]["rates"]["solved"]["of"] == 1
    log = (await api("GET", f"/divisions/{VILLAGE}/audit", role="monitor")).json["items"]
    acts = [entry["what"] for entry in log if entry["what"].startswith("exclusion")]
    assert acts == ["exclusion.end", "exclusion.confirm", "exclusion.propose"]


async def test_a_village_leaves_out_nothing_that_it_must_not_see(api, make):
    await make.village()
    case = (await api("POST", PATH, GRAFT, role="villager")).json
    address = f"/feedback/{case['id']}/exclusion"
    assert (await api("POST", address, REASON, role="secretary")).status == 404
    assert (await api("POST", f"{PATH}", LAMP, role="villager")).status == 201
