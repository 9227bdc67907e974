"""What counties, townships and villages have set of the catalogue, each with a day of effect.

Settings are never changed, only followed by newer ones: what was due under the old ones stays
explained. Knows nothing of obligations, which are made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson import ObjectId
from pydantic import Field

from models.base import Collection, Day, Id, Index, Instant, Page, day_of
from models.catalogue.documents import Item, OwnItem, Terms
from models.catalogue.law import check, check_own, with_terms
from models.catalogue.shipped import POSTING_LAW, shipped_items
from models.divisions import areas_of, level_of
from models.errors import Invalid, Mistake, NotFound
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed


class CatalogueChange(Placed):
    """One setting of one item by one division, in effect from the beginning of `from_on`.

    `own` makes the item where the division adds one of its own.
    """

    item: str
    from_on: Day
    terms: Terms = Terms()
    own: OwnItem | None = None
    by: Id
    at: Instant
    note: str = ""
    events: tuple[Event, ...] = Field(())


class Catalogue:
    """The items of any division on any day, out of all changes that may matter to it."""

    def __init__(self, changes: Iterable[CatalogueChange]) -> None:
        self._by_division: dict[str, list[CatalogueChange]] = {}
        for change in sorted(changes, key=lambda c: (c.from_on, c.id)):
            self._by_division.setdefault(change.division, []).append(change)
        self._made: dict[tuple[ObjectId, ...], Mapping[str, Item]] = {}

    def items(self, division: str, day: str) -> Mapping[str, Item]:
        """The items by id, the shipped ones first; equal settings give the same object."""
        effective = self._effective(division, day)
        key = tuple(change.id for change in effective)
        if key not in self._made:
            self._made[key] = _applied(effective)
        return self._made[key]

    def item(self, division: str, item_id: str, day: str) -> Item:
        """One item; raises `NotFound`."""
        found = self.items(division, day).get(item_id)
        if found is None:
            raise NotFound
        return found

    def turns(self, division: str, after: str, until: str) -> tuple[str, ...]:
        """The days on which another setting begins to count, after the first day, in order."""
        days = {
            change.from_on
            for area in areas_of(division)
            for change in self._by_division.get(area, ())
            if after < change.from_on <= until
        }
        return tuple(sorted(days))

    def _effective(self, division: str, day: str) -> list[CatalogueChange]:
        """The newest change of each item in effect, level by level from the county down."""
        found: list[CatalogueChange] = []
        for area in areas_of(division):
            changes = self._by_division.get(area, ())
            found += {c.item: c for c in changes if c.from_on <= day}.values()
        return found


class CatalogueChanges(Collection[CatalogueChange]):
    """Changes by division and item."""

    name = "catalogue_changes"
    document = CatalogueChange
    indexes = (
        Index(
            "the versions of an item in a division, newest first; all of a division",
            (("division", 1), ("item", 1), ("_id", -1)),
        ),
        EVENTS_INDEX,
    )

    async def set(
        self, division: str, item_id: str, terms: Terms, *, from_on: str, by: ObjectId, note: str
    ) -> CatalogueChange:
        """A new version of the item in the division; raises `Invalid` if it undercuts the law,
        or what a level above has set, and `NotFound` for an item there is not."""
        self._refuse_the_past(from_on)
        own = await self._own(division, item_id)
        if own is None:
            above = (await self.over(division)).item(_above(division), item_id, from_on)
            check(terms, above, level_of(division))
        else:
            check(terms, _own_item(item_id, own), "county")
        return await self._add(division, item_id, from_on, by, note, terms=terms, own=own)

    async def add_own(
        self, division: str, own: OwnItem, *, from_on: str, by: ObjectId, note: str
    ) -> CatalogueChange:
        """An item of the division's own, whose id names the division; raises `Invalid`."""
        self._refuse_the_past(from_on)
        check_own(own)
        item_id = f"X{division}-{str(ObjectId())[-6:]}"
        return await self._add(division, item_id, from_on, by, note, own=own)

    async def over(self, *divisions: str) -> Catalogue:
        """The catalogue of these divisions: whatever they and those above them have set."""
        areas = sorted({area for division in divisions for area in areas_of(division)})
        rows = self.raw.find({"division": {"$in": areas}})
        return Catalogue([self._make(row) async for row in rows])

    async def own_items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Own items of any division by their ids, which name the division."""
        wanted = sorted(item for item in item_ids if item.startswith("X"))
        where = {
            "division": {"$in": sorted({item[1:].partition("-")[0] for item in wanted})},
            "item": {"$in": wanted},
        }
        rows = [self._make(row) async for row in self.raw.find(where).sort("_id", 1)]
        return {row.item: _own_item(row.item, row.own) for row in rows if row.own}

    async def versions(
        self, division: str, item_id: str, *, after: str | None = None, limit: int = 20
    ) -> Page[CatalogueChange]:
        """What the division has set of the item, newest first."""
        where = {"division": division, "item": item_id}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def _own(self, division: str, item_id: str) -> OwnItem | None:
        """The own item of that id, if the division has added it itself."""
        if not item_id.startswith(f"X{division}-"):
            return None
        page = await self.versions(division, item_id, limit=1)
        return page.items[0].own if page.items else None

    async def _add(
        self, division: str, item_id: str, from_on: str, by: ObjectId, note: str, **what: Any
    ) -> CatalogueChange:
        """The new version, with the event after which the obligations are made anew."""
        again = Event(kind="obligations.generate", payload={"division": division})
        change = CatalogueChange(
            division=division,
            item=item_id,
            from_on=from_on,
            by=by,
            at=self.now(),
            note=note,
            events=(again,),
            **what,
        )
        return await self._insert(change)

    def _refuse_the_past(self, from_on: str) -> None:
        """What was due is explained by what counted then: nobody sets that afterwards."""
        if from_on < day_of(self.now()):
            raise Invalid([Mistake("body.from_on", "in_the_past")])


def _applied(changes: Sequence[CatalogueChange]) -> Mapping[str, Item]:
    items = dict(shipped_items())
    for change in changes:
        if change.own is not None:
            items[change.item] = _own_item(change.item, change.own)
        if change.item in items:
            level = level_of(change.division)
            items[change.item] = with_terms(items[change.item], change.terms, level)
    return items


def _own_item(item_id: str, own: OwnItem) -> Item:
    return Item(
        **own.model_dump(),
        id=item_id,
        shipped_name=own.name,
        article=own.legal_basis or POSTING_LAW,
        posting_article=POSTING_LAW,
        period="+".join(filter(None, (own.cycle, "E" if own.by_event else ""))),
        due_rule=f"{own.cycle}+{own.cycle_days}d" if own.cycle else "promptly",
        mark="own",
        is_law=False,
        prompt_working_days=10 if own.by_event else None,
    )


def _above(division: str) -> str:
    """The division whose settings this one may only tighten; nothing lies over a county."""
    upper = areas_of(division)[:-1]
    return upper[-1] if upper else ""
