"""My account: the phone number, all that is stored about me, and having it erased."""

from __future__ import annotations

import pytest
from bson import ObjectId

from handlers.consents import current_version
from models.people import HoldsPersonalData
from server.rollups import recount
from tests.factories import VILLAGE
from tests.handlers.test_filing import LAMP

PHONE = "13812345678"
LEFT = {"phone": PHONE, "consent": current_version("phone")}
# Collections that name accounts and yet hold nothing to erase, each with the reason.
NOTHING_TO_ERASE = {
    "audit": "kept by law for six months, ids only",
    "confirmations": "which notice was read, by an account that has no name any more",
    "media": "pictures of a case stay with it; others go by themselves within hours",
}


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


async def villager(api) -> str:
    reply = await api("POST", "/session/wechat", {"code": "demo-zhang", "name": "张三"})
    return reply.json["token"]


async def test_a_phone_is_left_with_consent_and_shown_only_masked(api, store):
    token = await villager(api)
    text = (await api("GET", "/consents/phone")).json
    body = {"phone": "+86 138-1234-5678", "consent": text["version"]}
    shown = (await api("PUT", "/me/phone", body, token=token)).json
    assert shown["phone"] == "138****5678"
    assert [(c["text"], c["version"], c["given"]) for c in shown["consents"]] == [
        ("phone", text["version"], True)
    ]
    row = await store.accounts.raw.find_one({"_id": ObjectId(shown["id"])})
    assert PHONE not in str(row)


async def test_a_phone_is_not_taken_without_consent_to_the_current_text(api):
    token = await villager(api)
    reply = await api("PUT", "/me/phone", {"phone": "123", "consent": "0"}, token=token)
    assert (reply.status, reply.paths) == (422, ["body.phone", "body.consent"])
    assert PHONE not in str(reply.json)


async def test_consent_is_taken_back_and_the_number_is_gone(api, store):
    token = await villager(api)
    me = (await api("PUT", "/me/phone", LEFT, token=token)).json["id"]
    shown = (await api("DELETE", "/me/phone", token=token)).json
    assert (shown["phone"], shown["consents"][-1]["given"]) == (None, False)
    row = await store.accounts.raw.find_one({"_id": ObjectId(me)})
    assert row.keys().isdisjoint({"phone", "phone_hash"})


async def test_the_phone_is_in_no_list_of_accounts_and_in_no_log(api, make, caplog):
    caplog.set_level("DEBUG", logger="cunwu")
    clerk = await make.the("clerk")
    token = await make.token_of(clerk)
    await api("PUT", "/me/phone", LEFT, token=token)
    listed = await api("GET", f"/divisions/{VILLAGE}/accounts", role="monitor")
    assert str(clerk.id) in str(listed.json)
    assert "1234567" not in str(listed.json)
    assert PHONE not in caplog.text


async def test_an_export_holds_everything_about_me_in_clear_and_is_recorded(api, store):
    token = await villager(api)
    await api("PUT", "/me/phone", LEFT, token=token)
    ask = {"name": "张三", "note": "住在村口"}
    await api("POST", f"/villages/{VILLAGE}/bindings", ask, token=token)
    data = (await api("GET", "/me/export", token=token)).json["data"]
    assert data["accounts"][0]["phone"] == PHONE
    assert data["bindings"][0]["note"] == "住在村口"
    assert len(data["sessions"]) == 1
    assert "account.export" in [entry["what"] for entry in data["audit"]]
    assert "password_hash" not in str(data)


async def test_an_erased_person_leaves_nothing_personal_and_cannot_go_on(api, store):
    token = await villager(api)
    me = ObjectId((await api("PUT", "/me/phone", LEFT, token=token)).json["id"])
    ask = {"name": "张三", "note": "住在村口"}
    path = f"/villages/{VILLAGE}/bindings"
    binding = (await api("POST", path, ask, token=token)).json["id"]
    assert (await api("POST", f"/bindings/{binding}/confirm", role="clerk")).status == 200
    assert (await api("DELETE", "/me?confirm=erase", token=token)).status == 204
    assert (await api("GET", "/session", token=token)).status == 401
    account = await store.accounts.get(me)
    assert (account.name, account.grants, account.active) == ("已注销用户", (), False)
    assert account.phone is account.phone_hash is account.openid is None
    kept = str(await store.bindings.raw.find_one({"_id": ObjectId(binding)}))
    assert "张三" not in kept
    assert "村口" not in kept


