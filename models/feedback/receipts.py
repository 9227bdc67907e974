"""Receipt codes: with one, somebody without an account reads and answers their own case.

A code is 16 characters of Crockford's base 32 (no I, L, O, U) in groups of four; the last one
checks the others, so that a slip of the pen is told from a code that is none. Only a hash is
stored: 75 random bits are too many to try. The code of a request that its client named is made of
that name with a secret key, so that a retry gets the same code though nobody has kept it.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from bson import ObjectId

from models.base import Index
from models.errors import NotFound
from models.feedback.documents import Entry, Feedback

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

    async def claim(self, case: Feedback, code: str, account: ObjectId) -> Feedback:
        """Whoever holds the code makes the case one of their account's; the code ends with that.

        Raises `NotFound` if somebody was faster: the code is good for one account.
        """
        entry = Entry(
            at=self.now(),
            act="claim",
            by=account,
            role="reporter",
            before=case.state,
            after=case.state,
            due_at=case.due_at,
            hidden=case.hidden or None,
        )

        async def both(session: Any) -> Feedback:
            claimed = await self._change(
                {"_id": case.id, "receipt_hash": hash_of(code), "people": case.unnamed},
                {
                    "$set": {"people.$": account, "uncounted": True},
                    "$unset": {"receipt_hash": "", "unnamed": ""},
                    "$push": {"entries": entry.model_dump(exclude_none=True)},
                    "$inc": {"version": 1},
                },
                session=session,
            )
            if claimed is None:
                raise NotFound
            # Who is told of the answer to the case that this one was joined to.
            await self.raw.update_one(
                {"_id": claimed.joined_to},
                {"$set": {"followers.$[mine].account": account}},
                array_filters=[{"mine.case": case.id}],
                session=session,
            )
            return claimed

        return await self.db.in_transaction(both)


def new_code() -> str:
    """A fresh code in the form in which it is stored as a hash: without hyphens."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + _check(body)


def derived_code(keyed_hash: str) -> str:
    """The code that belongs to a keyed hash (`Vault.lookup`); the same hash gives the same code."""
    number, body = int(keyed_hash, 16), ""
    for _ in range(RANDOM_CHARACTERS):
        number, place = divmod(number, len(ALPHABET))
        body += ALPHABET[place]
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
