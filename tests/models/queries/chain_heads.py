"""The queries on the ends of chains."""

from models.publications import ChainHead
from models.publications.collection import StoredHead
from models.store import Store
from tests.models.queries.world import HERE, NOON, TOWNSHIP, VILLAGES, fill


async def seed(store: Store) -> None:
    heads = (StoredHead(division=v, number=3, hash="0" * 64, at=NOON) for v in VILLAGES)
    await fill(store.chain_heads, heads)


async def move(store: Store) -> None:
    """To where it is already, so that other queries find what was seeded."""
    head = await store.chain_heads.of(HERE)
    same = ChainHead.model_validate(head)
    await store.db.in_transaction(
        lambda session: store.chain_heads.move(head, same, session=session)
    )


QUERIES = {
    "move": move,
    "of": lambda store: store.chain_heads.of(HERE),
    "within": lambda store: store.chain_heads.within(TOWNSHIP),
}
