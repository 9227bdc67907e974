"""The receipt of a report, in plain words: who has it and by when it is answered, kept for later.

Whoever has an account finds it in the inbox, as a message that is read: it was said before.
Whoever has only a code finds it where they talk to who handles the case.
"""

from __future__ import annotations

from contextlib import suppress

from handlers.case_views import handler_of, promise
from models.errors import Conflict
from models.feedback import Feedback
from models.outbox import Job
from models.remarks import Remark
from models.store import Store

KIND = "feedback.received"


async def keep_receipt(store: Store, job: Job) -> None:
    """Stores what was promised when the case was filed; again changes nothing."""
    case = await store.feedback.get(job.payload["case"])
    text = promise(case.model_copy(update={"state": "assigned"}), handler_of(case.desk))
    for person in case.accounts:
        # Not by the outbox of messages: it is about one's own act, and must not leave the app.
        key, about = f"{KIND} {case.id} {person}", f"feedback/{case.id}"
        await store.messages.deliver(
            key=key, account=person, kind=KIND, text=text, about=about, read=True
        )
    if case.unnamed in case.people:
        await _say(store, case, text)


async def _say(store: Store, case: Feedback, text: str) -> None:
    """The first line of the talk; it has the case's own id, so there is one and it stands first."""
    first = Remark(
        id=case.id, division=case.division, case=case.id, side="system", text=text,
        hidden=case.hidden, at=case.created_at,
    )  # fmt: skip
    with suppress(Conflict):
        await store.remarks.add(first)
