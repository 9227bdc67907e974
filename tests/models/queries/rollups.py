"""The queries on roll-ups: an area's months, and what is still open from before."""

from models.divisions import areas_of
from models.rollups import Rollup, Sums
from models.store import Store
from tests.models.queries.world import HERE, TOWNSHIP, VILLAGES, fill

MONTHS = tuple(f"202{year}-{month:02}" for year in range(4) for month in range(1, 13))


async def seed(store: Store) -> None:
    pairs = [(village, month) for village in VILLAGES for month in MONTHS]
    await fill(store.rollups, (rollup(n, *pair) for n, pair in enumerate(pairs)))


def rollup(number: int, village: str, month: str) -> Rollup:
    return Rollup(
        division=village, areas=areas_of(village), month=month, ticket=3, is_open=number % 7 == 0
    )


QUERIES = {
    "take_ticket": lambda store: store.rollups.take_ticket(HERE, "2020-01"),
    "put": lambda store: store.rollups.put(HERE, "2020-02", 4, Sums(), Sums()),
    "of_village": lambda store: store.rollups.of_village(HERE, "2022-05"),
    "months_of": lambda store: store.rollups.months_of(HERE),
    "villages_in": lambda store: store.rollups.villages_in(("2022-05", "2022-06")),
    "in_area": lambda store: store.rollups.in_area(TOWNSHIP, "2022-01", "2022-06"),
    "open_before": lambda store: store.rollups.open_before(TOWNSHIP, "2022-01"),
}
