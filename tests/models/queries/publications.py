"""The queries on the chains of publications."""

from bson import ObjectId

from models.publications import Publication, RecordedHead
from models.store import Store
from tests.models.queries.world import HERE, NOON, VILLAGES, fill

IDS = tuple(ObjectId(f"{n:024x}") for n in range(0xC000, 0xC000 + 180))


async def seed(store: Store) -> None:
    places = [(village, number) for number in range(1, 31) for village in VILLAGES]
    await fill(store.publications, (link(*place, IDS[n]) for n, place in enumerate(places)))


def link(village: str, number: int, disclosure: ObjectId) -> Publication:
    return Publication(
        division=village,
        disclosure=disclosure,
        chain=disclosure,
        revision=1,
        content={"title": "收支"},
        number=number,
        content_sha256="0" * 64,
        previous="0" * 64,
        hash="1" * 64,
        at=NOON,
    )


NOTED = tuple(RecordedHead(village=village, number=9, hash="1" * 64) for village in VILLAGES)
QUERIES = {
    "hashes_at": lambda store: store.publications.hashes_at(NOTED),
    "is_shown_inside": lambda store: store.publications.is_shown_inside(IDS[3], IDS[3]),
    "behind": lambda store: store.publications.behind(HERE, 7, limit=5),
    "links": lambda store: store.publications.links(HERE, limit=5),
    "linked": lambda store: store.publications.linked(IDS[:5]),
    "newest_revisions": lambda store: store.publications.newest_revisions(HERE, IDS[:5]),
    "of_disclosure": lambda store: store.publications.of_disclosure(IDS[3]),
}
