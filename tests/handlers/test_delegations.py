"""Acting for a parent: agreed to by the parent, or by a cadre where they have no account."""

from __future__ import annotations

import asyncio

import pytest
from bson import ObjectId

from handlers.consents import current_version
from tests.factories import NEIGHBOUR, VILLAGE

PHONE = "13812345678"
ASK = {"name": "张大爷", "relation": "parent", "my_name": "张小明"}
PATH = f"/villages/{VILLAGE}/delegations"


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


async def child(make) -> tuple[ObjectId, str]:
    account = await make.account("villager", grants=())
    return account.id, await make.token_of(account)


async def parent(api, make, name: str = "张大爷", village: str = VILLAGE) -> tuple[ObjectId, str]:
    """Somebody of the village who left their phone number."""
    account = await make.account("villager", village, name=name)
    token = await make.token_of(account)
    left = {"phone": PHONE, "consent": current_version("phone")}
    assert (await api("PUT", "/me/phone", left, token=token)).status == 200
    return account.id, token


async def asked(api, token: str, **more: object) -> str:
    reply = await api("POST", PATH, ASK | more, token=token)
    assert reply.status == 201, reply.json
    return f"/delegations/{reply.json['id']}"


async def told(api, worker, **who: str) -> list[str]:
    await worker.until_idle()
    return [line["kind"] for line in (await api("GET", "/me/messages", **who)).json["items"]]


async def test_the_parent_with_that_phone_agrees_alone_and_the_child_is_told(
    api, make, store, worker
):
    (me, mine), (mother, theirs) = await child(make), await parent(api, make)
    path = await asked(api, mine, phone=PHONE)
    assert await told(api, worker, token=theirs) == ["delegation.asked"]
    assert await told(api, worker, role="clerk") == []
    assert (await api("POST", f"{path}/confirm", token=mine)).status == 403
    assert (await api("POST", f"{path}/confirm", role="secretary")).status == 404
    assert not await store.delegations.may_act(me, mother)
    agreed = await api("POST", f"{path}/confirm", token=theirs)
    assert (agreed.json["state"], agreed.json["represented"]) == ("confirmed", str(mother))
    assert await store.delegations.may_act(me, mother)
    assert not await store.delegations.may_act(mother, me)
    assert (await told(api, worker, token=mine))[0] == "delegation.confirmed"
    assert await told(api, worker, token=theirs) == ["delegation.asked"]


async def test_without_an_account_a_cadre_agrees_and_opens_one_nobody_can_sign_in_to(
    api, make, store, worker
):
    me, mine = await child(make)
    path = await asked(api, mine)
    assert await told(api, worker, role="clerk") == ["delegation.to_decide"]
    agreed = (await api("POST", f"{path}/confirm", role="clerk")).json
    father = await store.accounts.get(ObjectId(agreed["represented"]))
    assert (father.name, father.username, father.openid) == ("张大爷", None, None)
    assert [(g.role, g.division) for g in father.grants] == [("villager", VILLAGE)]
    assert await store.delegations.may_act(me, father.id)


async def test_the_asker_cannot_tell_whether_the_phone_belongs_to_an_account(api, make):
    (_, mine), (_, other) = await child(make), await child(make)
    await parent(api, make)
    known = (await api("POST", PATH, ASK | {"phone": PHONE}, token=mine)).json
    unknown = (await api("POST", PATH, ASK | {"phone": "13900000000"}, token=other)).json
    differ = {"id", "representative", "created_at"}
    assert {k: v for k, v in known.items() if k not in differ} == {
        k: v for k, v in unknown.items() if k not in differ
    }
    assert PHONE not in str(known)


@pytest.mark.parametrize(("name", "village"), [("李大爷", VILLAGE), ("张大爷", NEIGHBOUR)])
async def test_a_phone_under_another_name_or_in_another_village_decides_nothing(
    api, make, worker, name, village
):
    _, mine = await child(make)
    _, theirs = await parent(api, make, name, village)
    await asked(api, mine, phone=PHONE)
    assert await told(api, worker, token=theirs) == []
    assert await told(api, worker, role="clerk") == ["delegation.to_decide"]


