"""Signing in and out, locks against guessing, and how long a session lives."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from handlers import passwords
from handlers.passwords import is_right_password, weakness
from tests.api import Api
from tests.bench_of_tests import Server
from tests.factories import Factory

PASSWORD = "correct horse 7"
# Cheaper than a real one, so that the tests are fast.
HASH = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


async def staff(make: Factory, **fields: object):
    return await make.account("secretary", **{"username": "wang", "password_hash": HASH, **fields})


async def sign_in(api: Api, password: str = PASSWORD, username: str = "wang", **options):
    body = {"username": username, "password": password}
    return await api("POST", "/session/password", body, **options)


async def fail(api: Api, times: int, **options) -> list[int]:
    return [(await sign_in(api, password="not this one", **options)).status for _ in range(times)]


async def test_a_secretary_signs_in_and_sees_their_role(api, make):
    await staff(make)
    reply = await sign_in(api)
    assert reply.status == 201
    me = await api("GET", "/session", token=reply.json["token"])
    assert me.json["grants"] == [{"role": "secretary", "division": "330825101201"}]


async def test_an_unknown_user_a_wrong_password_and_a_closed_account_get_the_same_answer(api, make):
    await staff(make)
    await staff(make, username="closed", active=False)
    answers = [
        await sign_in(api, password="not this one"),
        await sign_in(api, username="nobody"),
        await sign_in(api, username="closed"),
    ]
    assert {(reply.status, reply.code) for reply in answers} == {(401, "login_failed")}
    assert len({reply.json["detail"] for reply in answers}) == 1


def test_an_unknown_user_costs_a_look_at_a_hash_as_well(monkeypatch):
    looked = []

    class Counting:
        def verify(self, stored: str, password: str) -> bool:
            looked.append(stored)
            return True

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not is_right_password(None, PASSWORD)
    assert is_right_password(HASH, PASSWORD)
    assert len(looked) == 2
    assert all(stored.startswith("$argon2id$") for stored in looked)


async def test_five_failures_lock_the_account_even_for_the_right_password(api, make):
    await staff(make)
    assert await fail(api, 5) == [401] * 5
    reply = await sign_in(api)
    assert (reply.status, reply.code) == (429, "login_locked")
    assert 0 < int(reply.raw.headers["Retry-After"]) <= 15 * 60 + 1


async def test_a_lock_ends_after_the_window_and_tries_meanwhile_do_not_prolong_it(api, make, clock):
    await staff(make)
    await fail(api, 5)
    clock.forward(timedelta(minutes=14))
    assert (await sign_in(api)).status == 429
    clock.forward(timedelta(minutes=1, seconds=1))
    assert (await sign_in(api)).status == 201


async def test_a_success_forgets_the_failures_of_the_account(api, make):
    await staff(make)
    await fail(api, 3)
    assert (await sign_in(api)).status == 201
    assert await fail(api, 2) == [401] * 2


async def test_an_address_is_locked_across_accounts_and_one_right_password_does_not_open_it(
    api, make
):
    await staff(make)
    for name in ("a", "b", "c", "d"):
        await fail(api, 1, username=name)
    assert (await sign_in(api)).status == 201
    assert await fail(api, 2, username="e") == [401, 429]
    assert (await sign_in(api)).status == 429


async def test_thirty_wrong_tries_at_once_are_no_more_than_five_looks_at_the_password(api, make):
    await staff(make)
    answers = await asyncio.gather(*(fail(api, 1) for _ in range(30)))
    statuses = [status for [status] in answers]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 25


async def test_many_who_sign_in_rightly_at_once_from_one_address_all_get_in(api, make):
    names = [f"clerk{n}" for n in range(15)]
    for name in names:
        await staff(make, username=name)
    answers = await asyncio.gather(*(sign_in(api, username=name) for name in names))
    assert {reply.status for reply in answers} == {201}


async def test_an_address_that_the_caller_writes_into_a_header_is_not_believed(api):
    for n in range(5):
        headers = {"X-Real-Ip": f"10.0.0.{n}", "X-Forwarded-For": f"10.0.1.{n}"}
        await sign_in(api, username=f"user{n}", headers=headers)
    locked = await sign_in(api, username="another", headers={"X-Real-Ip": "10.0.0.99"})
    assert locked.status == 429


async def test_behind_the_proxy_each_address_has_its_own_lock(make, settings):
    behind = Server(settings.model_copy(update={"trust_proxy": True}))
    await behind.start()
    try:
        api = Api(make, behind)
        for n in range(5):
            await sign_in(api, username=f"user{n}", headers={"X-Real-Ip": "10.0.0.1"})
        same = await sign_in(api, username="another", headers={"X-Real-Ip": "10.0.0.1"})
        other = await sign_in(api, username="another", headers={"X-Real-Ip": "10.0.0.2"})
        assert (same.status, other.status) == (429, 401)
    finally:
        await behind.stop()


async def test_without_a_token_there_is_no_session(api):
    assert (await api("GET", "/session")).status == 401
    assert (await api("GET", "/session", token="made up")).status == 401


async def test_signing_out_ends_the_session_at_once(api, make):
    await staff(make)
    token = (await sign_in(api)).json["token"]
    assert (await api("DELETE", "/session", token=token)).status == 204
    assert (await api("GET", "/session", token=token)).status == 401


async def test_a_token_is_not_stored_and_what_is_stored_does_not_open_anything(api, make, store):
    account = await staff(make)
    token = (await sign_in(api)).json["token"]
    row = await store.sessions.raw.find_one({"account": account.id})
    assert token not in str(row)
    assert row.keys().isdisjoint({"grants", "name"})
    assert (await api("GET", "/session", token=row["token_hash"])).status == 401


async def test_an_unused_session_of_staff_ends_after_eight_hours(api, make, clock):
    await staff(make)
    token = (await sign_in(api)).json["token"]
    clock.forward(timedelta(hours=7, minutes=59))
    assert (await api("GET", "/session", token=token)).status == 200
    clock.forward(timedelta(hours=7, minutes=59))
    assert (await api("GET", "/session", token=token)).status == 200
    clock.forward(timedelta(hours=8, minutes=1))
    assert (await api("GET", "/session", token=token)).status == 401


async def test_a_session_in_steady_use_ends_at_its_absolute_end(api, make, clock):
    villager = await api("POST", "/session/wechat", {"code": "demo-zhang"})
    token = villager.json["token"]
    for _ in range(8):
        clock.forward(timedelta(days=11))
        assert (await api("GET", "/session", token=token)).status == 200
    clock.forward(timedelta(days=3))
    assert (await api("GET", "/session", token=token)).status == 401


async def test_sessions_are_listed_and_one_is_revoked_by_its_owner_only(api, make):
    account = await staff(make)
    mine, other = await make.token_of(account), await make.token_of(account)
    listed = (await api("GET", "/sessions", token=mine)).json["items"]
    assert [item["current"] for item in listed] == [False, True]
    path = f"/sessions/{listed[0]['id']}"
    assert (await api("DELETE", path, role="clerk")).status == 404
    assert (await api("GET", "/session", token=other)).status == 200
    assert (await api("DELETE", path, token=mine)).status == 204
    assert (await api("GET", "/session", token=other)).status == 401


async def test_a_changed_password_ends_the_other_sessions(api, make):
    account = await staff(make)
    mine, other = await make.token_of(account), await make.token_of(account)
    assert (await api("GET", "/session", token=other)).status == 200
    change = {"old": PASSWORD, "new": "another good one"}
    assert (await api("PUT", "/me/password", change, token=mine)).status == 204
    assert (await api("GET", "/session", token=mine)).status == 200
    assert (await api("GET", "/session", token=other)).status == 401


async def test_a_stolen_session_does_not_serve_to_guess_the_password(api, make):
    token = await make.token_of(await staff(make))
    change = {"old": "a guess", "new": "another good one"}
    answers = [await api("PUT", "/me/password", change, token=token) for _ in range(6)]
    assert [reply.status for reply in answers] == [422] * 5 + [429]


@pytest.mark.parametrize(
    "new", ["short", "aaaaaaaaaaaa", "1234567890", "wang-is-the-name", PASSWORD]
)
async def test_a_weak_password_is_refused(api, make, new):
    token = await make.token_of(await staff(make))
    reply = await api("PUT", "/me/password", {"old": PASSWORD, "new": new}, token=token)
    assert (reply.status, reply.paths) == (422, ["body.new"])


def test_a_good_password_is_not_weak():
    assert not weakness("三月初三去修村口的水渠", "wang")
    assert not weakness("three ducks, one pond", "wang")


async def test_two_first_sign_ins_of_a_villager_at_once_open_one_account(api):
    body = {"code": "demo-zhang", "name": "张三"}
    both = await asyncio.gather(*(api("POST", "/session/wechat", body) for _ in range(2)))
    assert {reply.status for reply in both} == {201}
    assert len({reply.json["account"] for reply in both}) == 1


async def test_a_villager_whose_account_was_closed_is_told_so(api, make):
    await make.account("villager", openid="null:demo-zhang", active=False)
    reply = await api("POST", "/session/wechat", {"code": "demo-zhang"})
    assert (reply.status, reply.code) == (403, "account_closed")


async def test_refused_sign_ins_of_staff_are_in_the_audit_log_of_their_area(api, make, store):
    await staff(make)
    await fail(api, 1)
    await sign_in(api)
    entries = (await store.audit.of_area("330825101")).items
    assert [(entry.what, entry.success) for entry in entries] == [
        ("session.begin", True),
        ("session.refused", False),
    ]
