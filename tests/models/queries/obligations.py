"""The queries on what villages must lay open."""

from bson import ObjectId

from models.divisions import areas_of
from models.obligations import Obligation, Wanted
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, TOWNSHIP, VILLAGES, fill

ITEMS = ("F01", "V01", "P01")
STATES = ("due", "near", "overdue", "met", "excused")
DAYS = tuple(f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 20))
WANT = Wanted("V02", "village", "event", "2026-03-05", "2026-03-05", "2026-03-19", "2026-03-14")


async def seed(store: Store) -> None:
    made = [
        obligation(village, item, number, day)
        for village in VILLAGES
        for item in ITEMS
        for number, day in enumerate(DAYS)
    ]
    await fill(store.obligations, made)


def obligation(village: str, item: str, number: int, day: str) -> Obligation:
    state = STATES[number % len(STATES)]
    return Obligation(
        division=village,
        areas=areas_of(village),
        item=item,
        category="finance",
        kind="event",
        period=f"{day}.{number}",
        anchor_on=day,
        due_on=day,
        warn_on=day,
        state=state,
        # Far ahead, but for one village: most days have not come.
        alarm_on=("2026-01-01" if village == VILLAGES[1] else "2999-01-01")
        if state in ("due", "near")
        else None,
        made_at=NOON,
    )


async def acts_on_a_new_one(store: Store, period: str, act: str) -> None:
    """Excusing and asking again name the id; the obligation is made first."""
    made = await store.obligations.ensure(HERE, WANT._replace(period=period))
    excused = await store.obligations.excuse(made, reason="没有此项", by=ME)
    if act == "ask_again":
        await store.obligations.ask_again(excused)


QUERIES = {
    "ensure": lambda store: store.obligations.ensure(HERE, WANT),
    "move": lambda store: store.obligations.move(HERE, WANT),
    "find": lambda store: store.obligations.find(HERE, "F01", f"{DAYS[0]}.0"),
    "meet": lambda store: store.obligations.meet(
        HERE, "F01", f"{DAYS[2]}.2", disclosure=ObjectId(), on=DAYS[2]
    ),
    "excuse": lambda store: acts_on_a_new_one(store, "2026-03-06", "excuse"),
    "ask_again": lambda store: acts_on_a_new_one(store, "2026-03-07", "ask_again"),
    "ringing": lambda store: store.obligations.ringing(limit=20),
    "ring": lambda store: store.obligations.ring(VILLAGES[1]),
    "of_village": lambda store: store.obligations.of_village(HERE, DAYS[5], DAYS[15]),
    "in_area": lambda store: store.obligations.in_area(TOWNSHIP, "met", limit=8),
}
