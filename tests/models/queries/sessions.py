"""The queries on sessions."""

from datetime import timedelta

from models.sessions import Session, token_hash
from models.store import Store
from tests.models.queries.world import ME, PEOPLE, fill

ENDED, ELSEWHERE = PEOPLE[1], PEOPLE[2]


async def seed(store: Store) -> None:
    later = store.now() + timedelta(days=1)
    await fill(
        store.sessions,
        (
            Session(
                token_hash=token_hash(f"token{number}"),
                account=PEOPLE[number % len(PEOPLE)],
                idle_minutes=60,
                created_at=store.now(),
                seen_at=store.now(),
                idle_until=later,
                ends_at=later,
            )
            for number in range(120)
        ),
    )


QUERIES = {
    "by_token": lambda store: store.sessions.by_token("token7"),
    "end_all": lambda store: store.sessions.end_all(ENDED),
    "of_account": lambda store: store.sessions.of_account(ME),
}
