"""The queries on what villagers demand."""

from bson import ObjectId

from models.demands import Demand
from models.store import Store
from tests.models.queries.world import HERE, NOON, VILLAGES, fill

ITEMS = ("F01", "V05", "P03")
OBLIGATION, HERE_ID = ObjectId("b" * 24), ObjectId("a" * 24)
YEARS = tuple(str(year) for year in range(2016, 2027))


async def seed(store: Store) -> None:
    made = [demand(v, item, year) for v in VILLAGES for item in ITEMS for year in YEARS]
    await fill(store.demands, made)


def demand(village: str, item: str, year: str) -> Demand:
    return Demand(
        division=village,
        item=item,
        name="收支",
        category="finance",
        period=year,
        count=1,
        needed=9,
        opened_at=NOON,
    )


async def join(store: Store) -> Demand:
    return await store.demands.join(demand(HERE, "V01", "2026"), ObjectId(), store.demand_supports)


async def leave(store: Store) -> Demand:
    wanted, who = demand(HERE, "V02", "2026"), ObjectId()
    made = await store.demands.join(wanted, who, store.demand_supports)
    return await store.demands.leave(made, who, store.demand_supports)


async def take_back_all(store: Store) -> None:
    who, supports = ObjectId(), store.demand_supports
    await store.demands.join(demand(HERE, "V03", "2026"), who, supports)

    async def work(session: object) -> None:
        await store.demands.take_back_all(who, supports, village=HERE, session=session)

    await store.db.in_transaction(work)


async def those(store: Store) -> list[Demand]:
    page = await store.demands.of_village(HERE, limit=5)
    return await store.demands.those([one.id for one in page.items])


QUERIES = {
    "find": lambda store: store.demands.find(HERE, "F01", YEARS[0]),
    "meet_obligation": lambda store: store.demands.meet_obligation(OBLIGATION, disclosure=HERE_ID),
    "join": join,
    "leave": leave,
    "take_back_all": take_back_all,
    "those": those,
    "of_village": lambda store: store.demands.of_village(HERE, limit=5),
}