async def test_a_case_stays_without_its_reporters_name_and_phone(api, store):
    token = await villager(api)
    body = LAMP | {"phone": PHONE}
    case = (await api("POST", f"/villages/{VILLAGE}/feedback", body, token=token)).json["id"]
    exported = (await api("GET", "/me/export", token=token)).json["data"]["feedback"]
    assert [line["text"] for line in exported] == [LAMP["text"]]
    assert (await api("DELETE", "/me?confirm=erase", token=token)).status == 204
    seen = await api("GET", f"/feedback/{case}", role="secretary")
    assert (seen.status, seen.json["text"]) == (200, LAMP["text"])
    row = await store.feedback.raw.find_one({"_id": ObjectId(case)})
    assert "phone" not in row
    assert "张三" not in str(row)


async def test_a_me_too_is_exported_and_taken_out_of_the_figures_with_its_person(
    api, make, store, worker
):
    case = (await api("POST", f"/villages/{VILLAGE}/feedback", LAMP, role="villager")).json
    token = await make.token_of(await make.account("villager"))
    path = f"/villages/{VILLAGE}/reported/{case['id']}/me-too"
    assert (await api("PUT", path, token=token)).json["people_count"] == 2
    (line,) = (await api("GET", "/me/export", token=token)).json["data"]["feedback"]
    assert line["case_no"] == case["case_no"]
    await worker.until_idle()
    assert (await api("DELETE", "/me?confirm=erase", token=token)).status == 204
    await worker.until_idle()
    assert [found async for found in recount(store, [VILLAGE], repair=False)] == []
    rollup = await store.rollups.of_village(VILLAGE, case["created_at"][:7])
    assert rollup.shown.people == 1


async def test_whoever_was_erased_comes_back_as_somebody_new(api):
    token = await villager(api)
    before = (await api("GET", "/me", token=token)).json["id"]
    await api("DELETE", "/me?confirm=erase", token=token)
    again = (await api("GET", "/me", token=await villager(api))).json
    assert again["id"] != before
    assert again["consents"] == []


async def test_erasing_asks_to_be_said_twice(api):
    token = await villager(api)
    assert (await api("DELETE", "/me", token=token)).status == 422
    assert (await api("GET", "/session", token=token)).status == 200


@pytest.mark.parametrize("role", ["secretary", "admin"])
async def test_staff_leave_their_office_before_they_erase_themselves(api, role):
    reply = await api("DELETE", "/me?confirm=erase", role=role)
    assert (reply.status, reply.code) == (409, "has_office")


async def test_erasing_ends_what_others_may_do_in_my_name(api, make, store):
    child = await make.account("villager")
    path = f"/villages/{VILLAGE}/delegations"
    token = await make.token_of(child)
    ask = {"name": "张大爷", "relation": "parent"}
    delegation = (await api("POST", path, ask, token=token)).json["id"]
    done = await api("POST", f"/delegations/{delegation}/confirm", role="clerk")
    father = ObjectId(done.json["represented"])
    assert await store.delegations.may_act(child.id, father)
    await api("DELETE", "/me?confirm=erase", token=token)
    assert not await store.delegations.may_act(child.id, father)


async def test_every_collection_that_belongs_to_a_person_can_be_exported_and_erased(store):
    personal = {
        c.name
        for c in store.collections()
        if {"account", "owner", "people", "representative"} & c.document.model_fields.keys()
    }
    erased = {c.name for c in store.collections() if isinstance(c, HoldsPersonalData)}
    assert personal - erased == set(NOTHING_TO_ERASE)
