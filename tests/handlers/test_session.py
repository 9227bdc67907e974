"""Signing in and out."""

from __future__ import annotations

from handlers.passwords import hash_password
from tests.api import Api
from tests.factories import Factory

PASSWORD = "correct horse 7"


async def staff(make: Factory, **fields: object) -> None:
    await make.account(
        "secretary", username="wang", password_hash=hash_password(PASSWORD), **fields
    )


async def sign_in(api: Api, password: str = PASSWORD, username: str = "wang"):
    return await api("POST", "/session/password", {"username": username, "password": password})


async def test_a_secretary_signs_in_and_sees_their_role(api, make):
    await staff(make)
    reply = await sign_in(api)
    assert reply.status == 201
    me = await api("GET", "/session", token=reply.json["token"])
    assert me.json["grants"] == [{"role": "secretary", "division": "330825101201"}]


async def test_an_unknown_user_and_a_wrong_password_get_the_same_answer(api, make):
    await staff(make)
    wrong = await sign_in(api, password="not this one")
    unknown = await sign_in(api, username="nobody")
    assert wrong.status == unknown.status == 401
    assert wrong.code == unknown.code == "login_failed"


async def test_five_failures_lock_the_account_even_for_the_right_password(api, make):
    await staff(make)
    for _ in range(5):
        await sign_in(api, password="not this one")
    reply = await sign_in(api)
    assert (reply.status, reply.code) == (429, "login_locked")
    assert int(reply.raw.headers["Retry-After"]) > 0


async def test_without_a_token_there_is_no_session(api):
    assert (await api("GET", "/session")).status == 401
    assert (await api("GET", "/session", token="made up")).status == 401


async def test_signing_out_ends_the_session_at_once(api, make):
    await staff(make)
    token = (await sign_in(api)).json["token"]
    assert (await api("DELETE", "/session", token=token)).status == 204
    assert (await api("GET", "/session", token=token)).status == 401
