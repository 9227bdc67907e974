"""What is done to a case: accept, answer, transfer, refuse, withdraw, rate, reopen."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from tests.factories import VILLAGE
from tests.handlers.test_filing import DANGER, GRAFT, LAMP, PATH

ANSWER = {"text": "已联系电工，三天内修好。"}


async def filed(api, make, body=LAMP) -> str:
    await make.village()
    case = (await api("POST", PATH, body, role="villager")).json
    return f"/feedback/{case['id']}"


async def test_a_case_is_accepted_answered_and_rated(api, make):
    path = await filed(api, make)
    assert (await api("POST", f"{path}/acceptance", {}, role="secretary")).json[
        "state"
    ] == "accepted"
    assert (await api("POST", f"{path}/answer", ANSWER, role="secretary")).json[
        "state"
    ] == "answered"
    rated = await api("POST", f"{path}/rating", {"solved": True, "content": 5}, role="villager")
    assert rated.json["state"] == "closed"
    assert [e["act"] for e in rated.json["entries"]] == ["file", "accept", "answer", "rate"]


async def test_an_answered_case_leaves_the_inbox(api, make):
    path = await filed(api, make)
    await api("POST", f"{path}/answer", ANSWER, role="secretary")
    assert (await api("GET", "/inbox", role="secretary")).json["items"] == []


async def test_two_people_act_at_once_and_one_wins(api, make):
    path = await filed(api, make, DANGER)
    replies = await asyncio.gather(
        api("POST", f"{path}/answer", ANSWER, role="secretary"),
        api("POST", f"{path}/answer", ANSWER, role="monitor"),
    )
    assert sorted(reply.status for reply in replies) == [200, 409]
    loser = next(reply for reply in replies if reply.status == 409)
    assert (loser.code, loser.json["state"]) == ("state_changed", "answered")


async def test_acting_on_an_older_version_is_refused(api, make):
    path = await filed(api, make)
    await api("POST", f"{path}/acceptance", {}, role="secretary")
    reply = await api("POST", f"{path}/answer", ANSWER | {"version": 1}, role="secretary")
    assert (reply.status, reply.json["version"]) == (409, 2)


async def test_a_monitor_sees_a_village_case_but_does_not_act_on_it(api, make):
    path = await filed(api, make)
    assert (await api("GET", path, role="monitor")).status == 200
    reply = await api("POST", f"{path}/acceptance", {}, role="monitor")
    assert (reply.status, reply.code) == (403, "not_your_case")


async def test_a_transferred_case_is_the_clerks_and_no_longer_the_secretarys_to_answer(api, make):
    path = await filed(api, make)
    transfer = {"role": "clerk", "reason": "由文书联系电工"}
    moved = (await api("POST", f"{path}/transfer", transfer, role="secretary")).json
    assert (moved["handler"]["title"], moved["transfers"]) == ("村文书", 1)
    assert (await api("POST", f"{path}/answer", ANSWER, role="secretary")).status == 403
    assert (await api("POST", f"{path}/answer", ANSWER, role="clerk")).status == 200


async def test_a_case_is_not_transferred_to_an_empty_desk(api, make):
    await make.divisions()
    await make.the("secretary")
    case = (await api("POST", PATH, LAMP, role="villager")).json
    transfer = {"role": "grid_worker", "reason": "请网格员处理"}
    reply = await api("POST", f"/feedback/{case['id']}/transfer", transfer, role="secretary")
    assert reply.json["errors"][0]["code"] == "desk_empty"


async def test_a_complaint_about_cadres_is_never_passed_back_to_the_village(api, make):
    path = await filed(api, make, GRAFT)
    transfer = {"role": "secretary", "reason": "请村里处理"}
    reply = await api("POST", f"{path}/transfer", transfer, role="monitor")
    assert reply.json["errors"][0]["code"] == "transfer_conflict"


async def test_a_refusal_needs_a_reason_of_the_list_and_tells_the_proper_route(api, make):
    path = await filed(api, make)
    assert (await api("POST", f"{path}/refusal", {"reason": "no"}, role="secretary")).status == 422
    refused = await api("POST", f"{path}/refusal", {"reason": "petition"}, role="secretary")
    assert refused.json["state"] == "refused"
    assert "信访" in refused.json["answer"]


async def test_only_the_reporter_withdraws_and_only_before_the_answer(api, make):
    path = await filed(api, make)
    assert (await api("POST", f"{path}/withdrawal", {}, role="secretary")).status == 403
    assert (await api("POST", f"{path}/withdrawal", {}, role="villager")).json[
        "state"
    ] == "withdrawn"
    assert (await api("POST", f"{path}/answer", ANSWER, role="secretary")).status == 409


async def test_a_case_is_reopened_within_the_window_only(api, make, clock):
    path = await filed(api, make)
    await api("POST", f"{path}/answer", ANSWER, role="secretary")
    again = {"reason": "灯还是不亮"}
    reopened = (await api("POST", f"{path}/reopening", again, role="villager")).json
    assert (reopened["state"], reopened["reopenings"]) == ("assigned", 1)
    await api("POST", f"{path}/answer", ANSWER, role="secretary")
    clock.forward(timedelta(days=16))
    late = await api(
        "POST", f"{path}/reopening", again, token=await make.token_of(await make.the("villager"))
    )
    assert (late.status, late.code) == (409, "reopen_too_late")


async def test_a_correction_keeps_what_was_found(api, make):
    path = await filed(api, make)
    correction = {"category": "城乡建设", "topics": ["用电"], "urgency": "urgent"}
    case = (await api("POST", f"{path}/correction", correction, role="secretary")).json
    assert (case["topics"], case["corrected"]) == (["用电"], True)
    assert case["found"]["tags"][0]["label"] == "路灯"
    filed_at, answer_by = (
        datetime.fromisoformat(at) for at in (case["created_at"], case["due"]["answer_by"])
    )
    assert answer_by - filed_at == timedelta(hours=24)


async def test_the_reporter_says_that_cadres_are_not_meant_and_the_secretary_gets_it(api, make):
    path = await filed(api, make, GRAFT)
    said = await api("POST", f"{path}/clarification", {"about_cadres": False}, role="villager")
    assert said.json["handler"]["desk"] == f"secretary:{VILLAGE}"
    assert (await api("GET", path, role="secretary")).status == 200


async def test_a_sealed_case_hides_the_name_from_who_handles_it(api, make):
    path = await filed(api, make, LAMP | {"visibility": "sealed", "phone": "13800001111"})
    assert (await api("GET", path, role="secretary")).json["reporter_name"] is None
    assert (await api("GET", path, role="villager")).json["reporter_name"]
    assert (await api("GET", f"{path}/contact", role="secretary")).code == "contact_sealed"
