"""Whether who approved something for a later time may still do so when that time has come."""

from __future__ import annotations

from bson import ObjectId

from handlers.access import SCOPES
from models.errors import NotFound
from models.store import Store


async def still_may(store: Store, person: ObjectId | None, scope: str, division: str) -> bool:
    """True while the account works and holds the scope over the division."""
    if person is None:
        return False
    try:
        account = await store.accounts.get(person)
    except NotFound:
        return False
    roles = SCOPES[scope].roles
    return account.active and any(g.role in roles and g.over(division) for g in account.grants)
