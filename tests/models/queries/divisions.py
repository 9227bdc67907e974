"""The queries on the map."""

from models.divisions import Division
from models.store import Store
from tests.models.queries.world import HERE, TOWNSHIP, fill

TOWNSHIPS = [f"330825{n}" for n in range(101, 121)]


async def seed(store: Store) -> None:
    county = Division(code="330825", name="县", level="county")
    towns = [Division(code=c, name=c, level="township", parent="330825") for c in TOWNSHIPS]
    villages = [
        Division(code=f"{town}2{n:02d}", name="村", level="village", parent=town)
        for town in TOWNSHIPS
        for n in range(15)
    ]
    await fill(store.divisions, [county, *towns, *villages])


def add_all(store: Store) -> object:
    village = Division(code=HERE, name="新", level="village", parent=TOWNSHIP)
    return store.divisions.add_all([village])


QUERIES = {
    "add_all": add_all,
    "below": lambda store: store.divisions.below(TOWNSHIP, limit=10),
    "by_code": lambda store: store.divisions.by_code(HERE),
    "counties": lambda store: store.divisions.below(None),
    "unknown": lambda store: store.divisions.unknown([HERE, "999999"]),
    "villages_after": lambda store: store.divisions.villages_after(HERE, within=TOWNSHIP),
    "villages_in": lambda store: store.divisions.villages_in(TOWNSHIP),
}
