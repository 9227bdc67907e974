"""The queries on pictures and files."""

from datetime import timedelta

from bson import ObjectId

from models.media import SIZES, Medium
from models.store import Store
from tests.models.queries.world import HERE, PEOPLE, fill

POSTS = [f"posts/{n}" for n in range(40)]
MINE = tuple(ObjectId(f"b{n:023x}") for n in range(3))
UPLOADER = PEOPLE[2]


async def seed(store: Store) -> None:
    kept = [medium(store, about=about, division=HERE) for about in POSTS for _ in range(4)]
    fresh = [
        medium(store, owner=owner, expires_at=store.now() + timedelta(hours=1))
        for owner in PEOPLE
        for _ in range(20)
    ]
    mine = [
        medium(store, id=one, owner=UPLOADER, expires_at=store.now() + timedelta(1)) for one in MINE
    ]
    await fill(store.media, [*kept, *fresh, *mine])


def medium(store: Store, **fields: object) -> Medium:
    files = {size: ObjectId() for size in SIZES}
    given = {
        "owner": PEOPLE[0],
        "state": "stored",
        "kind": "picture",
        "files": files,
        "created_at": store.now(),
    }
    return Medium(**{**given, **fields})


def attach(store: Store) -> object:
    return store.media.attach(MINE, about="posts/mine", division=HERE, owner=UPLOADER)


QUERIES = {
    "attach": attach,
    "expire": lambda store: store.media.expire(),
    "fingerprints": lambda store: store.media.fingerprints(MINE),
    "of": lambda store: store.media.of(MINE),
    "refuse_if_too_many": lambda store: store.media.refuse_if_too_many(PEOPLE[3], per_hour=30),
    "release": lambda store: store.media.release(POSTS[0]),
    "set_public": lambda store: store.media.set_public(POSTS[1], public=True),
}
REASONS = {"refuse_if_too_many": "it passes over those that are allowed, at most an hour's worth"}
