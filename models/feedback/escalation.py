"""What happens to a case by itself: cards, going up, closing, asking again, standing in.

Each is an act like any other, so of several workers that see the same alarm one does it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from models.base import Row
from models.deadlines import DeadlineRules, gone_up, handed_on
from models.desks import Desk
from models.feedback.clock import Alarms, after_closing, next_step, running
from models.feedback.documents import Feedback
from models.feedback.ladder import may_go_up
from models.feedback.reporters import continued
from models.feedback.writing import SYSTEM, CaseWrites, Written
from models.outbox import Event

REASONS = {
    "red_card": "超时未办",
    "transfers": "多次转办或退回",
    "reopenings": "多次要求重办",
    "urge": "督办逾期",
}
# Cases that one look of a worker takes at most; what is left comes at the next look, at once.
LOOK = 100


class Escalation(CaseWrites):
    """The acts of the worker."""

    async def to_check(self, *, limit: int = LOOK) -> list[Feedback]:
        """Cases for which an alarm is due, the longest due first; others are not even read."""
        where = {"check_at": {"$lte": self.now()}}
        return await self._find(where, sort=[("check_at", 1)], limit=limit)

    async def at_desk(self, desk: Desk, *, limit: int = LOOK) -> list[Feedback]:
        """Open cases that this desk owns, the one due first at the top."""
        where = {"desks": desk, "desk": desk, "due_at": {"$exists": True}}
        return await self._find(where, sort=[("due_at", 1), ("_id", 1)], limit=limit)

    async def show_yellow(self, case: Feedback, events: Sequence[Event]) -> Feedback:
        """Most of the time is over: the owner is warned."""
        alarms = _without(case, "yellow")
        written = Written(events=events, counts=("yellow_cards",), alarms=alarms)
        return await self._act("yellow", case, SYSTEM, {"card": "yellow"}, written)

    async def show_red(
        self, case: Feedback, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """The time is over: the case will go up one level, if there is one."""
        alarms, change = _without(case, "yellow", "red"), Row(card="red")
        if may_go_up(case.desk, rules):
            alarms["escalate"] = self.now() + timedelta(minutes=rules.red_goes_up_minutes)
            change["goes_up_because"] = "red_card"
        written = Written(events=events, counts=("red_cards",), alarms=alarms)
        return await self._act("red", case, SYSTEM, change, written)

    async def go_up(
        self, case: Feedback, desk: Desk, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """提级: the desk above owns the case, with its own time to accept.

        Those below may still answer until the desk above accepts (首接负责).
        """
        at = self.now()
        deadlines = gone_up(case.due, case.urgency, at, rules)
        former = [below for below in case.desks if below != desk]
        change: Row = {
            "desk": desk,
            "desks": [desk, *former],
            "former": former,
            "came_from": None,
            "due": deadlines.model_dump(),
            "due_at": deadlines.accept_by,
            "started_at": at if deadlines.answer_by != case.due.answer_by else case.started_at,
            "card": None,
            "urge": None,
            "goes_up_because": None,
        }
        written = Written(
            note=REASONS[case.goes_up_because or "red_card"],
            desk=desk,
            events=events,
            counts=("escalations",),
            alarms=running(deadlines, "assigned"),
        )
        return await self._act("escalate", case, SYSTEM, change, written)

    async def miss_urge(
        self, case: Feedback, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """What a monitor urged was not answered in time: it goes up, if there is a level above."""
        alarms, change = _without(case, "urge_missed"), Row(urge=None)
        if may_go_up(case.desk, rules):
            alarms["escalate"] = self.now()
            change["goes_up_because"] = "urge"
        return await self._act(
            "urge_missed", case, SYSTEM, change, Written(events=events, alarms=alarms)
        )

    async def resume(self, case: Feedback, events: Sequence[Event]) -> Feedback:
        """The reporter did not reply within the limit; the clock runs on."""
        change, alarms = continued(case, self.now())
        return await self._act(
            "resume", case, SYSTEM, change, Written(events=events, alarms=alarms)
        )

    async def lapse(
        self, case: Feedback, events: Sequence[Event], *, rules: DeadlineRules
    ) -> Feedback:
        """Nobody said what they think of the answer: closed as "no reply"."""
        at = self.now()
        change = {"closed_at": at, "closed_as": "no_reply"}
        written = Written(events=events, alarms=after_closing(at, rules))
        return await self._act("lapse", case, SYSTEM, change, written)

    async def follow_up(self, case: Feedback, events: Sequence[Event]) -> Feedback:
        """Is it still solved? Asked once, weeks later."""
        change = {"followed_up_at": self.now()}
        return await self._act("follow_up", case, SYSTEM, change, Written(events=events, alarms={}))

    async def pass_over(self, case: Feedback, name: str) -> None:
        """Puts an alarm out that concerns nobody any more; not an act, so no entry tells of it."""
        alarms = {left: at for left, at in case.alarms.items() if left != name}
        update: Row = {"$set": {"alarms": alarms}}
        if alarms:
            update["$set"]["check_at"] = min(alarms.values())
        else:
            update["$unset"] = {"check_at": ""}
        await self.raw.update_one({"_id": case.id, "version": case.version}, update)

    async def hand_over(
        self,
        case: Feedback,
        desk: Desk,
        reason: str,
        events: Sequence[Event],
        *,
        rules: DeadlineRules,
    ) -> Feedback:
        """The owner is away: who stands in has the case now. No transfer is counted."""
        change: Row = {
            "desk": desk,
            "desks": [desk, *(other for other in case.desks if other not in (desk, case.desk))],
        }
        alarms = None
        if case.state != "waiting":
            deadlines = handed_on(case.due, case.urgency, self.now(), rules)
            alarms = next_step(case, deadlines, "assigned")
            change |= {"due": deadlines.model_dump(), "due_at": deadlines.accept_by, "card": None}
        written = Written(note=reason, desk=desk, events=events, alarms=alarms)
        return await self._act("hand_over", case, SYSTEM, change, written)


def _without(case: Feedback, *names: str) -> Alarms:
    return {name: at for name, at in case.alarms.items() if name not in names}
