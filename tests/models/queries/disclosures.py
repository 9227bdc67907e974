"""The queries on disclosures."""

from bson import ObjectId

from models.disclosures.documents import Disclosure
from models.disclosures.flow import PUBLIC
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


QUERIES = {
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
