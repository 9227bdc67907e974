"""The queries on content checks."""

from datetime import timedelta

from bson import ObjectId

from models.checks import Check, Part
from models.divisions import areas_of
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, PEOPLE, VILLAGES, every, fill

STATES = ("waiting", "review", "passed", "refused")
# Long past, so that what waited then is late now.
BEFORE = NOON - timedelta(days=3000)


async def seed(store: Store) -> None:
    await fill(
        store.checks,
        [
            Check(
                key=f"{number}",
                about=f"posts/{number}",
                division=row["division"],
                areas=areas_of(row["division"]),
                author=row["author"],
                text="路灯",
                parts=(Part(finding="pass"), Part(medium=ObjectId(), trace_id=f"trace-{number}")),
                state=row["state"],
                created_at=row["at"],
                # One in six of those that wait has waited too long.
                waits_until=BEFORE if row["author"] == ME else NOON + timedelta(days=36_500),
            )
            for number, row in enumerate(every(division=VILLAGES, author=PEOPLE, state=STATES))
        ],
    )


QUERIES = {
    "begin": lambda store: store.checks.begin(
        Check(
            key="7",
            about="posts/7",
            division=HERE,
            areas=areas_of(HERE),
            author=ME,
            text="",
            created_at=NOON,
            waits_until=NOON,
        )
    ),
    "forget_person": lambda store: store.checks.forget_person(ME, session=None),
    "late": lambda store: store.checks.late(limit=10),
    "personal_data": lambda store: _all(store),
    "picture_found": lambda store: store.checks.picture_found("trace-4", "pass", "100"),
    "queue": lambda store: store.checks.queue(HERE, "review", limit=10),
}


async def _all(store: Store) -> list[object]:
    return [row async for row in store.checks.personal_data(ME)]
