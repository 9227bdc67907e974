"""The audit log: who did what to which document, from where. Append-only: it has no other verb."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bson import ObjectId

from models.base import MAX_PAGE, Collection, Document, Id, Index, Instant, Page, Row
from models.divisions import areas_of


class AuditEntry(Document):
    """One act. `what` is a stable verb (`session.begin`); `about` names the document.

    Kept at least six months (网络安全法 23); nothing personal is written into it. An entry with a
    division is shown to the administrators above it. What somebody does as a private person
    (files a case, asks to be bound) therefore carries no division: it would tell them who did.
    """

    at: Instant
    what: str
    account: Id | None = None
    division: str = ""
    areas: tuple[str, ...] = ()
    about: str = ""
    address: str = ""
    request_id: str = ""
    note: str = ""
    success: bool = True


class Audit(Collection[AuditEntry]):
    """Entries by division and by account, newest first."""

    name = "audit"
    document = AuditEntry
    indexes = (
        Index("what was done in an area, newest first", (("areas", 1), ("_id", -1))),
        Index("what an account did, newest first", (("account", 1), ("_id", -1))),
    )

    async def record(self, what: str, *, session: Any = None, **fields: Any) -> None:
        """Appends one entry; in a transaction's `session` it stands or falls with the act."""
        areas = areas_of(fields.get("division", ""))
        entry = AuditEntry(at=self.now(), what=what, areas=areas, **fields)
        await self._insert(entry, session=session)

    async def of_area(
        self, division: str, *, after: str | None = None, limit: int = 50
    ) -> Page[AuditEntry]:
        """Entries of the division and all below it, newest first."""
        return await self._page({"areas": division}, by=("_id", -1), after=after, limit=limit)

    async def of_account(
        self, account: ObjectId, *, after: str | None = None, limit: int = 50
    ) -> Page[AuditEntry]:
        """Entries of one account, newest first."""
        return await self._page({"account": account}, by=("_id", -1), after=after, limit=limit)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """The newest of what the account did, for its owner's export."""
        page = await self.of_account(account, limit=MAX_PAGE)
        for entry in page.items:
            yield entry.model_dump(mode="json", include={"at", "what", "about", "address"})
