"""The queries on absences: of a village, of a person, and those that begin."""

from datetime import timedelta

from models.absences import Absence
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, PEOPLE, VILLAGES, every, fill

GONE = PEOPLE[2]


async def seed(store: Store) -> None:
    found = every(division=VILLAGES, person=PEOPLE, over=(False, True))
    await fill(store.absences, (absence(n, fields) for n, fields in enumerate(found)))


def absence(number: int, fields: dict) -> Absence:
    day = (NOON + timedelta(days=number % 60)).date().isoformat()
    return Absence(
        division=fields["division"],
        account=fields["person"],
        name="李四",
        desk=f"clerk:{fields['division']}",
        deputy=ME,
        deputy_name="王五",
        deputy_desk=f"secretary:{fields['division']}",
        from_on=day,
        until_on=day,
        reason="休假",
        recorded_by=ME,
        created_at=fields["at"],
        begin_at=NOON + timedelta(days=number - 20) if number % 7 == 0 else None,
        ended_at=fields["at"] if fields["over"] else None,
    )


async def personal_data(store: Store) -> None:
    async for _ in store.absences.personal_data(ME):
        pass


async def forget_person(store: Store) -> None:
    async def work(session: object) -> None:
        await store.absences.forget_person(GONE, session=session)

    await store.db.in_transaction(work)


QUERIES = {
    "of_village": lambda store: store.absences.of_village(HERE, "2026-03-20"),
    "to_begin": lambda store: store.absences.to_begin(),
    "personal_data": personal_data,
    "forget_person": forget_person,
}
REASONS = {"of_village": "of the few absences that are not over, some were ended early"}
