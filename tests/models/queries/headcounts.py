"""The queries on how many people a village has."""

from models.headcounts import Headcount
from models.store import Store
from tests.models.queries.world import HERE, ME, VILLAGES, fill


async def seed(store: Store) -> None:
    await fill(store.headcounts, [Headcount(division=village) for village in VILLAGES])


QUERIES = {
    "of_village": lambda store: store.headcounts.of_village(HERE),
    "set": lambda store: store.headcounts.set(
        VILLAGES[1], households=1, adults=2, demand_at=1, by=ME
    ),
}
