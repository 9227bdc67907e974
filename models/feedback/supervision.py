"""More time for a case, and who watches how it is used: questions, extensions, urging."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.base import Row
from models.deadlines import DeadlineRules, Due
from models.desks import Desk
from models.errors import Conflict, Forbidden, Invalid, Mistake
from models.feedback.clock import Alarms, rescheduled
from models.feedback.documents import Feedback, Urge
from models.feedback.reporters import anew
from models.feedback.writing import By, CaseWrites, Written, is_timely
from models.outbox import Event


class SupervisionActs(CaseWrites):
    """Acts that change by when a case is due, each with a reason that the reporter can read."""

    async def ask(
        self,
        case: Feedback,
        by: By,
        question: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """Stops the clock until the reporter replies, at most for what is left of the waiting days.

        Raises `Conflict`: `waiting_used_up` if none of them is left, `going_up` if the case is
        about to leave, which no question can stop.
        """
        timely = is_timely("ask", case, by)
        if timely and "escalate" in case.alarms:
            raise Conflict("going_up")
        at = self.now()
        left = timedelta(days=rules.waiting_days) - timedelta(seconds=case.stopped_seconds)
        if timely and left <= timedelta(0):
            raise Conflict("waiting_used_up", days=rules.waiting_days)
        change: Row = {"waiting_since": at, "due_at": at + left}
        written = Written(note=question, events=events, alarms={"resume": at + left})
        return await self._act("ask", case, by, change, written)

    async def mark_complex(
        self, case: Feedback, by: By, reason: str, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """A person finds that it needs the longer time of complex cases; once, never in danger."""
        timely = is_timely("mark_complex", case, by)
        if timely and case.complex:
            raise Conflict("complex_before")
        if timely and case.urgency == "emergency":
            raise Conflict("complex_emergency")
        until = case.started_at + timedelta(days=rules.complex_answer_days)
        change, alarms = _prolonged(case, max(until, case.due.answer_by), rules)
        change["complex"] = True
        written = Written(note=reason, events=events, alarms=alarms)
        return await self._act("mark_complex", case, by, change, written)

    async def extend(
        self,
        case: Feedback,
        by: By,
        days: int,
        reason: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """Moves the answer by so many days; all extensions together have the settings' limit.

        Raises `Conflict` (`extension_too_long`), which names how many days are left.
        """
        left = rules.extension_days - case.extended_days
        if days > left and is_timely("extend", case, by):
            raise Conflict("extension_too_long", days=left)
        change, alarms = _prolonged(case, case.due.answer_by + timedelta(days=days), rules)
        change["extended_days"] = case.extended_days + days
        note = f"{reason}（延长 {days} 天）"
        written = Written(note=note, events=events, alarms=alarms)
        return await self._act("extend", case, by, change, written)

    async def urge(
        self, case: Feedback, by: By, until: datetime, reason: str, events: Sequence[Event]
    ) -> Feedback:
        """A monitor urges (督办) with a deadline: answered by then, or it goes up."""
        at = self.now()
        if until <= at:
            raise Invalid([Mistake("body.until", "in_past")])
        assert by.account is not None, "a monitor is signed in"
        urge = Urge(at=at, by=by.account, until=until, note=reason)
        alarms: Alarms = {**case.alarms, "urge_missed": until}
        if case.state == "waiting":
            # Nobody can be late while the clock stands; it is set when the clock runs on.
            del alarms["urge_missed"]
        return await self._act(
            "urge", case, by, {"urge": urge.model_dump()},
            Written(note=reason, events=events, alarms=alarms),
        )  # fmt: skip

    async def overrule(
        self,
        case: Feedback,
        by: By,
        desk: Desk,
        reason: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """A monitor sets a refusal aside and the case is open again; nobody judges their own."""
        refused = next((e for e in reversed(case.entries) if e.act == "refuse"), None)
        if refused is not None and refused.by == by.account:
            raise Forbidden("own_refusal")
        change, alarms = anew(case, self.now(), rules, desk)
        change["answer"] = ""
        written = Written(note=reason, desk=desk, events=events, alarms=alarms)
        return await self._act("overrule", case, by, change, written)


def _prolonged(case: Feedback, answer_by: datetime, rules: DeadlineRules) -> tuple[Row, Alarms]:
    """Later by when the case is answered; acceptance is never later."""
    deadlines = Due.counted(case.started_at, case.due.accept_by, answer_by, rules)
    change: Row = {"due": deadlines.model_dump()}
    if case.state == "assigned":
        return change, dict(case.alarms)
    alarms = rescheduled(case, deadlines)
    change["due_at"] = answer_by
    if "yellow" in alarms:
        change["card"] = None
    return change, alarms
