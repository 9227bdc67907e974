"""`rotate-keys`: every sealed value moves to the newest key, as often as it is run."""

from __future__ import annotations

from models.accounts import PHONE, Consent
from models.vault import Vault, new_key
from server.commands import rotate_keys
from server.commands.rotate_keys import Counts, rotate, rotate_one

OLD, NEW, LOOKUP = f"old:{new_key()}", f"new:{new_key()}", new_key()
BOTH = f"{NEW},{OLD}"


async def with_phone(make, store, vault: Vault, phone: str):
    account = await make.account("villager")
    consent = Consent(text="phone", version="1", at=store.now())
    sealed = vault.seal(phone, PHONE.of(account.id))
    return await store.accounts.set_phone(account.id, sealed, vault.lookup(phone), consent)


async def test_all_values_move_and_the_old_key_can_then_go(make, store, monkeypatch):
    monkeypatch.setattr(rotate_keys, "BATCH", 2)
    old, both = Vault(OLD, LOOKUP), Vault(BOTH, LOOKUP)
    phones = [f"1380000000{n}" for n in range(5)]
    made = [await with_phone(make, store, old, phone) for phone in phones]
    await make.account("villager")
    counts = await rotate(store.accounts, PHONE, both)
    assert (counts.rotated, counts.current, counts.left) == (5, 0, 0)
    again = await rotate(store.accounts, PHONE, both)
    assert (again.rotated, again.current, again.left) == (0, 5, 0)
    alone = Vault(NEW, LOOKUP)
    stored = [await store.accounts.get(account.id) for account in made]
    assert [alone.open(a.phone, PHONE.of(a.id)) for a in stored] == phones


async def test_a_value_whose_key_is_missing_is_left_and_counted(make, store):
    await with_phone(make, store, Vault(OLD, LOOKUP), "13800000000")
    counts = await rotate(store.accounts, PHONE, Vault(NEW, LOOKUP))
    assert (counts.rotated, counts.unreadable, counts.left) == (0, 1, 1)


async def test_a_value_that_changes_meanwhile_is_not_overwritten(make, store):
    old, both = Vault(OLD, LOOKUP), Vault(BOTH, LOOKUP)
    account = await with_phone(make, store, old, "13800000000")
    newer = both.seal("13911111111", PHONE.of(account.id))
    row = {"_id": account.id, "phone": account.phone}
    await store.accounts.raw.update_one({"_id": account.id}, {"$set": {"phone": newer}})
    counts = Counts()
    await rotate_one(store.accounts, PHONE, both, row, counts)
    assert counts.changed_meanwhile == 1
    assert (await store.accounts.get(account.id)).phone == newer


async def test_every_collection_that_seals_says_so(store):
    # The number of who is on duty is announced to everybody, so it is no secret.
    names = {"phone", "original"}
    sealing = {c.name for c in store.collections() if names & c.document.model_fields.keys()}
    sealing.remove("duties")
    assert sealing == {c.name for c in store.collections() if c.sealed}
