"""The queries on reports: whether one was made, and a division's, newest first."""

from datetime import date, timedelta

from models.divisions import areas_of
from models.reports import Period, Report, period_of
from models.store import Store
from tests.models.queries.world import HERE, NOON, VILLAGES, fill

WEEK = period_of("week", date(2026, 3, 4))


async def seed(store: Store) -> None:
    weeks = [period_of("week", date(2026, 1, 5) + timedelta(weeks=n)) for n in range(12)]
    pairs = [(village, week) for village in VILLAGES for week in weeks]
    await fill(store.reports, (report(*pair) for pair in pairs))


def report(village: str, week: Period) -> Report:
    fields = week.model_dump()
    return Report(
        division=village, areas=areas_of(village), title="周报", made_at=NOON, tables=(), **fields
    )


QUERIES = {
    "made": lambda store: store.reports.made(HERE, WEEK),
    "of_division": lambda store: store.reports.of_division(HERE, "week", limit=5),
}
