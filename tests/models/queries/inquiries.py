"""The queries on what villagers ask about disclosures."""

from datetime import timedelta

from bson import ObjectId

from models.inquiries import Answer, Inquiry, InquiryRules
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, PEOPLE, TOWNSHIP, VILLAGES, every, fill

STATES = ("open", "answered", "settled", "withdrawn")
CHAINS = tuple(ObjectId(f"c{n:023x}") for n in range(8))
LOST = PEOPLE[1]
RULES = InquiryRules()
ANSWER = Answer(level="village", text="已公开", shown_text="已公开", at=NOON)


async def seed(store: Store) -> None:
    made = every(division=VILLAGES, state=STATES, asker=PEOPLE)
    await fill(store.inquiries, (inquiry(n, fields) for n, fields in enumerate(made)))


def inquiry(number: int, fields: dict) -> Inquiry:
    at, village, chain = fields["at"], fields["division"], CHAINS[number % len(CHAINS)]
    is_open = fields["state"] == "open"
    return Inquiry(
        division=village,
        targets=(),
        disclosure=chain,
        chain=chain,
        revision=1,
        title="收支",
        # Nobody asks the same twice while it is open.
        line=number + 1 if is_open else number % 3 + 1,
        kind="question",
        visibility="public",
        asker=fields["asker"],
        text="为什么？",
        shown_text="为什么？",
        shown=number % 5 == 0,
        state=fields["state"],
        levels=("village",),
        desks=(f"village:{village}", f"township:{village[:9]}"),
        asked_at=at,
        due_at=at,
        alarm_at=NOON + timedelta(days=40_000 if number % 9 else 0) if is_open else None,
        alarm="remind" if is_open else None,
    )


async def new(store: Store, state: str = "open") -> Inquiry:
    fields = {"division": HERE, "state": state, "asker": ObjectId(), "at": NOON}
    return await store.inquiries.ask(inquiry(1, fields))


async def answer(store: Store) -> None:
    await store.inquiries.answer(await new(store), ANSWER, ())


async def open_of(store: Store) -> Inquiry | None:
    return await store.inquiries.open_of(await new(store))


async def personal_data(store: Store) -> list:
    return [row async for row in store.inquiries.personal_data(ME)]


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.inquiries.forget_person(LOST, session=session)

    await store.db.in_transaction(work)


def at(desk: str, within: str):
    return lambda store: store.inquiries.at_desk(desk, "open", PEOPLE[2], within=within)


QUERIES = {
    "of_chain": lambda store: store.inquiries.of_chain(CHAINS[0]),
    "beside": lambda store: store.inquiries.beside(CHAINS[0], 1),
    "of_asker": lambda store: store.inquiries.of_asker(ME),
    "at_desk": at(f"village:{HERE}", HERE),
    "at_desk_of_township": at(f"township:{TOWNSHIP}", TOWNSHIP),
    "at_desk_of_township_in_village": at(f"township:{TOWNSHIP}", HERE),
    "ringing": lambda store: store.inquiries.ringing(),
    "answer": answer,
    "open_of": open_of,
    "personal_data": personal_data,
    "forget_person": forget_person,
}
REASONS = {
    "forget_person": "once in an account's life: all inquiries of the person are changed",
}
