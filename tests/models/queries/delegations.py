"""The queries on acting for others."""

from models.delegations import Delegation
from models.store import Store
from tests.models.queries.world import HERE, ME, PEOPLE, VILLAGES, every, fill

STATES = ("confirmed", "declined", "withdrawn", "revoked")
OTHER = PEOPLE[1]


async def seed(store: Store) -> None:
    asked = every(representative=PEOPLE, represented=PEOPLE, division=VILLAGES[:3], state=STATES)
    await fill(store.delegations, (delegation(number, one) for number, one in enumerate(asked)))


def delegation(number: int, fields: dict) -> Delegation:
    return Delegation(
        representative_name="张三",
        name=f"name{number // 4}",
        relation="parent",
        phone_hash=f"hash{number // 4}",
        parties=(fields["representative"], fields["represented"]),
        created_at=fields.pop("at"),
        **fields,
    )


def same_person(store: Store) -> object:
    wanted = Delegation(
        division=HERE,
        representative=ME,
        representative_name="张三",
        name="name0",
        relation="parent",
        phone_hash="hash0",
        parties=(ME,),
        created_at=store.now(),
    )
    return store.delegations.same_person(wanted)


async def ask(store: Store) -> object:
    fields = {"representative": ME, "represented": OTHER, "division": HERE, "at": store.now()}
    return await store.delegations.ask(delegation(0, fields))


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.delegations.forget_person(PEOPLE[-1], session=session)

    await store.db.in_transaction(work)


QUERIES = {
    "ask": ask,
    "for_cadres": lambda store: store.delegations.for_cadres(HERE, "confirmed"),
    "may_act": lambda store: store.delegations.may_act(ME, OTHER),
    "of_account": lambda store: store.delegations.of_account(ME),
    "same_person": same_person,
    "forget_person": forget_person,
}
REASONS = {"forget_person": "a person has few: all of theirs are read for each state"}
