"""The announcement of duty: who is there in a village today, and who stands in for whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.case_views import TITLES
from handlers.directory import today, village_of
from handlers.filing_for import PHONE
from handlers.forms import Form
from handlers.routing import Route
from handlers.services import Village
from models.absences import desk_held
from models.accounts import Account, Role
from models.base import Day, Id, Value
from models.desks import Desk, desk_of, people_at, role_at
from models.duties import MOST_DAYS, Duty
from models.errors import Invalid, Mistake

SHOWN_DAYS = 7
ON_DUTY: tuple[Role, ...] = ("secretary", "clerk", "grid_worker")


class NewDuty(Form):
    """One day: who is there (nobody in particular: the secretary), under which public number."""

    on: date
    account: Id | None = None
    phone: Annotated[str, StringConstraints(pattern=PHONE)] | None = None


class Plan(Form):
    """The days to set."""

    days: Annotated[tuple[NewDuty, ...], Field(min_length=1, max_length=MOST_DAYS)]


class DutyView(Value):
    """Who is there on a day; `name` is empty if nobody is, `stands_in_for` names who is away."""

    on: Day
    name: str
    title: str
    phone: str
    stands_in_for: str


class DutyOfVillage(Value):
    """Today, and the days after it."""

    today: DutyView
    next: tuple[DutyView, ...]


class DutiesOfVillage(ApiHandler):
    @endpoint(scope=None, returns=DutyOfVillage)
    async def get(self, village: str) -> DutyOfVillage:
        """Who is on duty in the village today and in the coming week."""
        return await self._announced(await village_of(village, self.services))

    @endpoint(scope="duty:plan", body=Plan, returns=DutyOfVillage)
    async def put(self, village: str, form: Plan) -> DutyOfVillage:
        """Announce who is on duty on which days."""
        place = await village_of(village, self.services)
        people = {person.id: person for person in place.officials}
        mistakes = [
            Mistake(f"body.days.{number}.account", "no_such_desk")
            for number, duty in enumerate(form.days)
            if duty.account and not _works_here(people.get(duty.account), village)
        ]
        if mistakes:
            raise Invalid(mistakes)
        await self._store(village, form)
        return await self._announced(place)

    async def _announced(self, place: Village) -> DutyOfVillage:
        store, village = self.services.store, place.division.code
        first = date.fromisoformat(today(store))
        days = [(first + timedelta(days=n)).isoformat() for n in range(SHOWN_DAYS)]
        planned = {d.on: d for d in await store.duties.of_days(village, days[0], days[-1])}
        shown = [_view(place, day, planned.get(day)) for day in days]
        return DutyOfVillage(today=shown[0], next=tuple(shown[1:]))

    async def _store(self, village: str, form: Plan) -> None:
        duties = self.services.store.duties
        await duties.plan(
            tuple(
                Duty(division=village, on=d.on, account=d.account, phone=d.phone or "")
                for d in form.days
                if d.account
            )
        )
        freed = tuple(d.on.isoformat() for d in form.days if d.account is None)
        if freed:
            await duties.clear(village, freed)


def _view(place: Village, day: str, duty: Duty | None) -> DutyView:
    """Who was announced, or else the secretary; their deputy on a day on which they are away."""
    village = place.division.code
    at_secretarys = people_at(desk_of("secretary", village), place.officials)
    planned = [person for person in place.officials if duty and person.id == duty.account]
    person = next(iter((*planned, *at_secretarys)), None)
    phone = duty.phone if duty and planned else ""
    if person is None:
        return DutyView(on=day, name="", title="", phone="", stands_in_for="")
    off = (a for a in place.absences if a.account == person.id and a.covers(day))
    if (away := next(off, None)) is not None:
        title = TITLES[role_at(away.deputy_desk)]
        return DutyView(
            on=day, name=away.deputy_name, title=title, phone="", stands_in_for=person.name
        )
    title = TITLES[role_at(_works_here(person, village) or desk_of("secretary", village))]
    return DutyView(on=day, name=person.name, title=title, phone=phone, stands_in_for="")


def _works_here(person: Account | None, village: str) -> Desk | None:
    return None if person is None else desk_held(person, village, ON_DUTY)


routes = [Route("/villages/{village}/duty", DutiesOfVillage)]
