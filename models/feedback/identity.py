"""Opening a sealed identity: never without its line in the history, which the reporter reads."""

from __future__ import annotations

from collections.abc import Sequence

from models.accounts import Role
from models.errors import Conflict, Forbidden, Invalid, Mistake
from models.feedback.documents import WATCHER_ROLES, Entry, Feedback
from models.feedback.ladder import LEVELS, level_at
from models.feedback.writing import By, CaseWrites
from models.outbox import Event


class SealedIdentities(CaseWrites):
    """Writes down who opens which identity, and why."""

    async def open_identity(
        self, case: Feedback, by: By, reason: str, events: Sequence[Event]
    ) -> Feedback:
        """Notes the opening, in whatever state the case is; only then may the name be shown.

        Raises `Forbidden` (`not_superior`) for everybody but those above whoever has the case.
        """
        if not reason:
            raise Invalid([Mistake("body.reason", "required")])
        entry = Entry(
            at=self.now(),
            act="open_identity",
            by=by.account,
            role=_superior(case, by),
            name=by.name,
            before=case.state,
            after=case.state,
            note=reason,
            due_at=case.due_at,
            hidden=case.hidden or None,
        )
        told = [event.model_dump(exclude_none=True) for event in events]
        written = entry.model_dump(exclude_none=True)
        update = {
            "$push": {"entries": written, "events": {"$each": told}},
            "$inc": {"version": 1},
            "$set": {"uncounted": True},
        }
        where = {"_id": case.id, "desk": case.desk}
        opened = await self._change(where, update)
        if opened is None:
            now = await self.get(case.id)
            raise Conflict("state_changed", extra={"state": now.state, "version": now.version})
        return opened


def _superior(case: Feedback, by: By) -> Role:
    """The role of this person above the desk that has the case."""
    level = LEVELS.index(level_at(case.desk))
    for grant in by.viewer.grants:
        watches = grant.role in WATCHER_ROLES and grant.over(case.division)
        if watches and LEVELS.index(level_at(f"{grant.role}:{grant.division}")) > level:
            return grant.role
    raise Forbidden("not_superior")
