"""Opening and closing staff accounts, giving and taking roles: only ever from above."""

from __future__ import annotations

import asyncio

import pytest

from handlers.passwords import hash_password
from models.accounts import Grant
from models.errors import Conflict
from tests.factories import COUNTY, NEIGHBOUR, OTHER_TOWNSHIP, OUTSIDE, TOWNSHIP, VILLAGE

CLERK = {"role": "clerk", "division": VILLAGE}


@pytest.fixture(autouse=True)
def _map(make, io_loop):
    io_loop.run_sync(make.divisions)


def account(*grants: dict[str, str]) -> dict[str, object]:
    return {"username": "li.si", "name": "李四", "grants": list(grants) or [CLERK]}


async def open_account(api, *grants: dict[str, str], role: str = "monitor"):
    return await api("POST", "/accounts", account(*grants), role=role)


async def sign_in(api, password: str, username: str = "li.si"):
    return await api("POST", "/session/password", {"username": username, "password": password})


async def test_a_new_clerk_signs_in_once_with_the_first_password_and_must_change_it(api):
    opened = (await open_account(api)).json
    signed_in = (await sign_in(api, opened["password"])).json
    refused = await api("GET", "/me", token=signed_in["token"])
    assert (refused.status, refused.code) == (403, "password_change_required")
    change = {"old": opened["password"], "new": "a much better one"}
    assert (await api("PUT", "/me/password", change, token=signed_in["token"])).status == 204
    assert (await api("GET", "/me", token=signed_in["token"])).status == 200
    assert (await sign_in(api, opened["password"])).status == 401


@pytest.mark.parametrize(
    ("giver", "role", "division"),
    [
        ("monitor", "monitor", TOWNSHIP),
        ("monitor", "county", COUNTY),
        ("monitor", "clerk", OUTSIDE),
        ("county", "county", COUNTY),
        ("county", "clerk", "330881101201"),
    ],
)
async def test_nobody_gives_a_role_of_their_own_rank_or_outside_of_their_area(
    api, make, giver, role, division
):
    grant = {"role": role, "division": division}
    assert (await open_account(api, grant, role=giver)).status == 403
    clerk = await make.account("clerk")
    given = await api("POST", f"/accounts/{clerk.id}/grants", grant, role=giver)
    assert given.status == 403


@pytest.mark.parametrize("role", ["admin", "villager"])
async def test_the_roles_of_admin_and_villager_cannot_be_given_at_all(api, make, role):
    clerk = await make.account("clerk")
    grant = {"role": role, "division": VILLAGE}
    reply = await api("POST", f"/accounts/{clerk.id}/grants", grant, role="admin")
    assert (reply.status, reply.json["errors"][0]["code"]) == (422, "grant_level")


async def test_a_role_over_a_division_that_does_not_exist_is_a_mistake(api):
    reply = await open_account(api, {"role": "clerk", "division": TOWNSHIP + "999"})
    assert reply.json["errors"][0]["code"] == "division_unknown"


async def test_nobody_gives_or_takes_a_role_of_their_own(api, make):
    monitor = await make.the("monitor")
    assert (
        await api("POST", f"/accounts/{monitor.id}/grants", CLERK, role="monitor")
    ).status == 403
    query = f"role=clerk&division={VILLAGE}"
    taken = await api("DELETE", f"/accounts/{monitor.id}/grants?{query}", role="monitor")
    assert taken.status == 403


async def test_an_account_outside_of_ones_area_looks_as_if_there_were_none(api, make):
    stranger = await make.account("clerk", OUTSIDE)
    calls = [("GET", ""), ("POST", "/password"), ("POST", "/reopen")]
    answers = [await api(m, f"/accounts/{stranger.id}{p}", role="monitor") for m, p in calls]
    answers.append(await api("POST", f"/accounts/{stranger.id}/grants", CLERK, role="monitor"))
    assert {reply.status for reply in answers} == {404}


async def test_a_monitor_cannot_reset_the_password_of_a_clerk_who_is_more_elsewhere(api, make):
    both = (Grant(**CLERK), Grant(role="clerk", division=OUTSIDE))
    clerk = await make.account("clerk", username="both", password_hash="x", grants=both)
    assert (await api("POST", f"/accounts/{clerk.id}/password", role="monitor")).status == 403
    assert (await api("POST", f"/accounts/{clerk.id}/password", role="county")).status == 201


async def test_a_password_is_not_reset_for_somebody_who_rose_while_it_was_made(make, store):
    seen = await make.account("clerk", username="riser", password_hash="x")
    await store.accounts.grant(seen.id, Grant(role="county", division="330826"))
    with pytest.raises(Conflict):
        await store.accounts.set_password(seen, "y", must_change=True)
    assert (await store.accounts.get(seen.id)).password_hash == "x"


async def test_a_reset_password_ends_all_sessions_and_must_be_changed(api, make):
    clerk = await make.account("clerk", username="wang", password_hash=hash_password("old"))
    token = await make.token_of(clerk)
    assert (await api("GET", "/session", token=token)).status == 200
    reset = (await api("POST", f"/accounts/{clerk.id}/password", role="monitor")).json
    assert (await api("GET", "/session", token=token)).status == 401
    signed_in = await sign_in(api, reset["password"], "wang")
    assert signed_in.json["must_change_password"] is True
    assert (await sign_in(api, "old", "wang")).status == 401


