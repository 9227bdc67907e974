"""The queries on the echo wall."""

from bson import ObjectId

from models.divisions import areas_of
from models.echoes import Echo, Flag
from models.store import Store
from tests.models.queries.world import HERE, ME, PEOPLE, TOWNSHIP, VILLAGES, every, fill

STATES = ("shown", "hidden", "asked", "declined")
CASE = ObjectId("e" * 24)
LOST, FLAGGER = PEOPLE[1], PEOPLE[2]


async def seed(store: Store) -> None:
    found = list(every(division=VILLAGES, state=STATES, person=PEOPLE))
    await fill(store.echoes, (echo(number, fields) for number, fields in enumerate(found)))


def echo(number: int, fields: dict) -> Echo:
    flag = Flag(account=FLAGGER, reason="other", at=fields["at"])
    return Echo(
        division=fields["division"],
        areas=areas_of(fields["division"]),
        case=ObjectId() if number else CASE,
        people=(fields["person"],),
        concerned=(),
        title="路灯",
        text="路灯坏了",
        answer="修好了",
        filed_on="2026-01-01",
        state=fields["state"],
        created_at=fields["at"],
        shown_at=fields["at"],
        flags=(flag,) if number % 40 == 0 else (),
    )


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.echoes.forget_person(LOST, session=session)

    await store.db.in_transaction(work)


async def personal_data(store: Store) -> list:
    return [row async for row in store.echoes.personal_data(ME)]


QUERIES = {
    "on_wall": lambda store: store.echoes.on_wall(HERE),
    "in_state": lambda store: store.echoes.in_state(TOWNSHIP, "hidden"),
    "retire": lambda store: store.echoes.retire(CASE),
    "personal_data": personal_data,
    "forget_person": forget_person,
}
REASONS = {"forget_person": "once in an account's life: all echoes of the person are removed"}
