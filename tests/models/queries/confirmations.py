"""The queries on confirmations of notices, and on those who have not confirmed."""

from bson import ObjectId

from models.confirmations import Confirmation
from models.store import Store
from tests.models.queries.world import HERE, NOON, PEOPLE, VILLAGES, fill

NOTICES = tuple(ObjectId(f"a{n:023x}") for n in range(6))


async def seed(store: Store) -> None:
    confirmed = [
        Confirmation(post=post, village=village, account=account, confirmed_at=NOON)
        for post in NOTICES
        for village in VILLAGES
        for account in (*PEOPLE, *(ObjectId() for _ in range(10)))
    ]
    await fill(store.confirmations, confirmed)


QUERIES = {
    "asked": lambda store: store.confirmations.asked(HERE),
    "count": lambda store: store.confirmations.count(NOTICES[0], HERE),
    "made_by": lambda store: store.confirmations.made_by(PEOPLE[0], HERE, NOTICES),
    "missing": lambda store: store.confirmations.missing(NOTICES[0], HERE, limit=10),
    "of_notice": lambda store: store.confirmations.of_notice(NOTICES[0], HERE, limit=10),
}
REASONS = {
    "asked": "closed accounts are few, so `active` is not worth a place in the index",
    "missing": "who has confirmed is passed over, and each of them looked up",
}
