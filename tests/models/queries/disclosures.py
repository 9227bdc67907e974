"""The queries on disclosures."""

from contextlib import suppress

from bson import ObjectId

from models.disclosures.documents import Disclosure, Statement
from models.disclosures.flow import PUBLIC
from models.errors import Conflict
from models.store import Store
from tests.models.queries.world import HERE, ME, VILLAGES, every, fill

CHAIN = ObjectId("c" * 24)
CATEGORIES = ("party", "village", "finance")
STATES = ("draft", "review", "published", "superseded")
WORDS = tuple(f"w{n}" for n in range(8))


async def seed(store: Store) -> None:
    written = every(division=VILLAGES, category=CATEGORIES, state=STATES)
    documents = [disclosure(number, fields) for number, fields in enumerate(written)]
    chained = [
        disclosure(number, {**fields, "state": "superseded", "division": HERE})
        for number, fields in enumerate(every(category=("party",)))
    ]
    chain = [
        one.model_copy(update={"chain": CHAIN, "revision": number + 1})
        for number, one in enumerate(chained)
    ]
    await fill(store.disclosures, [*documents, *chain])


def disclosure(number: int, fields: dict) -> Disclosure:
    at = fields["at"]
    return Disclosure(
        division=fields["division"],
        category=fields["category"],
        state=fields["state"],
        title="公开",
        period=f"2026-{1 + number % 9:02}",
        item=f"F{1 + number % 2:02}",
        voucher_numbers=(f"8-{number % 12}",),
        tokens=(WORDS[number % len(WORDS)],),
        chain=ObjectId(),
        author=ME,
        created_at=at,
        changed_at=at,
        published_at=at if fields["state"] in PUBLIC else None,
        board_until="2999-01-01" if number % 3 else "2026-04-01",
        desk=f"overseer:{fields['division']}" if fields["state"] == "review" else None,
        waits_since=at if fields["state"] == "review" else None,
        alarm_at=at if fields["state"] == "review" else None,
    )


async def ever_published(store: Store) -> int:
    return sum([len(page) async for page in store.disclosures.ever_published(HERE)])


STATEMENT = Statement(category="finance", item="F03", title="公开", period="2026-03")


async def draft(store: Store, period: str = "2026-03") -> Disclosure:
    """The first one, or who holds its place."""
    statement = STATEMENT.model_copy(update={"period": period})
    with suppress(Conflict):
        return await store.disclosures.draft(statement, division=HERE, author=ME)
    where = {"division": HERE, "claim": statement.claim_of_it}
    return await store.disclosures.get((await store.disclosures.raw.find_one(where))["_id"])


async def claimed_at_once(store: Store) -> list[Disclosure]:
    return [await draft(store) for _ in range(2)]


async def claimed(store: Store) -> Disclosure:
    """An edit that another draft stands in the way of."""
    await draft(store)
    other = await draft(store, "2026-04")
    with suppress(Conflict):
        await store.disclosures.edit(other.id, STATEMENT, version=other.version, writer=ME)
    return other


async def revise(store: Store) -> Disclosure:
    """A second correction of what is being corrected."""
    shown = await store.disclosures.newest_of_item(HERE, "F01")
    for _ in range(2):
        with suppress(Conflict):
            await store.disclosures.revise(shown, reason="更正", author=ME)
    return shown


QUERIES = {
    "draft": claimed_at_once,
    "edit": claimed,
    "revise": revise,
    "by_ids": lambda store: store.disclosures.by_ids([CHAIN]),
    "ever_published": ever_published,
    "clashes": lambda store: store.disclosures.clashes(HERE, ["8-1", "8-5"], but=CHAIN),
    "newest_of_item": lambda store: store.disclosures.newest_of_item(HERE, "F01"),
    "of_item": lambda store: store.disclosures.of_item(HERE, "F01", "2026-03"),
    "counts": lambda store: store.disclosures.counts(HERE),
    "holding": lambda store: store.disclosures.holding(HERE, ["w1"]),
    "of_division": lambda store: store.disclosures.of_division(HERE, "draft"),
    "of_village": lambda store: store.disclosures.of_village(HERE, limit=5),
    "of_board": lambda store: store.disclosures.of_board(HERE, CATEGORIES, archive=False),
    "of_archive": lambda store: store.disclosures.of_board(HERE, CATEGORIES, archive=True),
    "of_village_and_kind": lambda store: store.disclosures.of_village(HERE, ("finance",)),
    "ringing": lambda store: store.disclosures.ringing(limit=5),
    "waiting": lambda store: store.disclosures.waiting([f"overseer:{HERE}", f"clerk:{HERE}"]),
    "revisions": lambda store: store.disclosures.revisions(CHAIN),
}
