"""How every act is written: one atomic change that holds its entry, its alarms and its messages.

The filter of the write holds the states of the table, the desks of who acts and the version that
was seen, so of two who act at once one wins; the other gets a `Conflict` that names the new state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from bson import ObjectId

from models.accounts import Role
from models.base import Row
from models.desks import Desk, role_at
from models.errors import Conflict, Forbidden, Invalid, Mistake
from models.feedback.acts import ACTS, Act
from models.feedback.documents import (
    WATCHER_ROLES,
    ActName,
    AlarmName,
    Entry,
    Feedback,
    Rating,
    State,
    desks_of,
)
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
        """The account that acts; None for the worker."""
        return self.viewer.account


# The worker, when the time has come.
SYSTEM = By(Viewer(None), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What goes into the history with an act, and what follows from it.

    `alarms` replace those of the case (None leaves them); `after` chooses among the states that
    the table allows.
    """

    note: str = ""
    pictures: tuple[ObjectId, ...] = ()
    desk: Desk | None = None
    rating: Rating | None = None
    events: Sequence[Event] = ()
    counts: tuple[str, ...] = ()
    alarms: Mapping[AlarmName, datetime] | None = None
    after: State | None = None
    session: Any = field(default=None)


class CaseWrites(_Base):
    """The one way in which cases change after they are filed."""

    async def _act(
        self, name: ActName, case: Feedback, by: By, change: Row, written: Written
    ) -> Feedback:
        """Does it if the table, the desks and the version allow; a None in `change` unsets."""
        act = ACTS[name]
        if act.reason in ("required", "listed") and not written.note:
            raise Invalid([Mistake("body.reason", "required")])
        if by.version not in (None, case.version):
            raise await self._why_not(case, by, act)
        _refuse_village_desks(case, change)
        entry = self._entry(act, case, by, change, written)
        change = {**change, "state": entry.after, **_alarmed(written.alarms)}
        update = _update(change, entry, written)
        changed = await self._change(_allowed(act, case, by), update, session=written.session)
        if changed is None:
            raise await self._why_not(case, by, act)
        return changed

    def _entry(self, act: Act, case: Feedback, by: By, change: Row, written: Written) -> Entry:
        landing = act.moves.get(case.state, (case.state,))
        after = landing[0] if written.after is None else written.after
        assert after in landing or case.state not in act.moves, f"{act.name} leads not to {after}"
        named = act.who in ("handler", "monitor")
        return Entry(
            at=self.now(),
            act=act.name,
            by=by.account,
            role=role_of(act, case, by),
            name=by.name if named else "",
            before=case.state,
            after=after,
            note=written.note,
            pictures=written.pictures,
            desk=written.desk,
            due_at=case.due_at,
            rating=written.rating,
            hidden=change.get("hidden", case.hidden) or None,
        )

    async def _why_not(self, case: Feedback, by: By, act: Act) -> Exception:
        """What stopped the act, from the case as it is now."""
        current = await self.get(case.id)
        mine = bool(usable_desks(act, current, by))
        if act.who == "handler" and current.state in act.before and not mine:
            return Forbidden("not_your_case")
        return Conflict("state_changed", extra={"state": current.state, "version": current.version})


def is_timely(name: ActName, case: Feedback, by: By) -> bool:
    """True if the act fits the state and the version that was seen.

    Only then is it worth saying what else is wrong with it: otherwise the new state is told.
    """
    return case.state in ACTS[name].before and by.version in (None, case.version)


def usable_desks(act: Act, case: Feedback, by: By) -> tuple[Desk, ...]:
    """The desks of the case from which this person may do the act, the owner's first."""
    mine = frozenset(desks_of(by.viewer))
    return tuple(d for d in case.desks if d in mine and (act.helps or d not in case.former))


def open_acts(case: Feedback, viewer: Viewer) -> tuple[ActName, ...]:
    """What this person may do with the case as it is, in the order of the table.

    What else may stop an act (days that are used up, a second person) is told when it is tried.
    """
    by = By(viewer, "")
    watches = any(g.role in WATCHER_ROLES and g.over(case.division) for g in viewer.grants)
    return tuple(
        act.name
        for act in ACTS.values()
        if case.state in act.before
        and not _is_done(act.name, case)
        and {
            "handler": bool(usable_desks(act, case, by)),
            "reporter": case.is_owned_by(viewer.account),
            "monitor": watches,
            "system": False,
        }[act.who]
    )


def _is_done(name: ActName, case: Feedback) -> bool:
    """True for what is said once and has been, or that nobody has asked yet."""
    if name == "rate":
        return case.rating is not None
    return name == "confirm" and (case.followed_up_at is None or case.still_solved is not None)


def role_of(act: Act, case: Feedback, by: By) -> Role | Literal["reporter", "system"]:
    """In which role the act is done; raises `Forbidden` for who has no role that may."""
    if act.who == "system":
        return "system"
    if act.who == "reporter":
        return "reporter"
    if act.who == "monitor":
        watching = [
            g for g in by.viewer.grants if g.role in WATCHER_ROLES and g.over(case.division)
        ]
        if not watching:
            raise Forbidden("not_your_case")
        return watching[0].role
    usable = usable_desks(act, case, by)
    if not usable:
        gone_up = frozenset(case.former) & frozenset(desks_of(by.viewer))
        raise Forbidden("gone_up" if gone_up else "not_your_case")
    return next(g.role for g in by.viewer.grants if f"{g.role}:{g.division}" == usable[0])


def _allowed(act: Act, case: Feedback, by: By) -> Row:
    """The filter of the write. `before` is the state that was seen, so that what was computed
    from it still holds; the act's own states must contain it."""
    where: Row = {"_id": case.id, "state": {"$in": sorted(act.before & {case.state})}}
    where["version"] = case.version
    if act.who == "handler":
        where["desks"] = {"$in": list(usable_desks(act, case, by))}
    elif act.who == "reporter":
        where["people"] = by.account
    return where


def _alarmed(alarms: Mapping[AlarmName, datetime] | None) -> Row:
    if alarms is None:
        return {}
    return {"alarms": dict(alarms), "check_at": min(alarms.values(), default=None)}


def _update(change: Row, entry: Entry, written: Written) -> Row:
    counts = dict.fromkeys(written.counts, 1)
    update: Row = {
        "$set": {n: value for n, value in change.items() if value is not None}
        | {"uncounted": True},
        "$push": {"entries": _row(entry)},
        "$inc": {"version": 1, **counts},
    }
    if gone := {name: "" for name, value in change.items() if value is None}:
        update["$unset"] = gone
    if written.events:
        update["$push"]["events"] = {"$each": [_row(event) for event in written.events]}
    return update


def _row(value: Entry | Event) -> Row:
    return value.model_dump(exclude_none=True)


def _refuse_village_desks(case: Feedback, change: Row) -> None:
    """Whatever the act: a case that is hidden from a village never lies at a desk of it."""
    desks = change.get("desks", ())
    if change.get("hidden", case.hidden) and any(role_at(d) not in WATCHER_ROLES for d in desks):
        raise Invalid([Mistake("body.role", "transfer_conflict")])
