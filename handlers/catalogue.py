"""The catalogue of a division: what must be laid open there, and how its people tighten it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.directory import today
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.post_forms import Reason
from handlers.routing import Route
from models.base import Day, Id, Instant, Value
from models.catalogue import CatalogueChange, Cycle, Item, OwnItem, Terms
from models.catalogue.law import law_of
from models.disclosures import Category

Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Element = Annotated[str, StringConstraints(min_length=1, max_length=30)]
Days = Annotated[int, Field(ge=0, le=366)]
MostDays = Annotated[int, Field(ge=1, le=3660)]


class CatalogueQuery(Form):
    """The items as they stand on a day; today if none is named."""

    on: Day | None = None


class NewTerms(Form):
    """The whole setting of one item by one division, in effect from `from_on`.

    What is left out is as the level above (for a county: as shipped) has it. Days: `cycle_days`
    after the end of the period, `prompt_working_days` after the event, `before_days` before it.
    """

    from_on: Day
    note: Reason
    enabled: bool | None = None
    name: Name | None = None
    cycle: Cycle | None = None
    cycle_days: Days | None = None
    prompt_working_days: Days | None = None
    before_days: Days | None = None
    min_posting_days: MostDays | None = None
    more_elements: Annotated[tuple[Element, ...], Field(max_length=30)] = ()


class NewOwnItem(Form):
    """An item of the division's own: due each `cycle`, after events, or both."""

    from_on: Day
    note: Reason
    category: Category
    name: Name
    legal_basis: Annotated[str, StringConstraints(max_length=100)] = ""
    audience: Annotated[str, StringConstraints(min_length=1, max_length=30)] = "全村"
    elements: Annotated[tuple[Element, ...], Field(max_length=30)] = ()
    cycle: Cycle | None = None
    cycle_days: Days = 20
    by_event: bool = False
    min_posting_days: MostDays = 15


class LeastView(Value):
    """The least that may be set of an item; null where there is nothing to set, or no bound.

    `cycle_days` holds for the cycle that is set: with a shorter one it is shorter.
    """

    enabled: bool
    cycle: Cycle | None
    cycle_days: int
    prompt_working_days: int | None
    before_days: int | None
    min_posting_days: int


class ItemView(Value):
    """One item: what the law says (`is_law`, `article`), what is set, and what `least` must be.

    `mark`: V read in the law, V-weak and V-local read elsewhere, R recalled, own added here.
    """

    id: str
    category: Category
    name: str
    shipped_name: str
    legal_basis: str
    article: str
    posting_article: str
    period: str
    due_rule: str
    mark: str
    is_law: bool
    enabled: bool
    audience: str
    elements: tuple[str, ...]
    cycle: Cycle | None
    cycle_days: int
    by_event: bool
    is_dated: bool
    is_standing: bool
    working_days: int | None
    before_days: int | None
    prompt_working_days: int | None
    min_posting_days: int
    posting_unit: str
    least: LeastView


class CatalogueView(Value):
    """All items of a division on a day."""

    division: str
    on: Day
    items: tuple[ItemView, ...]


class VersionView(Value):
    """What a division has set of an item, from which day, and why."""

    id: Id
    division: str
    item: str
    from_on: Day
    terms: Terms
    own: OwnItem | None
    note: str
    at: Instant


class CatalogueHandler(ApiHandler):
    """What all that change the catalogue share."""

    async def done(self, change: CatalogueChange) -> CatalogueChange:
        """Audits the setting and makes this process forget what it showed before it."""
        self.touch("catalogue_changes", change.division)
        about = f"catalogue/{change.item}"
        await self.audit("catalogue.set", division=change.division, about=about, note=change.note)
        return change


class CatalogueOfDivision(CatalogueHandler):
    @endpoint(
        scope=None,
        query=CatalogueQuery,
        returns=CatalogueView,
        shared=True,
        topics=("catalogue_changes",),
    )
    async def get(self, division: str, query: CatalogueQuery) -> CatalogueView:
        """What must be laid open in a division, with its legal basis and its settings."""
        store = self.services.store
        on = query.on or today(store)
        items = (await store.catalogue_changes.over(division)).items(division, on)
        views = tuple(item_view(item) for item in items.values())
        return CatalogueView(division=division, on=on, items=views)

    @endpoint(scope="catalogue:set", body=NewOwnItem, returns=VersionView, status=201)
    async def post(self, division: str, form: NewOwnItem) -> CatalogueChange:
        """Add an item of the division's own."""
        store = self.services.store
        await store.divisions.by_code(division)
        own = OwnItem(**form.model_dump(exclude={"from_on", "note"}))
        change = await store.catalogue_changes.add_own(
            division, own, from_on=form.from_on, by=self.actor.known().account, note=form.note
        )
        return await self.done(change)


class ItemOfDivision(CatalogueHandler):
    @endpoint(
        scope=None,
        query=Paging,
        returns=Listing[VersionView],
        shared=True,
        topics=("catalogue_changes",),
    )
    async def get(self, division: str, item: str, query: Paging) -> object:
        """What this division has set of the item so far, newest first."""
        return await self.services.store.catalogue_changes.versions(
            division, item, after=query.after, limit=query.limit
        )

    @endpoint(scope="catalogue:set", body=NewTerms, returns=VersionView)
    async def put(self, division: str, item: str, form: NewTerms) -> CatalogueChange:
        """Switch on, tighten or rename an item; less than the law or the level above is refused."""
        store = self.services.store
        await store.divisions.by_code(division)
        terms = Terms(**form.model_dump(exclude={"from_on", "note"}))
        change = await store.catalogue_changes.set(
            division,
            item,
            terms,
            from_on=form.from_on,
            by=self.actor.known().account,
            note=form.note,
        )
        return await self.done(change)


def item_view(item: Item) -> ItemView:
    """The item with the law's minimum beside what is set."""
    least = LeastView.model_validate(law_of(item))
    shown = {name: getattr(item, name) for name in ItemView.model_fields if name != "least"}
    return ItemView(**shown, least=least)


routes = [
    Route("/divisions/{division}/catalogue", CatalogueOfDivision),
    Route("/divisions/{division}/catalogue/{item}", ItemOfDivision),
]
