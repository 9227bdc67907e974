"""Who is there for a village: its division and its active officials, remembered."""

from __future__ import annotations

from handlers.services import Services, Village
from models.divisions import LENGTHS
from models.errors import Invalid, Mistake, NotFound


async def village_of(code: str, services: Services) -> Village:
    """The village and its officials; raises `NotFound` if there is no such village."""
    village = services.remembered.villages.get(code)
    if village is None:
        topics = ("officials", "divisions")
        versions = services.remembered.changes.versions(topics)
        division = await services.store.divisions.by_code(code)
        officials = await services.store.accounts.officials(code)
        village = Village(division, tuple(officials))
        services.remembered.villages.put(code, village, topics, versions)
    return village


async def require_village(code: str, path: str, services: Services) -> Village:
    """The same for a code in a form: an unknown one is a mistake at `path`."""
    try:
        if len(code) != LENGTHS["village"]:
            raise NotFound
        return await village_of(code, services)
    except NotFound:
        raise Invalid([Mistake(path, "division_unknown")]) from None
