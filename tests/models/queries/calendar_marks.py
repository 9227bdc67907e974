"""The queries on the marks of villages' calendars."""

from models.obligations.marks import CalendarMark
from models.store import Store
from tests.models.queries.world import HERE, NOON, VILLAGES, fill


async def seed(store: Store) -> None:
    marks = [CalendarMark(division=village, changed_at=NOON) for village in VILLAGES]
    await fill(store.calendar_marks, marks)


QUERIES = {"touch": lambda store: store.calendar_marks.touch([HERE])}
