"""What a village should have laid open by now: its public calendar, its events, its excuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.paths import LOADERS
from handlers.post_forms import Reason
from handlers.routing import Route
from models.base import CHINA, Day, Id, Value
from models.catalogue import Item
from models.disclosures import Category
from models.obligations import Obligation, ObligationState
from models.obligations.recording import Calendar

# A village's calendar shows a year back, and a quarter ahead: the next of everything.
BACK, AHEAD = timedelta(days=366), timedelta(days=100)

ItemId = Annotated[str, StringConstraints(pattern=r"^[VPFX][0-9a-f-]{2,20}$")]


class NewEvent(Form):
    """Something that makes an item due; `on` is its day, or the planned one of a meeting.

    `period` (a year) is needed only for yearly items that hang on a meeting or a review, and is
    the year of `on` if it is left out.
    """

    item: ItemId
    on: Day
    title: Annotated[str, StringConstraints(min_length=2, max_length=100)]
    period: Annotated[str, StringConstraints(pattern=r"^20\d\d$")] | None = None


class Excuse(Form):
    """Why it is not asked for this once; villagers read it."""

    reason: Reason


class ObligationsQuery(Paging):
    """Which obligations of an area."""

    state: ObligationState = "overdue"
    item: ItemId | None = None
    category: Category | None = None


class ObligationLine(Value):
    """One obligation. `since` is the first day on which it was missing, null if it is not."""

    id: Id
    division: str
    item: str
    name: str = ""
    category: Category
    period: str
    title: str
    due_on: Day
    state: ObligationState
    since: Day | None = None
    late: bool
    met_on: Day | None
    disclosure: Id | None
    reason: str | None


class CalendarView(Value):
    """A village's calendar: what is missing (the longest first), what is due when, what is out."""

    village: str
    on: Day
    missing: tuple[ObligationLine, ...]
    coming: tuple[ObligationLine, ...]
    out: tuple[ObligationLine, ...]
    excused: tuple[ObligationLine, ...]


class CalendarHandler(ApiHandler):
    """What all that change obligations share."""

    @property
    def calendar(self) -> Calendar:
        """The obligations with the settings of this installation."""
        store, rules = self.services.store, self.services.policy.calendar
        return Calendar(store.obligations, store.catalogue_changes, store.calendar_marks, rules)

    async def names(self, division: str) -> Mapping[str, Item]:
        """The items as the division calls them today."""
        changes = self.services.store.catalogue_changes
        today = self.services.store.obligations.today
        return (await changes.over(division)).items(division, today)

    async def done(self, what: str, obligation: Obligation, note: str = "") -> ObligationLine:
        """Audits the act, tells other processes, and shows the obligation."""
        village, about = obligation.division, f"obligations/{obligation.id}"
        await self.services.store.calendar_marks.touch([village])
        self.touch(village)
        await self.audit(what, division=village, about=about, note=note)
        return line(obligation, await self.names(village))


class CalendarOfVillage(CalendarHandler):
    @endpoint(scope=None, returns=CalendarView, shared=True, topics=("catalogue_changes",))
    async def get(self, village: str) -> CalendarView:
        """What is out, what is due when, what is missing and since when; for everybody."""
        store = self.services.store
        await store.divisions.by_code(village)
        today = store.now().astimezone(CHINA).date()
        since, until = (today - BACK).isoformat(), (today + AHEAD).isoformat()
        found = await store.obligations.of_village(village, since, until)
        names = await self.names(village)
        lines = [line(obligation, names) for obligation in found]
        return CalendarView(
            village=village,
            on=today.isoformat(),
            missing=tuple(one for one in lines if one.state == "overdue"),
            coming=tuple(one for one in lines if one.state in ("due", "near")),
            out=tuple(one for one in reversed(lines) if one.state == "met"),
            excused=tuple(one for one in lines if one.state == "excused"),
        )


class EventsOfVillage(CalendarHandler):
    @endpoint(scope="obligation:record", body=NewEvent, returns=ObligationLine, status=201)
    async def post(self, village: str, form: NewEvent) -> ObligationLine:
        """Record an event that must be laid open; the same one again changes nothing."""
        await self.services.store.divisions.by_code(village)
        obligation = await self.calendar.record(
            village,
            form.item,
            on=form.on,
            title=form.title,
            by=self.actor.known().account,
            period=form.period,
        )
        return await self.done("obligation.record", obligation)


class ExcuseOfObligation(CalendarHandler):
    @endpoint(scope="obligation:excuse", body=Excuse, returns=ObligationLine)
    async def put(self, obligation: Obligation, form: Excuse) -> ObligationLine:
        """Excuse a village from one obligation, with a reason that everybody can read."""
        excused = await self.services.store.obligations.excuse(
            obligation, reason=form.reason, by=self.actor.known().account
        )
        return await self.done("obligation.excuse", excused, note=form.reason)

    @endpoint(scope="obligation:excuse", returns=ObligationLine)
    async def delete(self, obligation: Obligation) -> ObligationLine:
        """Take an excuse back."""
        asked = await self.services.store.obligations.ask_again(obligation)
        return await self.done("obligation.ask_again", asked)


class ObligationsOfDivision(CalendarHandler):
    @endpoint(scope="obligation:oversee", query=ObligationsQuery, returns=Listing[ObligationLine])
    async def get(self, division: str, query: ObligationsQuery) -> object:
        """The obligations of an area in a state, the oldest due day first."""
        page = await self.services.store.obligations.in_area(
            division,
            query.state,
            item=query.item,
            category=query.category,
            after=query.after,
            limit=query.limit,
        )
        names = await self.names(division)
        items = tuple(line(obligation, names) for obligation in page.items)
        return Listing[ObligationLine](items=items, next=page.next)


def line(obligation: Obligation, names: Mapping[str, Item]) -> ObligationLine:
    """The obligation as people see it."""
    shown = obligation.model_dump(include=set(ObligationLine.model_fields))
    item = names.get(obligation.item)
    missing = obligation.state == "overdue"
    since = obligation.due_on if missing else None
    return ObligationLine(**shown, name=item.name if item else "", since=since)


LOADERS["obligation"] = lambda store, obligation_id: store.obligations.get(obligation_id)

routes = [
    Route("/villages/{village}/calendar", CalendarOfVillage),
    Route("/villages/{village}/events", EventsOfVillage),
    Route("/obligations/{obligation}/excuse", ExcuseOfObligation),
    Route("/divisions/{division}/obligations", ObligationsOfDivision),
]
