"""The audit log: who did what to which document, from where. Append-only: it has no other verb."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from models.base import Collection, Document, Id, Index, Instant, Page


class AuditEntry(Document):
    """One act. `what` is a stable verb (`session.begin`); `about` names the document.

    Kept at least six months (网络安全法 23); nothing personal is written into it.
    """

    at: Instant
    what: str
    account: Id | None = None
    division: str = ""
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
        Index("what was done in a division, newest first", (("division", 1), ("_id", -1))),
        Index("what an account did, newest first", (("account", 1), ("_id", -1))),
    )

    async def record(self, what: str, *, session: Any = None, **fields: Any) -> None:
        """Appends one entry; in a transaction's `session` it stands or falls with the act."""
        entry = AuditEntry(at=self.now(), what=what, **fields)
        await self._insert(entry, session=session)

    async def of_division(
        self, division: str, *, after: str | None = None, limit: int = 50
    ) -> Page[AuditEntry]:
        """Entries of exactly this division, newest first."""
        return await self._page({"division": division}, by=("_id", -1), after=after, limit=limit)

    async def of_account(
        self, account: ObjectId, *, after: str | None = None, limit: int = 50
    ) -> Page[AuditEntry]:
        """Entries of one account, newest first."""
        return await self._page({"account": account}, by=("_id", -1), after=after, limit=limit)
