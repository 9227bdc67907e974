"""The queries on the ledger of consent."""

from bson import ObjectId

from models.store import Store
from models.subscriptions import Subscription
from tests.models.queries.world import ME, NOON, fill


async def seed(store: Store) -> None:
    accounts = (ME, *(ObjectId() for _ in range(150)))
    await fill(
        store.subscriptions,
        (
            Subscription(account=a, template=t, reported=9, sent=1, changed_at=NOON)
            for a in accounts
            for t in ("one", "two")
        ),
    )


async def _all(store: Store) -> list[object]:
    return [row async for row in store.subscriptions.personal_data(ME)]


QUERIES = {
    "accept": lambda store: store.subscriptions.accept(ME, "one", "told", "key"),
    "take": lambda store: store.subscriptions.take(ME, "one"),
    "give_back": lambda store: store.subscriptions.give_back(ME, "one"),
    "spend": lambda store: store.subscriptions.spend(ME, "two"),
    "of_account": lambda store: store.subscriptions.of_account(ME),
    "personal_data": _all,
    "forget_person": lambda store: store.subscriptions.forget_person(ObjectId(), session=None),
}
