"""Who is there for a village: its division and its active officials, remembered."""

from __future__ import annotations

import asyncio

from handlers.services import Services, Village
from models.base import MAX_PAGE, day_of
from models.divisions import areas_of
from models.store import Store
from models.vocabulary import merged_desks, merged_words
from nlp import Context


async def village_of(code: str, services: Services) -> Village:
    """The village and its officials; raises `NotFound` if there is no such village."""
    village = services.remembered.villages.get(code)
    if village is None:
        topics = ("officials", "divisions", "vocabularies", "absences")
        versions = services.remembered.changes.versions(topics)
        village = await look_up_village(code, services.store)
        services.remembered.villages.put(code, village, topics, versions)
    return village


async def look_up_village(code: str, store: Store) -> Village:
    """The same, read anew; raises `NotFound`."""
    county, township, _ = areas_of(code)
    division = await store.divisions.by_code(code)
    officials, vocabularies, neighbours, towns, absences = await asyncio.gather(
        store.accounts.officials(code),
        store.vocabularies.over(code),
        store.divisions.below(township, limit=MAX_PAGE),
        store.divisions.below(county, limit=MAX_PAGE),
        store.absences.of_village(code, today(store)),
    )
    context = Context(
        villages=tuple(sorted({name for d in neighbours.items for name in spoken(d.name)})),
        towns=tuple(town.name for town in towns.items),
        extra_words=merged_words(vocabularies),
    )
    return Village(division, tuple(officials), context, merged_desks(vocabularies), tuple(absences))


def today(store: Store) -> str:
    """The day by China's clock."""
    return day_of(store.now())


def spoken(name: str) -> tuple[str, ...]:
    """A village's name in full and as people say it."""
    short = name.removesuffix("村民委员会").removesuffix("居民委员会")
    return (name, short)
