"""The queries on how many messages went out."""

from models.accounts import Account, Grant
from models.base import now
from models.divisions import areas_of
from models.sendings import Sending
from models.store import Store
from tests.models.queries.world import TOWNSHIP, VILLAGES, fill

DAYS = tuple(f"2026-03-{day:02}" for day in range(1, 21))


async def seed(store: Store) -> None:
    rows = (
        Sending(
            day=day,
            division=village,
            areas=areas_of(village),
            channel=channel,
            kind="feedback.answered",
            sent=1,
        )
        for day in DAYS
        for village in VILLAGES
        for channel in ("inbox", "sms")
    )
    await fill(store.sendings, rows)


READER = Account(
    name="reader", grants=(Grant(role="villager", division=VILLAGES[0]),), created_at=now()
)
QUERIES = {
    "of_day": lambda store: store.sendings.of_day(TOWNSHIP, DAYS[3]),
    "count": lambda store: store.sendings.count(
        DAYS[3], READER, "sms", "feedback.answered", "sent"
    ),
}
REASONS = {"of_day": "the counts of a day are summed and sorted, a line for each kind"}