async def test_two_children_act_for_the_same_account_of_one_mother(api, make):
    represented = set()
    for _ in range(2):
        _, mine = await child(make)
        path = await asked(api, mine, phone="13911112222")
        confirmed = await api("POST", f"{path}/confirm", role="clerk")
        represented.add(confirmed.json["represented"])
    assert len(represented) == 1


@pytest.mark.parametrize("side", ["child", "parent"])
async def test_either_side_ends_it_and_the_other_is_told(api, make, store, worker, side):
    (me, mine), (mother, theirs) = await child(make), await parent(api, make)
    path = await asked(api, mine, phone=PHONE)
    await api("POST", f"{path}/confirm", token=theirs)
    acting, other = (mine, theirs) if side == "child" else (theirs, mine)
    assert (await api("POST", f"{path}/revoke", token=acting)).json["state"] == "revoked"
    assert not await store.delegations.may_act(me, mother)
    assert (await told(api, worker, token=other))[0] == "delegation.revoked"


async def test_a_cadre_ends_it_for_somebody_without_a_sign_in(api, make):
    _, mine = await child(make)
    path = await asked(api, mine)
    await api("POST", f"{path}/confirm", role="clerk")
    assert (await api("POST", f"{path}/revoke", role="secretary")).json["state"] == "revoked"


async def test_of_two_cadres_who_confirm_at_once_one_wins_and_one_account_is_opened(
    api, make, store
):
    _, mine = await child(make)
    path = await asked(api, mine)
    replies = await asyncio.gather(
        *(api("POST", f"{path}/confirm", role=role) for role in ("clerk", "secretary"))
    )
    assert sorted(reply.status for reply in replies) == [200, 409]
    loser = next(reply for reply in replies if reply.status == 409)
    assert (loser.code, loser.json["state"]) == ("delegation_state", "confirmed")
    where = {"grants.division": VILLAGE, "name": "张大爷"}
    assert await store.accounts.raw.count_documents(where) == 1


async def test_the_same_ask_twice_is_one_and_a_declined_one_may_be_asked_again(api, make):
    _, mine = await child(make)
    path = await asked(api, mine)
    again = await api("POST", PATH, ASK, token=mine)
    assert (again.status, again.code) == (409, "delegation_open")
    declined = await api("POST", f"{path}/decline", {"reason": "请本人来村"}, role="clerk")
    assert declined.json["reason"] == "请本人来村"
    await asked(api, mine)


async def test_a_cadre_does_not_agree_to_their_own_ask(api, make):
    clerk = await make.token("clerk")
    path = await asked(api, clerk)
    assert (await api("POST", f"{path}/confirm", token=clerk)).status == 403


async def test_an_open_ask_is_taken_back(api, make):
    _, mine = await child(make)
    path = await asked(api, mine)
    assert (await api("POST", f"{path}/revoke", token=mine)).json["state"] == "withdrawn"
    late = await api("POST", f"{path}/confirm", role="clerk")
    assert (late.status, late.json["state"]) == (409, "withdrawn")


async def test_cadres_list_what_is_theirs_to_decide_and_families_their_own(api, make):
    (_, mine), (_, theirs) = await child(make), await parent(api, make)
    private = await asked(api, mine, phone=PHONE)
    public = await asked(api, mine, name="王奶奶")
    listed = (await api("GET", PATH, role="clerk")).json["items"]
    assert [f"/delegations/{d['id']}" for d in listed] == [public]
    own = (await api("GET", "/me/delegations", token=mine)).json["items"]
    assert [f"/delegations/{d['id']}" for d in own] == [public, private]
    asked_of = (await api("GET", "/me/delegations", token=theirs)).json["items"]
    assert [f"/delegations/{d['id']}" for d in asked_of] == [private]


async def test_a_phone_that_is_none_is_a_mistake(api, make):
    _, mine = await child(make)
    reply = await api("POST", PATH, ASK | {"phone": "12345"}, token=mine)
    assert (reply.status, reply.paths) == (422, ["body.phone"])


async def test_the_parents_phone_is_stored_sealed(api, make, store):
    _, mine = await child(make)
    path = await asked(api, mine, phone=PHONE)
    row = await store.delegations.raw.find_one({"_id": ObjectId(path.rpartition("/")[2])})
    assert PHONE not in str(row)
