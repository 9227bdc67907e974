"""Sealed values: readable with their key, in their place, and unaltered; otherwise not at all."""

from __future__ import annotations

import base64

import pytest
from bson import ObjectId

from models.vault import Sealed, Vault, VaultError, new_key

OLD, NEW, LOOKUP = f"old:{new_key()}", f"new:{new_key()}", new_key()
PHONE = "13812345678"


def test_a_sealed_value_opens_again_and_does_not_show_what_it_holds():
    vault = Vault(OLD, LOOKUP)
    sealed = vault.seal(PHONE, "a place")
    assert PHONE not in sealed
    assert vault.open(sealed, "a place") == PHONE
    assert vault.seal(PHONE, "a place") != sealed


def test_a_value_that_was_moved_to_another_place_does_not_open():
    vault = Vault(OLD, LOOKUP)
    field, mine, yours = Sealed("phone", "account.phone"), ObjectId(), ObjectId()
    sealed = vault.seal(PHONE, field.of(mine))
    with pytest.raises(VaultError, match="belongs elsewhere"):
        vault.open(sealed, field.of(yours))


@pytest.mark.parametrize("broken", ["old:AAAA", "old:!!!!", "old:", "old:" + "A" * 60])
def test_an_altered_value_does_not_open(broken):
    with pytest.raises(VaultError):
        Vault(OLD, LOOKUP).open(broken, "a place")


def test_one_changed_bit_is_noticed():
    vault = Vault(OLD, LOOKUP)
    name, _, encoded = vault.seal(PHONE, "a place").partition(":")
    raw = bytearray(base64.b64decode(encoded))
    raw[-1] ^= 1
    with pytest.raises(VaultError):
        vault.open(f"{name}:{base64.b64encode(raw).decode()}", "a place")


def test_an_error_never_holds_a_number_that_was_not_sealed():
    with pytest.raises(VaultError) as error:
        Vault(OLD, LOOKUP).open(PHONE, "a place")
    assert PHONE not in str(error.value)


def test_a_new_first_key_seals_while_the_old_one_still_opens_and_can_go_after_rotation():
    sealed = Vault(OLD, LOOKUP).seal(PHONE, "a place")
    both = Vault(f"{NEW},{OLD}", LOOKUP)
    assert not both.is_current(sealed)
    rotated = both.rotate(sealed, "a place")
    assert both.rotate(rotated, "a place") == rotated
    assert Vault(NEW, LOOKUP).open(rotated, "a place") == PHONE
    with pytest.raises(VaultError):
        Vault(NEW, LOOKUP).open(sealed, "a place")


def test_the_look_up_hash_depends_on_its_key_and_not_on_the_ring():
    assert Vault(OLD, LOOKUP).lookup(PHONE) == Vault(NEW, LOOKUP).lookup(PHONE)
    assert Vault(OLD, LOOKUP).lookup(PHONE) != Vault(OLD, new_key()).lookup(PHONE)


@pytest.mark.parametrize("ring", ["", "nokey", ":AAAA", "a:short", "a:" + "A" * 12])
def test_a_malformed_ring_is_refused_without_being_printed(ring):
    with pytest.raises(VaultError) as error:
        Vault(ring, LOOKUP)
    assert not ring or ring not in str(error.value)
