"""The queries on who demands what."""

from bson import ObjectId

from models.demands import Support
from models.store import Store
from tests.models.queries.world import ME, NOON, PEOPLE, fill

DEMANDS = tuple(ObjectId(f"d{n:023x}") for n in range(40))


async def seed(store: Store) -> None:
    joined = [Support(demand=one, account=who, at=NOON) for one in DEMANDS for who in PEOPLE]
    await fill(store.demand_supports, joined)


async def personal_data(store: Store) -> list:
    return [row async for row in store.demand_supports.personal_data(ME)]


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.demand_supports.forget_person(PEOPLE[1], session=session)

    await store.db.in_transaction(work)


QUERIES = {
    "of_account": lambda store: store.demand_supports.of_account(ME),
    "personal_data": personal_data,
    "forget_person": forget_person,
}
