"""A binding and the role that rests on it change together, on both drivers."""

from __future__ import annotations

import asyncio

import pytest
from bson import ObjectId

from models.accounts import Account
from models.bindings import Binding, confirm, end
from models.errors import Conflict, NotFound

VILLAGE, OTHER = "330825101201", "330825102201"
CADRE = ObjectId()


async def asked(store, account: Account, village: str = VILLAGE, **fields: object) -> Binding:
    wish = Binding(
        account=account.id, division=village, name="张三", created_at=store.now(), **fields
    )
    return await store.bindings.ask(wish)


async def roles(store, account: Account) -> list[str]:
    return sorted(g.division for g in (await store.accounts.get(account.id)).grants)


async def test_confirming_gives_the_role_and_ending_takes_it(store):
    account = await store.accounts.open(name="张三")
    binding = await asked(store, account)
    confirmed = await confirm(store, binding, CADRE, ())
    assert await roles(store, account) == [VILLAGE]
    await end(store, confirmed, "", ())
    assert await roles(store, account) == []


async def test_of_many_who_confirm_at_once_one_does(store):
    account = await store.accounts.open(name="张三")
    binding = await asked(store, account)
    done = await asyncio.gather(
        *(confirm(store, binding, ObjectId(), ()) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, Binding) for result in done) == 1
    lost = [result for result in done if isinstance(result, Conflict)]
    assert {error.extra["state"] for error in lost} == {"confirmed"}
    assert await roles(store, account) == [VILLAGE]


async def test_a_replaced_village_goes_with_the_same_confirmation(store):
    account = await store.accounts.open(name="张三")
    old = await confirm(store, await asked(store, account), CADRE, ())
    new = await asked(store, account, OTHER, replaces=old.id)
    await confirm(store, new, CADRE, ())
    assert await roles(store, account) == [OTHER]
    assert (await store.bindings.get(old.id)).state == "ended"


async def test_where_the_role_cannot_be_given_the_binding_stays_open(store):
    account = await store.accounts.open(name="张三")
    binding = await asked(store, account)
    await store.accounts.raw.delete_one({"_id": account.id})
    with pytest.raises(NotFound):
        await confirm(store, binding, CADRE, ())
    assert (await store.bindings.get(binding.id)).state == "asked"
