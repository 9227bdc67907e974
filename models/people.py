"""A person's right to all that is stored about them, and to have it erased.

Every collection that holds something personal says so with two verbs (`HoldsPersonalData`); what
is listed here is then complete by itself. What later belongs to a person is exported and erased by
giving its collection these verbs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Protocol, runtime_checkable

from bson import ObjectId

from models.accounts import Account
from models.base import Row
from models.errors import Conflict
from models.store import Store


@runtime_checkable
class HoldsPersonalData(Protocol):
    """A collection that knows something about a person."""

    name: str

    def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What is stored about the account's owner, as JSON values, for them to read."""
        ...

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Removes it, in the transaction of `session`; what must stay keeps no identity."""
        ...


async def everything_about(store: Store, account: ObjectId) -> dict[str, list[Row]]:
    """All that is stored about the account's owner, by collection."""
    found = {}
    for collection in store.collections():
        read = getattr(collection, "personal_data", None)
        if read is not None:
            found[collection.name] = [row async for row in read(account)]
    return found


async def erase(store: Store, account: Account) -> None:
    """Removes everything personal at once; cases stay, and point to an account without a name.

    Raises `Conflict` (`has_office`) for staff: those above them end the office first, and so the
    last administrator cannot erase themselves either.
    """

    async def erasing(session: Any) -> None:
        fresh = await store.accounts.raw.find_one({"_id": account.id}, session=session)
        if fresh is None or Account.from_row(fresh).is_staff:
            raise Conflict("has_office")
        for collection in store.collections():
            if isinstance(collection, HoldsPersonalData):
                await collection.forget_person(account.id, session=session)

    await store.db.in_transaction(erasing)
