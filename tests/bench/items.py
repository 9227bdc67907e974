"""Makes the rows of many posts, disclosures and cases out of a few that the models made.

The older half of them lies further back, nothing else changes with their number: so what a page
costs may not change with it either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bson import ObjectId

from handlers.texts import text_of
from models.base import Row
from models.disclosures import CATEGORIES, Disclosure
from models.divisions import areas_of
from models.posts import Post
from tests.bench.texts import NOTICES

HOT = "330825101200"
# Every tenth item is the hot village's; of the rest a few are a township's or the county's.
HOT_EVERY, TOWNSHIP_EVERY, COUNTY_EVERY = 10, 49, 199
# One case in so many is mine; one in so many is still open.
MINE_EVERY, OPEN_EVERY = 97, 7
PINNED = 3

MakeRow = Callable[[int], Row]


def posts(villages: Sequence[str], now: datetime) -> MakeRow:
    """The post of each number: one every second back from `now`, the first three pinned."""
    templates = [_post(title, body, now).to_row() for title, body in NOTICES]

    def make(number: int) -> Row:
        row = dict(templates[number % len(templates)])
        row["_id"] = ObjectId()
        row["division"] = place = _post_place(villages, number)
        row["targets"] = [place]
        row["published_at"] = now - timedelta(seconds=number)
        if place == HOT and number < PINNED * HOT_EVERY:
            row["pinned_until"] = now + timedelta(days=7)
        return row

    return make


def disclosures(villages: Sequence[str], now: datetime) -> MakeRow:
    """The disclosure of each number, the categories in turn."""
    template = _disclosure(now).to_row()

    def make(number: int) -> Row:
        row = dict(template)
        row["_id"] = row["chain"] = ObjectId()
        row["division"] = _place(villages, number)
        row["category"] = CATEGORIES[number % len(CATEGORIES)]
        row["published_at"] = now - timedelta(seconds=number)
        return row

    return make


def cases(villages: Sequence[str], filed: Sequence[Row], me: ObjectId) -> MakeRow:
    """The case of each number after those that were filed: most answered, some of them mine."""
    others = [ObjectId() for _ in range(5000)]

    def make(number: int) -> Row:
        row = dict(filed[number % len(filed)])
        village = _place(villages, number)
        reporter = me if number % MINE_EVERY == 0 else others[number % len(others)]
        row["_id"] = ObjectId()
        row["filed_on"], row["serial"] = "2026-01-01", number
        row["case_no"] = f"{village}-20260101-{number:07}"
        row["division"], row["areas"] = village, list(areas_of(village))
        row["reporter"], row["people"] = reporter, [reporter]
        row["desk"] = f"secretary:{village}"
        row["desks"] = [row["desk"]]
        if number % OPEN_EVERY:
            row["state"] = "answered"
            del row["due_at"]
        return row

    return make


def _place(villages: Sequence[str], number: int) -> str:
    return HOT if number % HOT_EVERY == 0 else villages[number % len(villages)]


def _post_place(villages: Sequence[str], number: int) -> str:
    if number % COUNTY_EVERY == 1:
        return HOT[:6]
    return HOT[:9] if number % TOWNSHIP_EVERY == 1 else _place(villages, number)


def _post(title: str, body: str, now: datetime) -> Post:
    text = text_of(title, body)
    return Post(
        kind="notice" if len(title) % 2 else "news",
        title=title,
        body=body,
        html=text.html,
        summary=text.summary,
        tokens=text.tokens,
        division=HOT,
        targets=(HOT,),
        state="published",
        author=ObjectId(),
        publisher=ObjectId(),
        created_at=now,
        changed_at=now,
        published_at=now,
    )


def _disclosure(now: datetime) -> Disclosure:
    title, body = NOTICES[7]
    text = text_of(title, body)
    return Disclosure(
        category="finance",
        title=title,
        period="2026Q3",
        body=body,
        html=text.html,
        summary=text.summary,
        tokens=text.tokens,
        division=HOT,
        state="published",
        chain=ObjectId(),
        author=ObjectId(),
        created_at=now,
        changed_at=now,
        published_at=now,
    )
