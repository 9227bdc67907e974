"""Demands: villagers join to have something laid open; the township says how many a village has."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.calendar import ItemId
from handlers.daily import one_of_the_day
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.paths import LOADERS
from handlers.routing import Route
from models.base import Day, Id, Value
from models.catalogue import Item
from models.catalogue.periods import named
from models.demands import Demand, DemandState, most_of, needed_of
from models.disclosures import Category
from models.errors import Conflict, Invalid, Mistake
from models.headcounts import Headcount

LOADERS["demand"] = lambda store, demand_id: store.demands.get(demand_id)

# What is older lies in the archive; demands for each of its months would bury the others.
YEARS_BACK = 5

People = Annotated[int, Field(ge=1, le=100_000)]


class NewDemand(Form):
    """Which item, of which period: of what is laid open after events, of which year."""

    item: ItemId
    period: Annotated[str, StringConstraints(pattern=r"^20\d\d(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$")]


class DemandView(Value):
    """How many demand it, out of how many that are needed; who they are is told to nobody."""

    id: Id
    division: str
    item: str
    name: str
    category: Category
    period: str
    count: int
    needed: int
    state: DemandState
    reached_on: Day | None
    obligation: Id | None
    due_on: Day | None
    disclosure: Id | None


class NewHeadcount(Form):
    """The numbers of a village; what is left out is unknown.

    `demand_at`: so many together may demand something; never more than a tenth of the adults,
    whose number is then needed.
    """

    households: People | None = None
    adults: People | None = None
    demand_at: People | None = None


class HeadcountView(NewHeadcount):
    """The same, and how many it takes today to demand something."""

    needed: int


class DemandHandler(ApiHandler):
    """Knows how many are needed."""

    async def needed(self, village: str) -> int:
        """So many of the village together may demand something."""
        store, rules = self.services.store, self.services.policy
        headcount = await store.headcounts.of_village(village)
        bound = await store.bindings.count_confirmed(village)
        return needed_of(headcount, bound, percent=rules.demand_percent, least=rules.demand_least)


class DemandsOfVillage(DemandHandler):
    @endpoint(
        scope=None, query=Paging, returns=Listing[DemandView], shared=True, topics=("demands",)
    )
    async def get(self, village: str, query: Paging) -> object:
        """What the village's people demand to be laid open, newest first."""
        return await self.services.store.demands.of_village(
            village, after=query.after, limit=query.limit
        )

    @endpoint(scope="demand:support", body=NewDemand, returns=DemandView, status=201)
    async def post(self, village: str, form: NewDemand) -> Demand:
        """Demand, alone or as one more, that an item of a period is laid open."""
        store = self.services.store
        item = await self._item(village, form)
        obligation = await store.obligations.find(village, form.item, form.period)
        if obligation is not None and obligation.state == "met":
            raise Conflict("already_out", extra={"disclosure": str(obligation.disclosure)})
        wanted = Demand(
            division=village,
            item=item.id,
            name=item.name,
            category=item.category,
            period=form.period,
            needed=await self.needed(village),
            opened_at=store.now(),
        )
        me, most = self.actor.known().account, self.services.policy.inquiries_per_day
        async with one_of_the_day(store, "demand", me, most) as place:
            joined = await store.demands.join(wanted, me, store.demand_supports)
            place.is_right = False
        self.touch("demands")
        return joined

    async def _item(self, village: str, form: NewDemand) -> Item:
        """The village's item; raises `Invalid` for one it has not, or for another kind of
        period, or one that has not begun."""
        store = self.services.store
        today = store.obligations.today
        item = (await store.catalogue_changes.over(village)).items(village, today).get(form.item)
        if item is None or not item.enabled:
            raise Invalid([Mistake("body.item", "item_unknown")])
        period = named(form.period)
        if period is None or period.cycle != (item.cycle or "Y"):
            raise Invalid([Mistake("body.period", "period_unlike")])
        if period.begins.isoformat() > today:
            raise Invalid([Mistake("body.period", "period_to_come")])
        if period.begins.year < int(today[:4]) - YEARS_BACK:
            raise Invalid([Mistake("body.period", "period_long_ago")])
        return item


class MyDemands(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[DemandView])
    async def get(self, query: Paging) -> object:
        """What I demand, the last that I joined first."""
        store, me = self.services.store, self.actor.known().account
        page = await store.demand_supports.of_account(me, after=query.after, limit=query.limit)
        found = await store.demands.those([support.demand for support in page.items])
        views = tuple(DemandView.model_validate(demand) for demand in found)
        return Listing[DemandView](items=views, next=page.next)


class SupportOfDemand(DemandHandler):
    @endpoint(scope="demand:support", returns=DemandView)
    async def delete(self, demand: Demand) -> Demand:
        """Take my support back, as long as the number is not reached."""
        store, me = self.services.store, self.actor.known().account
        left = await store.demands.leave(demand, me, store.demand_supports)
        self.touch("demands")
        return left


class HeadcountOfVillage(DemandHandler):
    @endpoint(scope=None, returns=HeadcountView, shared=True, topics=("headcounts",))
    async def get(self, village: str) -> HeadcountView:
        """How many people and households the village has, and how many may demand something."""
        await self.services.store.divisions.by_code(village)
        return await self._view(await self.services.store.headcounts.of_village(village))

    @endpoint(scope="headcount:set", body=NewHeadcount, returns=HeadcountView)
    async def put(self, village: str, form: NewHeadcount) -> HeadcountView:
        """Say how many people and households a village has; the whole anew."""
        store = self.services.store
        await store.divisions.by_code(village)
        if form.demand_at is not None:
            _refuse_above_tenth(form.demand_at, form.adults)
        by = self.actor.known().account
        stored = await store.headcounts.set(village, **form.model_dump(), by=by)
        await self.audit("headcount.set", division=village)
        self.touch("headcounts")
        return await self._view(stored)

    async def _view(self, headcount: Headcount) -> HeadcountView:
        numbers = headcount.model_dump(include=set(NewHeadcount.model_fields))
        return HeadcountView(**numbers, needed=await self.needed(headcount.division))


def _refuse_above_tenth(demand_at: int, adults: int | None) -> None:
    """Raises `Invalid` for a number above the law's, or one of which nobody can tell."""
    if adults is None:
        raise Invalid([Mistake("body.adults", "required")])
    if demand_at > most_of(adults):
        values = (("most", most_of(adults)),)
        raise Invalid([Mistake("body.demand_at", "above_tenth", values)])


routes = [
    Route("/villages/{village}/demands", DemandsOfVillage),
    Route("/villages/{village}/headcount", HeadcountOfVillage),
    Route("/me/demands", MyDemands),
    Route("/demands/{demand}/support", SupportOfDemand),
]
