"""Absences of a village's people, with who stands in: recorded, listed and ended."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.directory import today, village_of
from handlers.forms import Form
from handlers.listing import Listing
from handlers.notices import notify
from handlers.routing import Route
from models.absences import AWAY_ROLES, DEPUTY_ROLES, Absence, desk_held
from models.accounts import Account, Role
from models.base import Day, Id, Instant, Page, Value
from models.desks import Desk
from models.errors import Invalid, Mistake


class NewAbsence(Form):
    """From when to when, and whose deputy; `account` is who is away, without it: I am."""

    account: Id | None = None
    deputy: Id
    from_on: date
    until_on: date
    reason: Annotated[str, StringConstraints(min_length=2, max_length=100)]


class AbsenceView(Value):
    """An absence, as the village's staff and those above see it."""

    id: Id
    division: str
    account: Id
    name: str
    desk: Desk
    deputy: Id
    deputy_name: str
    deputy_desk: Desk
    from_on: Day
    until_on: Day
    reason: str
    created_at: Instant
    ended_at: Instant | None


class AbsencesOfVillage(ApiHandler):
    @endpoint(scope="absence:read", returns=Listing[AbsenceView])
    async def get(self, village: str) -> Page[Absence]:
        """Who is or will be away, and who stands in."""
        store = self.services.store
        return Page(tuple(await store.absences.of_village(village, today(store))))

    @endpoint(scope="absence:record", body=NewAbsence, returns=AbsenceView, status=201)
    async def post(self, village: str, form: NewAbsence) -> Absence:
        """Record an absence: from its first day the deputy has the cases."""
        officials = (await village_of(village, self.services)).officials
        me, store = self.actor.known(), self.services.store
        away = _find(officials, form.account or me.account)
        deputy = _find(officials, form.deputy)
        absence = Absence(
            division=village,
            account=form.account or me.account,
            name=away.name if away else "",
            desk=_desk(away, village, "body.account", AWAY_ROLES),
            deputy=form.deputy,
            deputy_name=deputy.name if deputy else "",
            deputy_desk=_desk(deputy, village, "body.deputy", DEPUTY_ROLES),
            from_on=form.from_on.isoformat(),
            until_on=form.until_on.isoformat(),
            reason=form.reason,
            recorded_by=me.account,
            created_at=store.now(),
        )
        self._check(absence)
        events = notify("absence.deputy", [absence.deputy], f"absences/{absence.id}")
        recorded = await store.absences.record(absence.model_copy(update={"events": events}))
        self.touch("absences")
        return recorded

    def _check(self, absence: Absence) -> None:
        mistakes = []
        if absence.until_on < max(absence.from_on, today(self.services.store)):
            mistakes.append(Mistake("body.until_on", "days_order"))
        if absence.deputy_desk == absence.desk or absence.deputy == absence.account:
            mistakes.append(Mistake("body.deputy", "deputy_self"))
        if mistakes:
            raise Invalid(mistakes)


class EndOfAbsence(ApiHandler):
    @endpoint(scope="absence:record", returns=AbsenceView)
    async def post(self, absence: Absence) -> Absence:
        """They are back: what comes in from now on goes to them again."""
        ended = await self.services.store.absences.end(absence)
        self.touch("absences")
        return ended


def _find(officials: tuple[Account, ...], account: ObjectId) -> Account | None:
    return next((person for person in officials if person.id == account), None)


def _desk(account: Account | None, village: str, path: str, roles: tuple[Role, ...]) -> Desk:
    desk = account and desk_held(account, village, roles)
    if not desk:
        raise Invalid([Mistake(path, "no_such_desk")])
    return desk


routes = [
    Route("/villages/{village}/absences", AbsencesOfVillage),
    Route("/absences/{absence}/end", EndOfAbsence),
]
