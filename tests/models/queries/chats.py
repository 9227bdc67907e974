"""The queries on conversations."""

from bson import ObjectId

from models.chats import Chat
from models.store import Store
from tests.models.queries.world import ME, NOON, fill


async def seed(store: Store) -> None:
    accounts = (ME, *(ObjectId() for _ in range(300)))
    await fill(store.chats, (Chat(account=a, version=1, changed_at=NOON) for a in accounts))


async def _keep(store: Store) -> object:
    chat = await store.chats.of(ME)
    return await store.chats.keep(chat, chat, "message 1")


async def _all(store: Store) -> list[object]:
    return [row async for row in store.chats.personal_data(ME)]


QUERIES = {
    "of": lambda store: store.chats.of(ME),
    "keep": _keep,
    "personal_data": _all,
    "forget_person": lambda store: store.chats.forget_person(ObjectId(), session=None),
}
