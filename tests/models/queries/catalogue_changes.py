"""The queries on what divisions have set of the catalogue."""

from models.catalogue import CatalogueChange, OwnItem, Terms
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, VILLAGES, every, fill

ITEMS = ("F01", "V01", "P01")
OWN = OwnItem(category="village", name="河长巡查", cycle="M")
MADE = {"from_on": "2999-01-01", "by": ME, "note": "本村"}


async def seed(store: Store) -> None:
    changes = [
        CatalogueChange(from_on="2026-03-01", by=ME, **fields)
        for fields in every(division=VILLAGES, item=ITEMS)
    ]
    own = [
        CatalogueChange(
            division=village,
            item=f"X{village}-000000",
            from_on="2026-03-01",
            by=ME,
            at=NOON,
            own=OWN,
        )
        for village in VILLAGES
    ]
    await fill(store.catalogue_changes, [*changes, *own])


QUERIES = {
    "set": lambda store: store.catalogue_changes.set(HERE, "F01", Terms(cycle="M"), **MADE),
    "over": lambda store: store.catalogue_changes.over(HERE),
    "own_items": lambda store: store.catalogue_changes.own_items([f"X{HERE}-000000"]),
    "versions": lambda store: store.catalogue_changes.versions(HERE, "F01", limit=4),
}
