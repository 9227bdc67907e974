"""What those whose case it is do with it: clarify, reply, withdraw, rate, reopen, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from models.base import Row
from models.deadlines import DeadlineRules, due, handed_on
from models.desks import Desk
from models.errors import Conflict
from models.feedback.changes import SETTLED
from models.feedback.clock import Alarms, after_closing, running
from models.feedback.documents import Feedback, Rating, RouteRecord
from models.feedback.ladder import may_go_up
from models.feedback.routing import Decision
from models.feedback.writing import By, CaseWrites, Written, is_timely
from models.outbox import Event


class ReporterActs(CaseWrites):
    """The acts of the reporter and of whom they act for."""

    async def clarify(
        self,
        case: Feedback,
        by: By,
        decision: Decision,
        route: RouteRecord,
        note: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """The reporter says whether cadres are accused; the case is routed anew.

        Whoever had it before is forgotten, so that nothing leads back to those who are accused.
        """
        deadlines = handed_on(case.due, case.urgency, self.now(), rules)
        change: Row = {
            **rerouted(case, decision, route),
            "due": deadlines.model_dump(),
            "due_at": deadlines.accept_by,
            "card": None,
            "waiting_since": None,
            "urge": None,
        }
        written = Written(
            note=note, desk=decision.desk,
            events=(*events, *releasing(case)) if decision.hidden != case.hidden else events,
            alarms=running(deadlines, "assigned"),
        )  # fmt: skip
        return await self._act("clarify", case, by, change, written)

    async def reply(self, case: Feedback, by: By, text: str, events: Sequence[Event]) -> Feedback:
        """Answers the handler's question; the clock runs on, later by the time it stood still."""
        change, alarms = continued(case, self.now())
        return await self._act(
            "reply", case, by, change, Written(note=text, events=events, alarms=alarms)
        )

    async def withdraw(self, case: Feedback, by: By, reason: str) -> Feedback:
        """The reporter takes the case back."""
        change = {"closed_at": self.now(), **SETTLED}
        written = Written(note=reason, alarms={}, events=releasing(case))
        return await self._act("withdraw", case, by, change, written)

    async def rate(
        self,
        case: Feedback,
        by: By,
        rating: Rating,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
        days: int,
    ) -> Feedback:
        """The reporter says whether it is solved and how content they are; that closes it.

        What was explained as not solvable, or closed because nobody said anything, is closed
        already; it is rated once, the latter within `days` of the answer.
        """
        change: Row = {"rating": rating.model_dump()}
        alarms: Alarms | None = None
        if case.state == "answered":
            change |= {"closed_at": rating.at, "closed_as": "rated"}
            alarms = after_closing(rating.at, rules) if rating.solved else {}
        elif is_timely("rate", case, by):
            if case.rating is not None:
                raise Conflict("rated_before")
            if case.state == "closed":
                _refuse_if_late(case, rating.at, days, "rate_too_late")
                change["closed_as"] = "rated"
                alarms = None if rating.solved else {}
        written = Written(note=rating.note, rating=rating, events=events, alarms=alarms)
        return await self._act("rate", case, by, change, written)

    async def reopen(
        self,
        case: Feedback,
        by: By,
        reason: str,
        *,
        rules: DeadlineRules,
        days: int,
        events: Sequence[Event],
        desk: Desk | None = None,
    ) -> Feedback:
        """The reporter wants it done again; deadlines begin anew.

        That is possible within `days` of the answer, and again within `days` of the question
        whether it is still solved. `desk` is who stands in for the one that had it.
        """
        at = self.now()
        if is_timely("reopen", case, by):
            _refuse_if_late(case, at, days, "reopen_too_late")
        change, alarms = anew(case, at, rules, desk or case.desk)
        reopenings = case.reopenings + 1
        if reopenings % rules.reopenings_that_go_up == 0 and may_go_up(case.desk, rules):
            alarms["escalate"] = at
            change["goes_up_because"] = "reopenings"
        written = Written(
            note=reason, desk=desk, events=events, counts=("reopenings",), alarms=alarms
        )
        return await self._act("reopen", case, by, change, written)

    async def confirm(self, case: Feedback, by: By) -> Feedback:
        """The answer to "is it still solved?": yes. (No is a reopening.)"""
        asked = case.followed_up_at is not None and case.still_solved is None
        if not asked and is_timely("confirm", case, by):
            raise Conflict("not_asked")
        return await self._act("confirm", case, by, {"still_solved": True}, Written())


def _refuse_if_late(case: Feedback, at: datetime, days: int, code: str) -> None:
    """Raises `Conflict` more than `days` after the answer, and after it was last asked about."""
    last = max(filter(None, (case.answered_at, case.followed_up_at)), default=at)
    if at > last + timedelta(days=days):
        raise Conflict(code, days=days)


def releasing(case: Feedback) -> tuple[Event, ...]:
    """The event that gives back what was joined to a case that will not be answered for all.

    It is stored whether or not anything is joined: that may happen while this is written.
    """
    told = {"case": case.id, "kind": "feedback.followed_ended"}
    return (retiring(case), Event(kind="feedback.followers", payload=told))


def retiring(case: Feedback) -> Event:
    """The event that gives back what was joined to a case, and takes it off the wall."""
    return Event(kind="feedback.release", payload={"case": case.id})


# What was said of a case while it was kept from its village stands in its history alone, which the
# village does not read; the case that it gets has no answer yet, and counts like any other.
UNSAID: Row = {
    "answer": "",
    "answer_pictures": [],
    "legal_basis": "",
    "next_body": "",
    "exclusion": None,
}


def rerouted(case: Feedback, decision: Decision, route: RouteRecord) -> Row:
    """Who gets the case, as if it had just been filed; who had it before is forgotten."""
    return {
        **(UNSAID if case.hidden and not decision.hidden else {}),
        "desk": decision.desk,
        "desks": list(decision.desks),
        "former": [],
        "came_from": None,
        "hidden": decision.hidden,
        "route": route.model_dump(),
    }


def continued(case: Feedback, at: datetime) -> tuple[Row, Alarms]:
    """After a stop: the answer and what else was running are due later by its length."""
    span = at - (case.waiting_since or at)
    deadlines = case.due.later(span)
    change: Row = {
        "due": deadlines.model_dump(),
        "due_at": deadlines.answer_by,
        "started_at": case.started_at + span,
        "stopped_seconds": case.stopped_seconds + int(span.total_seconds()),
        "waiting_since": None,
    }
    alarms = running(deadlines, "accepted")
    if case.urge is not None:
        until = case.urge.until + span
        change["urge"] = case.urge.model_copy(update={"until": until}).model_dump()
        alarms["urge_missed"] = until
    if case.card is not None:
        alarms.pop("yellow")
    if case.card == "red":
        alarms.pop("red")
    return change, alarms


def anew(case: Feedback, at: datetime, rules: DeadlineRules, desk: Desk) -> tuple[Row, Alarms]:
    """A case that was over is open again, with all its time before it."""
    deadlines = due(case.urgency, at, rules)
    change: Row = {
        "desk": desk,
        "desks": [desk],
        "former": [],
        "started_at": at,
        "due": deadlines.model_dump(),
        "due_at": deadlines.accept_by,
        "stopped_seconds": 0,
        "extended_days": 0,
        "complex": False,
        "card": None,
        "rating": None,
        "closed_as": None,
        "closed_at": None,
        "followed_up_at": None,
        "still_solved": None,
    }
    return change, running(deadlines, "assigned")
