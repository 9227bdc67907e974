"""Receipt codes: with one, somebody without an account reads and answers their own case.

A code is 16 characters of Crockford's base 32 (no I, L, O, U) in groups of four; the last one
checks the others, so that a slip of the pen is told from a code that is none. Only a hash is
stored: 75 random bits are too many to try.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from models.base import Index
from models.feedback.documents import Feedback

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_CHARACTERS = 15
GROUP = 4
RECEIPT_INDEX = Index(
    "the case of a receipt code",
    (("receipt_hash", 1),),
    unique=True,
    where={"receipt_hash": {"$exists": True}},
)
# What people write instead: the letters that the alphabet leaves out because of it.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "－": "", "　": ""})


class CaseReceipts(_Base):
    """Finds cases by what their reporters hold."""

    async def by_receipt(self, code: str) -> Feedback | None:
        """The case of a code as `read_code` gives it; None if there is none."""
        return await self._find_one({"receipt_hash": hash_of(code)})


def new_code() -> str:
    """A fresh code in the form in which it is stored as a hash: without hyphens."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + _check(body)


def shown_code(code: str) -> str:
    """`7Q2F-9KXD-...`: as people read it out and write it down."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The code as it is stored, however it was typed; None if the check character is wrong."""
    code = typed.strip().upper().translate(_MISREAD)
    if len(code) != RANDOM_CHARACTERS + 1 or any(c not in ALPHABET for c in code):
        return None
    return code if _check(code[:-1]) == code[-1] else None


def hash_of(code: str) -> str:
    """What is stored of a code."""
    return hashlib.sha256(f"receipt:{code}".encode()).hexdigest()


def _check(body: str) -> str:
    """Luhn's check over 32 characters: it finds each single slip and nearly every swap."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // len(ALPHABET) + value % len(ALPHABET)
    return ALPHABET[-total % len(ALPHABET)]
