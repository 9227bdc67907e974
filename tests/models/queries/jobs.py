"""The queries on jobs."""

from datetime import timedelta

from models.outbox import Job
from models.store import Store
from tests.models.queries.world import NOON, fill


async def seed(store: Store) -> None:
    due = [Job(key=f"due{n}", kind="message", run_at=NOON + timedelta(n)) for n in range(40)]
    later = [
        Job(key=f"later{n}", kind="message", run_at=store.now() + timedelta(n + 1))
        for n in range(40)
    ]
    done = [Job(key=f"done{n}", kind="message", state="done", run_at=NOON) for n in range(200)]
    dead = [Job(key=f"dead{n}", kind="message", state="dead", run_at=NOON) for n in range(20)]
    await fill(store.jobs, [*due, *later, *done, *dead])


QUERIES = {
    "by_key": lambda store: store.jobs.by_key("due7"),
    "by_state": lambda store: store.jobs.by_state("dead", limit=10),
    "claim": lambda store: store.jobs.claim(lease_seconds=60),
    "counts": lambda store: store.jobs.counts(),
}
