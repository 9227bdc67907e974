"""Posts in the store: what lists cost, and races that only the store can decide."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.base import now
from models.errors import Conflict
from models.posts import Post
from models.posts.documents import outermost
from tests.factories import COUNTY, NEIGHBOUR, OTHER_TOWNSHIP, OUTSIDE, TOWNSHIP, VILLAGE
from tests.models.examined import examined

# Where the many posts of these tests are shown, in turn.
PLACES = (VILLAGE, TOWNSHIP, COUNTY, NEIGHBOUR, OTHER_TOWNSHIP, OUTSIDE)


async def many(store, make, count: int = 1200) -> None:
    """Published posts of both kinds in all places; every tenth asks to be confirmed."""
    author, start = (await make.account("clerk")).id, now() - timedelta(days=30)
    posts = [
        Post(
            kind="news" if number // len(PLACES) % 2 else "notice",
            title=f"第{number}号",
            tokens=("停水", "通知") if number % 3 else ("停水",),
            division=PLACES[number % len(PLACES)],
            targets=(PLACES[number % len(PLACES)],),
            state="published",
            author=author,
            created_at=start,
            changed_at=start,
            published_at=start + timedelta(minutes=number),
            asks_confirmation=number % 10 == 0,
            pinned_until=start + timedelta(days=60) if number % 200 == 0 else None,
        )
        for number in range(count)
    ]
    await store.posts.raw.insert_many([post.to_row() for post in posts])


async def test_a_page_of_a_feed_costs_its_own_documents_at_any_depth(store, make):
    await many(store, make)
    after = None
    for _ in range(4):
        async with examined(store, "posts") as seen:
            page = await store.posts.feed(VILLAGE, after=after, limit=20)
        assert (len(page.items), seen.sorts, len(seen.rows)) == (20, False, 1)
        assert seen.documents <= 1.2 * seen.returned
        after = page.next


@pytest.mark.parametrize("kind", ["news", "notice"])
async def test_the_newest_of_one_kind_cost_their_own_documents(store, make, kind):
    await many(store, make)
    async with examined(store, "posts") as seen:
        page = await store.posts.feed(VILLAGE, (kind,), limit=5)
    assert {post.kind for post in page.items} == {kind}
    assert (seen.documents, seen.sorts) == (6, False)


async def test_pins_and_notices_to_confirm_are_read_off_an_index(store, make):
    await many(store, make)
    async with examined(store, "posts") as seen:
        pinned = await store.posts.pinned(VILLAGE)
    assert (len(pinned), seen.documents) == (4, 4)
    async with examined(store, "posts") as seen:
        asking = await store.posts.asking(VILLAGE)
    assert all(post.asks_confirmation for post in asking)
    assert (seen.documents <= 1.2 * seen.returned, seen.sorts) == (True, False)


async def test_a_page_of_search_costs_little_more_than_its_documents(store, make):
    await many(store, make)
    async with examined(store, "posts") as seen:
        page = await store.posts.holding(VILLAGE, ["停水"], limit=20)
    assert (len(page.items), seen.sorts) == (20, False)
    assert seen.documents <= 1.2 * seen.returned


async def test_a_search_for_a_rare_word_first_looks_at_nothing_else(store, make):
    await many(store, make)
    async with examined(store, "posts") as seen:
        assert not (await store.posts.holding(VILLAGE, ["修路", "停水"])).items
    assert (seen.documents, seen.sorts) == (0, False)


async def test_the_authors_list_and_what_is_due_are_read_off_an_index(store, make):
    await many(store, make)
    draft = await make.post(published=False)
    await store.posts.schedule(
        draft.id, at=store.now() - timedelta(seconds=1), version=1, publisher=draft.author
    )
    async with examined(store, "posts") as seen:
        await store.posts.of_division(VILLAGE, "published")
    assert (seen.documents, seen.sorts) == (21, False)
    async with examined(store, "posts") as seen:
        assert [post.id for post in await store.posts.due()] == [draft.id]
    assert seen.documents == 1


async def test_a_feed_holds_every_post_of_the_three_levels_once_and_newest_first(store, make):
    await many(store, make, 120)
    found, after = [], None
    while not found or after:
        page = await store.posts.feed(VILLAGE, after=after, limit=7)
        found += page.items
        after = page.next
    assert len(found) == len({post.id for post in found}) == 60
    assert found == sorted(found, key=lambda post: post.published_at, reverse=True)


async def test_lists_carry_no_text(store, make):
    await make.post()
    (post,) = (await store.posts.feed(VILLAGE)).items
    assert (post.body, post.html, post.tokens) == ("", "", ())


async def test_publishing_and_withdrawing_at_once_leaves_one_outcome(store, make):
    post = await make.post(published=False)
    acts = [
        store.posts.publish(post.id, version=1, publisher=post.author),
        store.posts.schedule(post.id, at=store.now(), version=1, publisher=post.author),
        store.posts.discard(post.id),
    ]
    done = await asyncio.gather(*acts, return_exceptions=True)
    assert sum(not isinstance(outcome, Exception) for outcome in done) == 1


async def test_a_refused_change_says_how_the_post_is_now(store, make):
    post = await make.post()
    with pytest.raises(Conflict) as refused:
        await store.posts.publish(post.id, version=1, publisher=post.author)
    assert refused.value.extra == {"state": "published", "version": 2}


def test_a_village_inside_a_target_is_no_target_of_its_own():
    assert outermost([VILLAGE, TOWNSHIP, OUTSIDE, OUTSIDE]) == (TOWNSHIP, OUTSIDE)
