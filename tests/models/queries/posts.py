"""The queries on news and notices, in a village whose township and county publish as well."""

from datetime import timedelta

from models.posts.documents import Post
from models.store import Store
from tests.models.queries.world import HERE, ME, NOON, TOWNSHIP, VILLAGES, every, fill

PLACES = (*VILLAGES, TOWNSHIP, "330825")
STATES = ("draft", "published", "withdrawn")
WORDS = tuple(f"w{n}" for n in range(8))


async def seed(store: Store) -> None:
    written = every(place=PLACES, kind=("news", "notice"), state=STATES, asks=(True, False))
    await fill(store.posts, (post(store, number, fields) for number, fields in enumerate(written)))
    waiting = [scheduled(hours) for hours in range(-5, 40)]
    await fill(store.posts, waiting)


def post(store: Store, number: int, fields: dict) -> Post:
    pinned = fields["state"] == "published" and number % 7 == 0
    return Post(
        division=fields["place"],
        targets=(fields["place"],),
        kind=fields["kind"],
        title="通知",
        tokens=(WORDS[number % len(WORDS)], WORDS[(number // 3) % len(WORDS)]),
        asks_confirmation=fields["asks"],
        state=fields["state"],
        author=ME,
        created_at=fields["at"],
        changed_at=fields["at"],
        published_at=None if fields["state"] == "draft" else fields["at"],
        pinned_until=store.now() + timedelta(1 if number % 2 else -1) if pinned else None,
    )


def scheduled(days: int) -> Post:
    return Post(
        division=VILLAGES[1],
        targets=(VILLAGES[1],),
        kind="news",
        title="通知",
        state="scheduled",
        author=ME,
        created_at=NOON,
        changed_at=NOON,
        publish_at=NOON + timedelta(365 * days),
    )


QUERIES = {
    "asking": lambda store: store.posts.asking(HERE),
    "due": lambda store: store.posts.due(),
    "feed": lambda store: store.posts.feed(HERE),
    "feed_of_one_kind": lambda store: store.posts.feed(HERE, ("notice",)),
    "holding": lambda store: store.posts.holding(HERE, ["w1"]),
    "of_division": lambda store: store.posts.of_division(HERE, "draft"),
    "pinned": lambda store: store.posts.pinned(HERE),
}
