"""Who of a village is away from when to when, and whose desk stands in; knows nothing of cases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from bson import ObjectId

from models.accounts import Account, Role
from models.base import CHINA, Collection, Day, Id, Index, Instant, Row
from models.desks import Desk, desk_of, people_at
from models.errors import Conflict
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed

# Who may be away so that somebody must stand in, and who may stand in.
AWAY_ROLES: tuple[Role, ...] = ("secretary", "clerk", "grid_worker")
DEPUTY_ROLES: tuple[Role, ...] = ("secretary", "clerk", "grid_worker", "monitor")
MOST = 50


class Absence(Placed):
    """One person is away on these days (both included), and a deputy's desk has their cases.

    `begin_at` is there until the cases that lay at the desk were handed over.
    """

    account: Id
    name: str
    desk: Desk
    deputy: Id
    deputy_name: str
    deputy_desk: Desk
    from_on: Day
    until_on: Day
    reason: str
    recorded_by: Id
    created_at: Instant
    begin_at: Instant | None = None
    ended_at: Instant | None = None
    events: tuple[Event, ...] = ()

    def covers(self, day: str) -> bool:
        """True if the person is away that day."""
        return self.ended_at is None and self.from_on <= day <= self.until_on


class Absences(Collection[Absence]):
    """Absences by village."""

    name = "absences"
    document = Absence
    indexes = (
        Index("who of a village is or will be away", (("division", 1), ("until_on", 1))),
        Index(
            "absences whose cases are to be handed over",
            (("begin_at", 1),),
            where={"begin_at": {"$exists": True}},
        ),
        Index("a person's own absences", (("account", 1), ("_id", -1))),
        EVENTS_INDEX,
    )

    async def record(self, absence: Absence) -> Absence:
        """Stores it; at the beginning of its first day the worker hands the cases over."""
        begins = datetime.combine(date.fromisoformat(absence.from_on), time(), CHINA)
        return await self._insert(absence.model_copy(update={"begin_at": begins}))

    async def of_village(self, village: str, today: str) -> list[Absence]:
        """Absences that are not over, the one that ends first at the top."""
        where = {"division": village, "until_on": {"$gte": today}, "ended_at": None}
        return await self._find(where, sort=[("until_on", 1)], limit=MOST)

    async def end(self, absence: Absence) -> Absence:
        """They are back; `Conflict` (`absence_over`) if that was said before."""
        changed = await self._change(
            {"_id": absence.id, "ended_at": None},
            {"$set": {"ended_at": self.now()}, "$unset": {"begin_at": ""}},
        )
        if changed is None:
            raise Conflict("absence_over")
        return changed

    async def to_begin(self) -> list[Absence]:
        """Absences whose first day has come and whose cases are not handed over yet."""
        where = {"begin_at": {"$lte": self.now()}}
        return await self._find(where, sort=[("begin_at", 1)], limit=MOST)

    async def begun(self, absence_id: ObjectId) -> None:
        """The cases are handed over; again changes nothing."""
        await self.raw.update_one({"_id": absence_id}, {"$unset": {"begin_at": ""}})

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """When the person was away, and why."""
        shown = {"division", "from_on", "until_on", "reason", "created_at"}
        after: str | None = None
        while True:
            page = await self._page({"account": account}, by=("_id", -1), after=after, limit=MOST)
            for absence in page.items:
                yield absence.model_dump(mode="json", include=shown)
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """That somebody was away goes; the entries of cases say who stood in."""
        await self.raw.delete_many({"account": account}, session=session)


def stand_ins(
    absences: Iterable[Absence], officials: Sequence[Account], today: str
) -> dict[Desk, Desk]:
    """Desk -> the desk that stands in for it today, for desks at which nobody is left.

    A deputy may be away as well, and then their deputy stands in; if that leads round in a
    circle or to an empty desk, nobody stands in, and the cases stay where they are.
    """
    away = {a.account: a for a in absences if a.covers(today)}
    empty = {a.desk: _replacing(a.desk, away, officials) for a in away.values()}
    found = {}
    for desk in empty:
        at, seen = desk, {desk}
        while (following := empty.get(at)) is not None and following not in seen:
            seen.add(following)
            at = following
        if at != desk and empty.get(at) is None and people_at(at, officials):
            found[desk] = at
    return found


def desk_held(account: Account, village: str, roles: Sequence[Role]) -> Desk | None:
    """The first desk of these roles for the village at which the account works."""
    desks = (desk_of(role, village) for role in roles)
    return next((desk for desk in desks if people_at(desk, [account])), None)


def _replacing(
    desk: Desk, away: dict[ObjectId, Absence], officials: Sequence[Account]
) -> Desk | None:
    """The deputy's desk if everybody at this one is away; None while somebody is there."""
    people = people_at(desk, officials)
    if not people or any(person.id not in away for person in people):
        return None
    return away[people[0].id].deputy_desk
