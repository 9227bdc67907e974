"""The queries on the inbox of messages."""

from bson import ObjectId

from models.messages import Message
from models.store import Store
from tests.models.queries.world import ME, PEOPLE, every, fill

READER, GONE = PEOPLE[1], PEOPLE[2]


async def seed(store: Store) -> None:
    told = every(account=PEOPLE, read_at=(None, store.now(), store.now()), kind="abcd")
    await fill(store.messages, (message(number, fields) for number, fields in enumerate(told)))


def message(number: int, fields: dict) -> Message:
    return Message(key=f"key{number}", text="有新答复", created_at=fields.pop("at"), **fields)


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.messages.forget_person(GONE, session=session)

    await store.db.in_transaction(work)


QUERIES = {
    "of_account": lambda store: store.messages.of_account(ME),
    "unread": lambda store: store.messages.unread(ME),
    "mark_read": lambda store: store.messages.mark_read(READER, up_to=ObjectId()),
    "forget_person": forget_person,
}