async def test_a_role_given_and_taken_holds_at_once_in_a_live_session(api, make):
    villager = await make.account("villager")
    token = await make.token_of(villager)
    path = f"/villages/{VILLAGE}/bindings"
    assert (await api("GET", path, token=token)).status == 403
    await api("POST", f"/accounts/{villager.id}/grants", CLERK, role="monitor")
    assert (await api("GET", path, token=token)).status == 200
    query = f"role=clerk&division={VILLAGE}"
    await api("DELETE", f"/accounts/{villager.id}/grants?{query}", role="monitor")
    assert (await api("GET", path, token=token)).status == 403


async def test_a_role_taken_by_another_process_is_gone_within_two_seconds(api, make, store):
    clerk = await make.account("clerk")
    token, path = await make.token_of(clerk), f"/villages/{VILLAGE}/bindings"
    assert (await api("GET", path, token=token)).status == 200
    await store.accounts.revoke(clerk.id, clerk.grants[0])
    for _ in range(40):
        if (await api("GET", path, token=token)).status == 403:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the role still holds")


async def test_a_closed_account_is_out_at_once_and_back_with_its_roles_when_reopened(api, make):
    secret = hash_password("a long password")
    clerk = await make.account("clerk", username="wang", password_hash=secret)
    token, path = await make.token_of(clerk), f"/accounts/{clerk.id}"
    assert (await api("GET", "/session", token=token)).status == 200
    assert (await api("POST", f"{path}/close", {"reason": "离职"}, role="monitor")).status == 200
    assert (await api("GET", "/session", token=token)).status == 401
    assert (await sign_in(api, "a long password", "wang")).code == "login_failed"
    reopened = await api("POST", f"{path}/reopen", role="monitor")
    assert reopened.json["grants"] == [CLERK]
    assert (await sign_in(api, "a long password", "wang")).status == 201


async def test_nobody_closes_themselves_and_an_admin_closes_another_admin(api, make):
    me, other = await make.the("admin"), await make.account("admin")
    body = {"reason": "离职"}
    assert (await api("POST", f"/accounts/{me.id}/close", body, role="admin")).status == 403
    assert (await api("POST", f"/accounts/{other.id}/close", body, role="admin")).status == 200


async def test_two_admins_who_close_each_other_at_once_leave_one(make, store):
    admins = [await make.account("admin"), await make.account("admin")]
    done = await asyncio.gather(
        *(store.accounts.close(admin) for admin in admins), return_exceptions=True
    )
    refused = [result for result in done if isinstance(result, Conflict)]
    assert [error.code for error in refused] == ["last_admin"]
    left = [admin for admin in admins if (await store.accounts.get(admin.id)).active]
    assert len(left) == 1


async def test_a_monitor_lists_the_staff_of_the_township_without_villagers_and_phones(api, make):
    await make.account("villager")
    clerk = await make.account(
        "clerk",
        grants=(
            Grant(**CLERK),
            Grant(role="villager", division=OUTSIDE),
        ),
    )
    await make.account("clerk", NEIGHBOUR)
    await make.account("clerk", OUTSIDE)
    await make.the("monitor")
    listed = (await api("GET", f"/divisions/{TOWNSHIP}/accounts", role="monitor")).json["items"]
    assert [item["grants"][0]["role"] for item in listed] == ["clerk", "clerk", "monitor"]
    assert listed[0]["id"] == str(clerk.id)
    assert listed[0]["grants"] == [CLERK]
    assert listed[0].keys().isdisjoint({"phone", "openid", "password_hash"})
    elsewhere = f"/divisions/{OTHER_TOWNSHIP}/accounts"
    assert (await api("GET", elsewhere, role="monitor")).status == 403


async def test_an_account_stays_in_the_list_of_its_home_after_its_last_role_is_taken(api):
    opened = (await open_account(api)).json
    query = f"role=clerk&division={VILLAGE}"
    await api("DELETE", f"/accounts/{opened['id']}/grants?{query}", role="monitor")
    listed = (await api("GET", f"/divisions/{VILLAGE}/accounts", role="monitor")).json["items"]
    assert [(item["id"], item["grants"]) for item in listed] == [(opened["id"], [])]


async def test_a_role_given_twice_at_once_is_held_once(make, store):
    villager = await make.account("villager")
    grant = Grant(**CLERK)
    await asyncio.gather(*(store.accounts.grant(villager.id, grant) for _ in range(5)))
    held = await store.accounts.get(villager.id)
    assert sorted(g.role for g in held.grants) == ["clerk", "villager"]
    assert set(held.areas) == {COUNTY, TOWNSHIP, VILLAGE}


async def test_every_act_on_an_account_is_in_the_audit_log_without_the_password(api, store):
    opened = (await open_account(api)).json
    path = f"/accounts/{opened['id']}"
    reset = (await api("POST", f"{path}/password", role="monitor")).json
    await api("POST", f"{path}/close", {"reason": "离职"}, role="monitor")
    entries = (await store.audit.of_area(TOWNSHIP)).items
    acts = {"account.open", "password.reset", "account.close"}
    assert {entry.what for entry in entries} >= acts
    told = " ".join(entry.model_dump_json() for entry in entries)
    assert opened["password"] not in told
    assert reset["password"] not in told
