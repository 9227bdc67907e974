"""Leaving a case out of the rates (不计入考核): one proposes it, another confirms, all see it.

The case itself goes on as it is; only what the rates count of it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.base import Row
from models.errors import Conflict, Forbidden
from models.feedback.documents import Exclusion, Feedback
from models.feedback.writing import By

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object

NOT_PROPOSED: Row = {"exclusion": {"$exists": False}}
NOT_CONFIRMED: Row = {"exclusion.confirmed_at": {"$exists": False}}


class CaseExclusion(_Base):
    """The three steps, each one write that marks the case as uncounted."""

    async def propose_exclusion(self, case: Feedback, by: By, reason: str) -> Feedback:
        """Somebody says why the case should not count; nothing changes until it is confirmed."""
        proposed = Exclusion(reason=reason, by=_account(by), by_name=by.name, at=self.now())
        change = {"exclusion": proposed.model_dump(exclude_none=True)}
        return await self._exclude(case, by, NOT_PROPOSED, {"$set": change})

    async def confirm_exclusion(self, case: Feedback, by: By) -> Feedback:
        """A second person agrees; raises `Forbidden` (`own_exclusion`) for the first."""
        if case.exclusion is None:
            raise Conflict("exclusion_state")
        if case.exclusion.by == by.account:
            raise Forbidden("own_exclusion")
        # The filter names the first person: another proposal may have been made meanwhile.
        where = {"exclusion.by": case.exclusion.by, **NOT_CONFIRMED}
        change = {
            "exclusion.confirmed_by": _account(by),
            "exclusion.confirmed_by_name": by.name,
            "exclusion.confirmed_at": self.now(),
        }
        return await self._exclude(case, by, where, {"$set": change})

    async def end_exclusion(self, case: Feedback, by: By) -> Feedback:
        """The case counts (again): a proposal is declined, or what was confirmed is taken back."""
        where = {"exclusion": {"$exists": True}}
        return await self._exclude(case, by, where, {"$unset": {"exclusion": ""}})

    async def _exclude(self, case: Feedback, by: By, where: Row, update: Row) -> Feedback:
        if by.version not in (None, case.version):
            raise Conflict("state_changed", extra={"state": case.state, "version": case.version})
        marked = {**update.get("$set", {}), "uncounted": True}
        change = {**update, "$set": marked, "$inc": {"version": 1}}
        changed = await self._change({"_id": case.id, "version": case.version, **where}, change)
        if changed is None:
            raise Conflict("exclusion_state")
        return changed


def _account(by: By) -> object:
    assert by.account is not None, "whoever excludes is signed in"
    return by.account
