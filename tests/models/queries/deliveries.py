"""The queries on what left for WeChat."""

from bson import ObjectId

from models.deliveries import STATES, Delivery
from models.divisions import areas_of
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, PEOPLE, VILLAGES, every, fill


async def seed(store: Store) -> None:
    await fill(
        store.deliveries,
        (
            Delivery(
                key=f"{number}",
                account=row["account"],
                template="one",
                kind="feedback.answered",
                areas=areas_of(row["division"]),
                state=row["state"],
                number=f"{number}",
                created_at=NOON,
                changed_at=NOON,
            )
            for number, row in enumerate(every(division=VILLAGES, account=PEOPLE, state=STATES))
        ),
    )


def _one() -> Delivery:
    return Delivery(
        key="7",
        account=ME,
        template="one",
        kind="feedback.answered",
        areas=(),
        created_at=NOON,
        changed_at=NOON,
    )


async def _all(store: Store) -> list[object]:
    return [row async for row in store.deliveries.personal_data(ME)]


QUERIES = {
    "begin": lambda store: store.deliveries.begin(_one()),
    "quota_is_gone": lambda store: store.deliveries.quota_is_gone(),
    "told": lambda store: store.deliveries.told("4", "1"),
    "in_area": lambda store: store.deliveries.in_area(HERE, "failed", limit=10),
    "counts": lambda store: store.deliveries.counts(),
    "personal_data": _all,
    "forget_person": lambda store: store.deliveries.forget_person(ObjectId(), session=None),
}
