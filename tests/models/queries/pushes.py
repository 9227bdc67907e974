"""The queries on what WeChat pushed."""

from bson import ObjectId

from models.pushes import Push
from models.store import Store
from tests.models.queries.world import NOON, fill

FIRST = ObjectId()


async def seed(store: Store) -> None:
    await fill(
        store.pushes,
        (
            Push(id=FIRST if not n else ObjectId(), key=f"message {n}", received_at=NOON)
            for n in range(300)
        ),
    )


QUERIES = {
    "empty": lambda store: store.pushes.empty(FIRST),
}
