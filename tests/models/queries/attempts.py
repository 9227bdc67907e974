"""The queries on failed logins."""

from models.attempts import Tries
from models.store import Store
from tests.models.queries.world import NOON, fill


async def seed(store: Store) -> None:
    await fill(store.attempts, (Tries(key=f"key{n}", at=NOON) for n in range(300)))


QUERIES = {"forget": lambda store: store.attempts.forget("account:wang")}
