"""Accounts and what hangs on their roles, on both drivers."""

from __future__ import annotations

import asyncio

import pytest

from models.accounts import Account, Grant
from models.errors import Conflict, NotFound
from models.people import erase

VILLAGE, TOWNSHIP, COUNTY = "330825101201", "330825101", "330825"
CLERK = Grant(role="clerk", division=VILLAGE)
VILLAGER = Grant(role="villager", division="330881101201")
ADMIN = Grant(role="admin", division="")


async def opened(store, *grants: Grant, **fields: object) -> Account:
    return await store.accounts.open(name="李四", grants=grants, **fields)


async def session_of(store, account: Account) -> str:
    token, _ = await store.sessions.begin(
        account, idle_minutes=60, max_days=1, agent="", address=""
    )
    return token


async def test_the_areas_of_an_account_follow_its_staff_roles_and_keep_its_home(store):
    account = await opened(store, VILLAGER, home="330825102201")
    assert set(account.areas) == {COUNTY, "330825102", "330825102201"}
    given = await store.accounts.grant(account.id, CLERK)
    assert set(given.areas) == {COUNTY, "330825102", "330825102201", TOWNSHIP, VILLAGE}
    taken = await store.accounts.revoke(account.id, CLERK)
    assert (set(taken.areas), taken.grants) == (set(account.areas), (VILLAGER,))
    assert taken.staff


async def test_an_area_lists_its_staff_without_villagers_and_admins(store):
    clerk = await opened(store, CLERK)
    monitor = await opened(store, Grant(role="monitor", division=TOWNSHIP))
    await opened(store, Grant(role="villager", division=VILLAGE))
    await opened(store, ADMIN)
    page = await store.accounts.staff_of(TOWNSHIP)
    assert [account.id for account in page.items] == [clerk.id, monitor.id]


async def test_a_session_holds_what_the_account_holds_now(store):
    account = await opened(store)
    token = await session_of(store, account)
    await store.accounts.grant(account.id, CLERK)
    assert (await store.sessions.by_token(token)).grants == (CLERK,)
    await store.accounts.close(await store.accounts.get(account.id))
    assert await store.sessions.by_token(token) is None


async def test_a_role_taken_while_somebody_signs_in_is_not_in_their_session(store):
    account = await opened(store, CLERK)
    token, _ = await asyncio.gather(
        session_of(store, account), store.accounts.revoke(account.id, CLERK)
    )
    assert (await store.sessions.by_token(token)).grants == ()


async def test_of_two_admins_who_are_closed_at_once_one_stays(store):
    admins = [await opened(store, ADMIN) for _ in range(2)]
    done = await asyncio.gather(*map(store.accounts.close, admins), return_exceptions=True)
    assert [e.code for e in done if isinstance(e, Conflict)] == ["last_admin"]


async def test_an_account_that_changed_since_it_was_seen_is_not_closed(store):
    seen = await opened(store, CLERK)
    await store.accounts.grant(seen.id, Grant(role="monitor", division="330825102"))
    with pytest.raises(Conflict):
        await store.accounts.close(seen)


async def test_a_name_that_is_taken_is_a_conflict_and_no_name_is_none(store):
    await opened(store, username="li.si")
    with pytest.raises(Conflict, match="account_exists"):
        await opened(store, username="li.si")
    await opened(store)
    await opened(store)


async def test_an_erased_account_cannot_be_given_a_role_or_opened_again(store):
    account = await opened(store, VILLAGER, openid="somebody")
    await erase(store, account)
    with pytest.raises(NotFound):
        await store.accounts.grant(account.id, CLERK)
    with pytest.raises(Conflict):
        await store.accounts.reopen(await store.accounts.get(account.id))


async def test_staff_are_not_erased_and_keep_everything(store):
    account = await opened(store, CLERK, username="li.si")
    with pytest.raises(Conflict, match="has_office"):
        await erase(store, account)
    assert (await store.accounts.get(account.id)).username == "li.si"
