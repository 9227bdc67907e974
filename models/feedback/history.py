"""Which part of a case's history who may read; it does not know how it is shown."""

from __future__ import annotations

from models.feedback.documents import WATCHER_ROLES, Entry, Feedback
from models.viewers import Viewer


def entries_for(case: Feedback, viewer: Viewer) -> tuple[Entry, ...]:
    """The history that this viewer may read: what was done while the case was kept from the village
    is for its reporter and for those above."""
    if case.is_owned_by(viewer.account) or viewer.holds(WATCHER_ROLES, case.division):
        return case.entries
    filed = case.entries[:1]
    if filed and filed[0].hidden:
        filed = (filed[0].model_copy(update={"desk": None, "due_at": None}),)
    return (*filed, *(entry for entry in case.entries[1:] if not entry.hidden))
