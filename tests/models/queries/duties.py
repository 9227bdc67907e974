"""The queries on the plan of duty."""

from datetime import date, timedelta

from models.duties import Duty
from models.store import Store
from tests.models.queries.world import HERE, ME, PEOPLE, VILLAGES, fill

DAYS = tuple((date(2026, 3, 1) + timedelta(days=n)).isoformat() for n in range(40))


async def seed(store: Store) -> None:
    await fill(
        store.duties,
        (
            Duty(division=village, on=day, account=PEOPLE[n % len(PEOPLE)])
            for village in VILLAGES
            for n, day in enumerate(DAYS)
        ),
    )


async def personal_data(store: Store) -> None:
    async for _ in store.duties.personal_data(ME):
        pass


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.duties.forget_person(PEOPLE[2], session=session)

    await store.db.in_transaction(work)


QUERIES = {
    "of_days": lambda store: store.duties.of_days(HERE, DAYS[5], DAYS[11]),
    "plan": lambda store: store.duties.plan((Duty(division=HERE, on=DAYS[3], account=ME),)),
    "clear": lambda store: store.duties.clear(HERE, DAYS[:2]),
    "personal_data": personal_data,
    "forget_person": forget_person,
}
