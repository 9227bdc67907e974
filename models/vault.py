"""Personal data at rest: encryption under a key ring, and a keyed hash for look-up.

AES-256-GCM; the id of the key stands in the value, so that old values stay readable while a new
key encrypts, and `rotate` moves a value to the newest key. Nothing here logs or prints.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass

from bson import ObjectId
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """A stored field that the vault seals; a collection lists its own as `sealed`.

    `rotate-keys` finds the fields by these lists. The purpose holds the document's id (unless
    `per_document` is off), so that a value cannot be moved into another person's document.
    """

    field: str
    purpose: str
    per_document: bool = True

    def of(self, document_id: ObjectId) -> str:
        """The purpose under which this field of that document is sealed."""
        return f"{self.purpose}:{document_id}" if self.per_document else self.purpose


class VaultError(Exception):
    """The key ring is malformed, or a value was sealed with a key that is not on it."""


class Vault:
    """Seals and opens strings; `purpose` binds a value to its place, so it cannot be moved."""

    def __init__(self, ring: str, lookup_key: str) -> None:
        """`ring` is `id:base64(32 bytes)[,id:...]`, newest first; `lookup_key` is base64."""
        self._keys = {name: AESGCM(key) for name, key in _read_ring(ring)}
        self._newest = next(iter(self._keys))
        self._lookup = _read_key(lookup_key)

    def seal(self, plain: str, purpose: str) -> str:
        """The value to store: `<key id>:<base64 of nonce and ciphertext>`."""
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._keys[self._newest].encrypt(nonce, plain.encode(), purpose.encode())
        return f"{self._newest}:{base64.b64encode(nonce + sealed).decode()}"

    def open(self, value: str, purpose: str) -> str:
        """The plain text; raises `VaultError` for a foreign key, purpose or a changed value."""
        name, _, encoded = value.partition(":")
        if name not in self._keys:
            # Without the name: where a value was never sealed, it is the value itself.
            raise VaultError("the value's key is not on the ring")
        try:
            raw = base64.b64decode(encoded, validate=True)
            opened = self._keys[name].decrypt(
                raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise VaultError("the value was altered or belongs elsewhere") from error
        return opened.decode()

    def is_current(self, value: str) -> bool:
        """True if the newest key sealed it."""
        return value.partition(":")[0] == self._newest

    def rotate(self, value: str, purpose: str) -> str:
        """The same plain text under the newest key."""
        return value if self.is_current(value) else self.seal(self.open(value, purpose), purpose)

    def lookup(self, plain: str) -> str:
        """A keyed hash to find an equal value by, without being able to guess it offline."""
        return hmac.new(self._lookup, plain.encode(), hashlib.sha256).hexdigest()

    @property
    def newest(self) -> str:
        """The id of the key that seals."""
        return self._newest


def new_key() -> str:
    """A fresh key in base64, for a ring or for the look-up hash."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _read_ring(ring: str) -> list[tuple[str, bytes]]:
    pairs = []
    for part in filter(None, ring.split(",")):
        name, colon, encoded = part.strip().partition(":")
        if not name or not colon:
            raise VaultError("DATA_KEYS must read id:base64[,id:base64...]")
        pairs.append((name, _read_key(encoded)))
    if not pairs:
        raise VaultError("DATA_KEYS is empty; make one with: python -m server keys")
    return pairs


def _read_key(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise VaultError("a key is not base64") from error
    if len(key) != KEY_BYTES:
        raise VaultError(f"a key must have {KEY_BYTES} bytes")
    return key
