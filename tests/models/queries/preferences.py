"""The queries on what people do not want to be asked."""

from bson import ObjectId

from models.preferences import Preference
from models.store import Store
from tests.models.queries.world import ME, PEOPLE, fill


async def seed(store: Store) -> None:
    accounts = (*PEOPLE, *(ObjectId() for _ in range(300)))
    await fill(store.preferences, (Preference(account=a, follow_up=False) for a in accounts))


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.preferences.forget_person(PEOPLE[2], session=session)

    await store.db.in_transaction(work)


async def personal_data(store: Store) -> None:
    async for _ in store.preferences.personal_data(ME):
        pass


QUERIES = {
    "mute": lambda store: store.preferences.mute(ME, ("binding.asked",)),
    "of": lambda store: store.preferences.of(ME),
    "set_follow_up": lambda store: store.preferences.set_follow_up(ME, wanted=True),
    "wanting_follow_up": lambda store: store.preferences.wanting_follow_up(PEOPLE[:2]),
    "personal_data": personal_data,
    "forget_person": forget_person,
}
