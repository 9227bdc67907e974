"""The queries on bindings of villagers to villages."""

from models.bindings import Binding
from models.store import Store
from tests.models.queries.world import HERE, ME, PEOPLE, VILLAGES, every, fill

STATES = ("confirmed", "declined", "withdrawn", "ended")


async def seed(store: Store) -> None:
    asked = every(account=PEOPLE, division=VILLAGES, state=STATES)
    await fill(store.bindings, (binding(fields) for fields in asked))


def binding(fields: dict) -> Binding:
    at = fields.pop("at")
    return Binding(name="张三", created_at=at, **fields)


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.bindings.forget_person(PEOPLE[-1], session=session)

    await store.db.in_transaction(work)


QUERIES = {
    "count_confirmed": lambda store: store.bindings.count_confirmed(HERE),
    "name_in": lambda store: store.bindings.name_in(ME, HERE),
    "of_account": lambda store: store.bindings.of_account(ME),
    "of_village": lambda store: store.bindings.of_village(HERE, "confirmed"),
    "forget_person": forget_person,
}
