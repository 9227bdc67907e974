"""The queries on the audit log."""

from models.audit import AuditEntry
from models.divisions import areas_of
from models.store import Store
from tests.models.queries.world import HERE, ME, PEOPLE, TOWNSHIP, VILLAGES, every, fill


async def seed(store: Store) -> None:
    acts = every(account=PEOPLE, division=VILLAGES, what=("session.begin", "post.publish"))
    await fill(store.audit, (AuditEntry(areas=areas_of(act["division"]), **act) for act in acts))


QUERIES = {
    "of_account": lambda store: store.audit.of_account(ME, limit=20),
    "of_area": lambda store: store.audit.of_area(TOWNSHIP, limit=20),
    "of_village": lambda store: store.audit.of_area(HERE, limit=20),
}
