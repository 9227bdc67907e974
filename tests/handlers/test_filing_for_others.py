"""Filing for somebody without a phone, without a name, or with a name that stays sealed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.feedback.receipts import ALPHABET, new_code, read_code, shown_code
from tests.factories import VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

HER = {"name": "王桂花", "phone": "13700001111", "agreed": True}
WALK_IN = LAMP | {"channel": "walk_in", "filed_for": HER}
ANONYMOUS = f"{PATH}/anonymous"
WHY = {"reason": "核实举报线索"}


async def test_a_clerk_files_for_a_walk_in_and_gets_no_right_in_the_case(api, make):
    await make.village()
    case = (await api("POST", PATH, WALK_IN, role="clerk")).json
    assert case["handler"]["desk"] == f"secretary:{VILLAGE}"
    assert (await api("GET", "/me/feedback", role="clerk")).json["items"] == []
    stored = await make.store.feedback.raw.find_one({"receipt_hash": {"$exists": True}})
    assert case["receipt"]
    for secret in (HER["name"], HER["phone"], case["receipt"], case["receipt"].replace("-", "")):
        assert secret not in str(stored)
    contact = await api("GET", f"/feedback/{case['id']}/contact", role="secretary")
    assert contact.json == {"phone": HER["phone"], "name": HER["name"]}


async def test_whoever_has_an_account_gets_the_case_that_was_filed_for_them(api, make, worker):
    await make.village()
    vault = make.services.vault
    her = await make.account("villager", name=HER["name"], phone_hash=vault.lookup(HER["phone"]))
    case = (await api("POST", PATH, WALK_IN, role="grid_worker")).json
    assert case["receipt"] is None
    token = await make.token_of(her)
    assert [c["id"] for c in (await api("GET", "/me/feedback", token=token)).json["items"]] == [
        case["id"]
    ]
    await worker.until_idle()
    kinds = [m["kind"] for m in (await api("GET", "/me/messages", token=token)).json["items"]]
    assert sorted(kinds) == ["feedback.filed_for_you", "feedback.received"]


async def test_a_cadre_who_writes_down_an_accusation_keeps_no_key_to_it(api, make):
    await make.village()
    body = GRAFT | {"channel": "walk_in", "filed_for": HER, "about_cadres": False}
    case = (await api("POST", PATH, body, role="secretary")).json
    assert (case["hidden_from_village"], case["receipt"]) == (True, None)
    assert (await api("GET", f"/feedback/{case['id']}", role="secretary")).status == 404
    clarified = await api(
        "POST", f"/feedback/{case['id']}/clarification", {"about_cadres": False}, role="secretary"
    )
    assert clarified.status in (403, 404)


async def test_a_repeated_filing_shows_a_cadre_nothing_of_what_became_of_the_accusation(api, make):
    await make.village()
    body = GRAFT | {"channel": "walk_in", "filed_for": HER, "about_cadres": False}
    key = {"Idempotency-Key": "an-old-key-of-mine"}
    case = (await api("POST", PATH, body, role="secretary", headers=key)).json
    answer = {"text": "已立案调查。"}
    await api("POST", f"/feedback/{case['id']}/answer", answer, role="monitor")
    again = (await api("POST", PATH, body, role="secretary", headers=key)).json
    assert (again["id"], again["state"], again["answer"]) == (case["id"], "assigned", "")
    assert [entry["act"] for entry in again["entries"]] == ["file"]


@pytest.mark.parametrize("channel", ["walk_in", "phone", "grid_worker"])
async def test_filing_for_others_needs_their_name_and_consent(api, make, channel):
    await make.village()
    not_agreed = LAMP | {"channel": channel, "filed_for": HER | {"agreed": False}}
    assert (await api("POST", PATH, not_agreed, role="clerk")).paths == ["body.filed_for.agreed"]
    nobody = LAMP | {"channel": channel}
    assert (await api("POST", PATH, nobody, role="clerk")).paths == ["body.filed_for"]
    own = LAMP | {"filed_for": HER}
    assert (await api("POST", PATH, own, role="villager")).paths == ["body.filed_for"]


async def test_an_anonymous_reporter_reads_talks_rates_and_reopens_with_the_code(api, make):
    await make.village()
    filed = (await api("POST", ANONYMOUS, LAMP)).json
    code = {"code": filed["receipt"].lower().replace("-", " ")}
    case = f"/feedback/{filed['id']}"
    await api("POST", f"{case}/talk", {"text": "请问是哪一盏？"}, role="secretary")
    talked = await api("POST", "/receipts/talk", code | {"text": "小卖部门口"})
    assert [line["side"] for line in talked.json["talk"]] == ["handler", "reporter"]
    await api("POST", f"{case}/answer", {"text": "已经修好"}, role="secretary")
    rated = await api("POST", "/receipts/rating", code | {"solved": True, "content": 5})
    assert rated.json["case"]["state"] == "closed"
    again = await api("POST", "/receipts/reopening", code | {"reason": "又不亮了"})
    assert again.json["case"]["state"] == "assigned"
    assert (await api("POST", "/receipts", code)).json["case"]["answer"] == "已经修好"
    assert (await api("GET", case, role="secretary")).json["reporter_name"] == "匿名"


async def test_guessing_receipt_codes_locks_the_address_and_a_right_one_does_not_help(api, make):
    await make.village()
    right = {"code": (await api("POST", ANONYMOUS, LAMP)).json["receipt"]}
    for _ in range(10):
        assert (await api("POST", "/receipts", {"code": new_code()})).status == 404
    locked = await api("POST", "/receipts", right)
    assert (locked.status, locked.code) == (429, "receipt_locked")


async def test_one_address_files_only_so_many_anonymous_reports(api, make):
    await make.village()
    replies = [await api("POST", ANONYMOUS, LAMP) for _ in range(11)]
    assert [reply.status for reply in replies] == [201] * 10 + [429]


@given(st.randoms(use_true_random=False))
def test_each_slip_of_one_character_is_found_before_anything_is_looked_up(chance: random.Random):
    code = new_code()
    at = chance.randrange(len(code))
    wrong = code[:at] + chance.choice(ALPHABET.replace(code[at], "")) + code[at + 1 :]
    assert read_code(shown_code(code).lower()) == code
    assert read_code(wrong) is None


async def test_a_sealed_name_is_opened_by_the_superior_alone_and_its_owner_reads_why(
    api, make, worker
):
    await make.village()
    body = LAMP | {"visibility": "sealed"}
    case = (await api("POST", PATH, body, role="villager")).json
    path = f"/feedback/{case['id']}"
    assert (await api("GET", path, role="secretary")).json["reporter_name"] is None
    assert (await api("POST", f"{path}/identity", WHY, role="secretary")).status == 403
    assert (await api("POST", f"{path}/identity", {"reason": ""}, role="monitor")).status == 422
    opened = await api("POST", f"{path}/identity", WHY, role="monitor")
    assert opened.json["name"] == (await make.the("villager")).name
    await worker.until_idle()
    entry = (await api("GET", path, role="villager")).json["entries"][-1]
    assert (entry["act"], entry["note"]) == ("open_identity", WHY["reason"])
    kinds = [m["kind"] for m in (await api("GET", "/me/messages", role="villager")).json["items"]]
    assert sorted(kinds) == ["feedback.identity_opened", "feedback.received"]
    assert "feedback.identity" in [e.what for e in (await make.store.audit.of_area(VILLAGE)).items]


async def test_who_has_the_case_does_not_open_its_sealed_name_themselves(api, make):
    await make.village()
    case = (await api("POST", PATH, GRAFT | {"visibility": "sealed"}, role="villager")).json
    path = f"/feedback/{case['id']}/identity"
    assert (await api("POST", path, WHY, role="monitor")).code == "not_superior"
    assert (await api("POST", path, WHY, role="county")).status == 200
