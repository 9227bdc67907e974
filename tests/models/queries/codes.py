"""The queries on codes that have been made."""

from models.codes import Code
from models.store import Store
from tests.models.queries.world import NOON, fill


async def seed(store: Store) -> None:
    await fill(
        store.codes,
        [Code(key=f"wx {n}", type="image/png", image=b"png", made_at=NOON) for n in range(200)],
    )


QUERIES = {"by_key": lambda store: store.codes.by_key("wx 7")}
