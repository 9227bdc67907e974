"""What those who have a case do with it: accept, answer, explain, pass on, refuse, correct."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from models.base import Row
from models.deadlines import DeadlineRules, Due, Urgency, due, handed_on
from models.desks import Desk
from models.errors import Invalid, Mistake
from models.feedback.acts import ACTS
from models.feedback.clock import Alarms, next_step, rescheduled
from models.feedback.documents import Feedback, State
from models.feedback.ladder import may_go_up
from models.feedback.writing import By, CaseWrites, Written, is_timely, usable_desks
from models.outbox import Event

__all__ = ["By", "CaseChanges"]


class CaseChanges(CaseWrites):
    """The acts of the handlers; `version` of the case that was read guards each of them."""

    async def accept(self, case: Feedback, by: By, events: Sequence[Event]) -> Feedback:
        """Whoever accepts has the case until another accepts (首接负责)."""
        usable = usable_desks(ACTS["accept"], case, by)
        change: Row = {
            "accepted_at": self.now(),
            "due_at": case.due.answer_by,
            "desk": next(iter(usable), case.desk),
            "desks": [desk for desk in case.desks if desk not in case.former],
            "former": [],
            "card": None,
        }
        alarms = next_step(case, case.due, "accepted")
        return await self._act("accept", case, by, change, Written(events=events, alarms=alarms))

    async def answer(
        self,
        case: Feedback,
        by: By,
        text: str,
        pictures: tuple[ObjectId, ...],
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
        session: Any = None,
    ) -> Feedback:
        """The answer goes to the reporter; the case waits for what they say of it."""
        at = self.now()
        change = {
            "answer": text,
            "answer_pictures": list(pictures),
            "answered_at": at,
            "accepted_at": case.accepted_at or at,
            **SETTLED,
        }
        alarms: Alarms = {"lapse": at + timedelta(days=rules.no_reply_days)}
        return await self._act(
            "answer", case, by, change,
            Written(note=text, pictures=pictures, events=events, alarms=alarms, session=session),
        )  # fmt: skip

    async def explain(
        self,
        case: Feedback,
        by: By,
        text: str,
        *,
        legal_basis: str,
        next_body: str,
        events: Sequence[Event],
    ) -> Feedback:
        """Ends what cannot be solved here: why, by which rule, and who can be turned to next."""
        at = self.now()
        change = {
            "answer": text,
            "legal_basis": legal_basis,
            "next_body": next_body,
            "answered_at": at,
            "accepted_at": case.accepted_at or at,
            "closed_at": at,
            **SETTLED,
        }
        note = f"{text}（依据：{legal_basis}；可向{next_body}反映）"
        written = Written(note=note, events=events, alarms={})
        return await self._act("explain", case, by, change, written)

    async def transfer(
        self,
        case: Feedback,
        by: By,
        desk: Desk,
        reason: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """Passes the case to another desk; what accuses cadres never goes back to the village."""
        if desk == case.desk and is_timely("transfer", case, by):
            raise Invalid([Mistake("body.role", "transfer_same")])
        change, alarms = self._handed(case, desk, rules)
        sender = next(iter(usable_desks(ACTS["transfer"], case, by)), case.desk)
        change["came_from"] = sender
        written = Written(
            note=reason, desk=desk, events=events, counts=("transfers",), alarms=alarms
        )
        return await self._act("transfer", case, by, change, written)

    async def give_back(
        self,
        case: Feedback,
        by: By,
        desk: Desk,
        reason: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """Returns the case (退回) to the desk that `ladder.returned_to` names."""
        change, alarms = self._handed(case, desk, rules)
        written = Written(note=reason, desk=desk, events=events, counts=("returns",), alarms=alarms)
        return await self._act("return", case, by, {**change, "came_from": None}, written)

    async def refuse(
        self, case: Feedback, by: By, reason: str, route: str, events: Sequence[Event]
    ) -> Feedback:
        """Ends the case without an answer; `route` says where else to turn."""
        note = f"{reason}：{route}" if route else reason
        change = {"closed_at": self.now(), "answer": note, **SETTLED}
        written = Written(note=note, events=events, alarms={})
        return await self._act("refuse", case, by, change, written)

    async def correct(
        self,
        case: Feedback,
        by: By,
        *,
        category: str,
        topics: tuple[str, ...],
        urgency: Urgency,
        rules: DeadlineRules,
        desk: Desk | None = None,
        events: Sequence[Event] = (),
    ) -> Feedback:
        """A person corrects what was found, and with `desk` also who has it, in one act.

        The original stays in `found` and `route`; what accuses cadres never goes to the village.
        """
        deadlines = _recounted(case, urgency, rules)
        change: Row = {
            "category": category,
            "topics": list(topics),
            "urgency": urgency,
            "corrected": True,
            "due": deadlines.model_dump(),
        }
        alarms: Alarms | None = None
        after: State | None = None
        if case.state in ("assigned", "accepted"):
            alarms = rescheduled(case, deadlines)
            change["due_at"] = _step_end(case, deadlines)
            if "yellow" in alarms:
                change["card"] = None
        if desk is not None and desk != case.desk:
            change |= {"desk": desk, "desks": [desk], "former": [], "route_corrected": True}
            if case.state == "accepted":
                after, alarms = "assigned", next_step(case, deadlines, "assigned")
                change["due_at"] = deadlines.accept_by
        note = f"{category}；{'、'.join(topics)}；{urgency}"
        written = Written(note=note, desk=desk, events=events, alarms=alarms, after=after)
        return await self._act("correct", case, by, change, written)

    def _handed(self, case: Feedback, desk: Desk, rules: DeadlineRules) -> tuple[Row, Alarms]:
        """What changes when the case lies at another desk, and its alarms there.

        Once too often passed round, it goes up by itself (提级).
        """
        at = self.now()
        deadlines = handed_on(case.due, case.urgency, at, rules)
        alarms = next_step(case, deadlines, "assigned")
        change: Row = {
            "desk": desk,
            "desks": [desk],
            "former": [],
            "due": deadlines.model_dump(),
            "due_at": deadlines.accept_by,
            "card": None,
        }
        moved = case.transfers + case.returns + 1
        if moved % rules.transfers_that_go_up == 0 and may_go_up(desk, rules):
            alarms["escalate"] = at
            change["goes_up_because"] = "transfers"
        return change, alarms


# What an open case has and a settled one has no more.
SETTLED: Row = {
    "due_at": None,
    "card": None,
    "urge": None,
    "goes_up_because": None,
    "waiting_since": None,
}


def _step_end(case: Feedback, deadlines: Due) -> datetime:
    return deadlines.accept_by if case.state == "assigned" else deadlines.answer_by


def _recounted(case: Feedback, urgency: Urgency, rules: DeadlineRules) -> Due:
    """The deadlines by another urgency; an answer that was given more time keeps it."""
    fresh = due(urgency, case.started_at, rules)
    if not (case.complex or case.extended_days):
        return fresh
    return Due.counted(case.started_at, fresh.accept_by, case.due.answer_by, rules)
