"""What is done to a case: each act one atomic write that holds its entry and its consequences.

The filter of the write holds the states the act is allowed in and the desks of who acts, so two
people who act at once cannot both win: the second gets a `Conflict` that names the new state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bson import ObjectId

from models.accounts import Role
from models.base import Row
from models.deadlines import DeadlineRules, Urgency, due
from models.desks import Desk, role_at
from models.errors import Conflict, Forbidden, Invalid, Mistake
from models.feedback.acts import ACTS
from models.feedback.documents import (
    WATCHER_ROLES,
    ActName,
    Entry,
    Feedback,
    Rating,
    RouteRecord,
    desks_of,
)
from models.feedback.routing import Decision
from models.outbox import Event
from models.viewers import Viewer

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and what they saw: `version` (optional) refuses an act on an older state."""

    viewer: Viewer
    name: str
    version: int | None = None

    @property
    def account(self) -> ObjectId | None:
        """The account that acts."""
        return self.viewer.account


class CaseChanges(_Base):
    """The acts of the table in `acts.py`, as methods of the collection."""

    async def accept(self, case: Feedback, by: By, events: Sequence[Event]) -> Feedback:
        """Whoever accepts has the case until another accepts (首接负责)."""
        change: Row = {"accepted_at": self.now(), "due_at": case.due.answer_by}
        change["desk"] = next((d for d in case.desks if d in desks_of(by.viewer)), case.desk)
        return await self._act("accept", case, by, change, events=events)

    async def answer(
        self,
        case: Feedback,
        by: By,
        text: str,
        pictures: tuple[ObjectId, ...],
        events: Sequence[Event],
        *,
        session: Any = None,
    ) -> Feedback:
        """The answer goes to the reporter; the case waits for what they say of it."""
        at = self.now()
        change = {
            "answer": text,
            "answer_pictures": list(pictures),
            "answered_at": at,
            "accepted_at": case.accepted_at or at,
        }
        return await self._act(
            "answer", case, by, change, note=text, pictures=pictures, events=events,
            settled=True, session=session,
        )  # fmt: skip

    async def transfer(
        self, case: Feedback, by: By, desk: Desk, reason: str, events: Sequence[Event]
    ) -> Feedback:
        """Passes the case to another desk; what accuses cadres never goes back to the village."""
        if desk in case.desks and desk == case.desk:
            raise Invalid([Mistake("body.role", "transfer_same")])
        _check_desk(case, desk)
        change: Row = {"desk": desk, "desks": [desk], "due_at": case.due.accept_by}
        return await self._act(
            "transfer", case, by, change, note=reason, desk=desk, events=events, count="transfers"
        )

    async def refuse(
        self, case: Feedback, by: By, reason: str, route: str, events: Sequence[Event]
    ) -> Feedback:
        """Ends the case without an answer; `route` says where else to turn."""
        note = f"{reason}：{route}" if route else reason
        change = {"closed_at": self.now(), "answer": note}
        return await self._act("refuse", case, by, change, note=note, events=events, settled=True)

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
        deadlines = due(urgency, case.created_at, rules)
        change: Row = {
            "category": category,
            "topics": list(topics),
            "urgency": urgency,
            "corrected": True,
            "due": deadlines.model_dump(),
        }
        if case.due_at is not None:
            waiting = case.state == "assigned"
            change["due_at"] = deadlines.accept_by if waiting else deadlines.answer_by
        if desk is not None and desk != case.desk:
            _check_desk(case, desk)
            change |= {"desk": desk, "desks": [desk], "route_corrected": True}
        note = f"{category}；{'、'.join(topics)}；{urgency}"
        return await self._act("correct", case, by, change, note=note, desk=desk, events=events)

    async def clarify(
        self, case: Feedback, by: By, decision: Decision, route: RouteRecord, note: str,
        events: Sequence[Event],
    ) -> Feedback:  # fmt: skip
        """The reporter says whether cadres are accused; the case is routed anew."""
        change = {
            "desk": decision.desk,
            "desks": list(decision.desks),
            "hidden": decision.hidden,
            "route": route.model_dump(),
            "due_at": case.due.accept_by,
        }
        return await self._act(
            "clarify", case, by, change, note=note, desk=decision.desk, events=events
        )

    async def withdraw(self, case: Feedback, by: By, reason: str) -> Feedback:
        """The reporter takes the case back."""
        change = {"closed_at": self.now()}
        return await self._act("withdraw", case, by, change, note=reason, settled=True)

    async def rate(
        self, case: Feedback, by: By, rating: Rating, events: Sequence[Event]
    ) -> Feedback:
        """The reporter says whether it is solved and how content they are; that closes it."""
        change = {"rating": rating.model_dump(), "closed_at": rating.at}
        return await self._act(
            "rate", case, by, change, note=rating.note, events=events, settled=True
        )

    async def reopen(
        self,
        case: Feedback,
        by: By,
        reason: str,
        *,
        rules: DeadlineRules,
        days: int,
        events: Sequence[Event],
    ) -> Feedback:
        """The reporter wants it done again, within `days` of the answer; deadlines begin anew."""
        at = self.now()
        if case.answered_at and at > case.answered_at + timedelta(days=days):
            raise Conflict("reopen_too_late", days=days)
        deadlines = due(case.urgency, at, rules)
        change = {"due": deadlines.model_dump(), "due_at": deadlines.accept_by}
        return await self._act(
            "reopen", case, by, change, note=reason, events=events, count="reopenings"
        )

    async def _act(
        self,
        name: ActName,
        case: Feedback,
        by: By,
        change: Row,
        *,
        note: str = "",
        pictures: tuple[ObjectId, ...] = (),
        desk: Desk | None = None,
        events: Sequence[Event] = (),
        count: str | None = None,
        settled: bool = False,
        session: Any = None,
    ) -> Feedback:
        act = ACTS[name]
        entry = Entry(
            at=self.now(),
            act=name,
            by=by.account,
            role=_role_of(by, case) if act.who == "handler" else "reporter",
            name=by.name if act.who == "handler" else "",
            before=case.state,
            after=act.after or case.state,
            note=note,
            pictures=pictures,
            desk=desk,
        )
        update: Row = {
            "$set": {**change, "state": entry.after},
            "$push": {"entries": _row(entry)},
            "$inc": {"version": 1, **({count: 1} if count else {})},
        }
        if settled:
            update["$unset"] = {"due_at": ""}
        if events:
            update["$push"]["events"] = {"$each": [_row(event) for event in events]}
        changed = await self._change(_allowed(name, case, by), update, session=session)
        if changed is None:
            raise await self._why_not(case, by, name)
        return changed

    async def _why_not(self, case: Feedback, by: By, name: ActName) -> Exception:
        """What stopped the act, from the case as it is now."""
        current = await self.get(case.id)
        mine = bool(set(current.desks) & set(desks_of(by.viewer)))
        if ACTS[name].who == "handler" and current.state in ACTS[name].before and not mine:
            return Forbidden("not_your_case")
        return Conflict("state_changed", extra={"state": current.state, "version": current.version})


def _check_desk(case: Feedback, desk: Desk) -> None:
    if case.hidden and role_at(desk) not in WATCHER_ROLES:
        raise Invalid([Mistake("body.role", "transfer_conflict")])


def _allowed(name: ActName, case: Feedback, by: By) -> Row:
    """The filter of the write. `before` is the state that was seen, so that what was computed
    from it still holds; the act's own states must contain it."""
    act = ACTS[name]
    where: Row = {"_id": case.id, "state": {"$in": sorted(act.before & {case.state})}}
    if act.who == "handler":
        where["desks"] = {"$in": list(desks_of(by.viewer))}
    else:
        where["people"] = by.account
    where["version"] = case.version if by.version is None else by.version
    return where


def _role_of(by: By, case: Feedback) -> Role:
    mine = set(desks_of(by.viewer))
    acting = next((desk for desk in case.desks if desk in mine), None)
    grants = [g for g in by.viewer.grants if f"{g.role}:{g.division}" == acting]
    if not grants:
        raise Forbidden("not_your_case")
    return grants[0].role


def _row(value: Entry | Event) -> Row:
    return value.model_dump(exclude_none=True)
