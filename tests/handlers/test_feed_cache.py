"""What is kept in memory of public pages: cheap to repeat, old as soon as something changes.

Two servers stand for two processes: they share nothing but the database.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from handlers.memory import MAX_AGE_SECONDS, Changes
from models.divisions import Division
from tests.bench_of_tests import Server
from tests.factories import NEIGHBOUR, OUTSIDE, TOWNSHIP, VILLAGE
from tests.waiting import eventually

FEED = f"/villages/{VILLAGE}/feed"


@asynccontextmanager
async def another(settings) -> AsyncIterator[Server]:
    """A second web process's inside, which hears changes."""
    second = Server(settings)
    await second.start()
    try:
        await eventually(lambda: second.services.remembered.changes.is_heard)
        yield second
    finally:
        await second.stop()


def counted(server: Server, result: str) -> float:
    """How many answers came out of memory (`hit`), or did not (`miss`)."""
    return server.services.metrics.registry.get_sample_value(
        "cunwu_answers_total", {"result": result}
    )


def has_kept(server: Server, address: str) -> bool:
    return server.services.remembered.answers.get("/api/v1" + address) is not None


async def heard(server: Server, post) -> None:
    """Waits until the server has heard of all changes of a post, so that none comes later."""
    changes = server.services.remembered.changes
    await eventually(lambda: changes.versions([post.about])[1] >= post.version)


async def titles(api, url: str) -> list[str]:
    reply = await api("GET", url)
    return [card["title"] for card in json.loads(reply.raw.body)["items"]]


async def test_a_page_that_did_not_change_is_not_sent_again(api, make):
    await make.post()
    first = await api("GET", FEED)
    tag = first.raw.headers["Etag"]
    again = await api("GET", FEED, headers={"If-None-Match": tag})
    assert (again.status, again.raw.body) == (304, b"")
    await make.post("新的通知")
    changed = await api("GET", FEED, headers={"If-None-Match": tag})
    assert (changed.status, changed.raw.headers["Etag"] != tag) == (200, True)


async def test_the_second_reader_is_answered_from_memory_with_the_same_answer(api, make, server):
    await heard(server, await make.post())
    first = await api("GET", FEED)
    hits, misses = counted(server, "hit"), counted(server, "miss")
    second = await api("GET", FEED)
    assert (counted(server, "hit"), counted(server, "miss")) == (hits + 1, misses)
    assert second.raw.body == first.raw.body
    each_its_own = {"Date", "X-Request-Id"}
    assert {n: v for n, v in second.raw.headers.get_all() if n not in each_its_own} == {
        n: v for n, v in first.raw.headers.get_all() if n not in each_its_own
    }


async def test_a_request_id_from_the_proxy_is_kept_also_out_of_memory(api, make):
    await make.post()
    for _ in range(2):
        reply = await api("GET", FEED, headers={"X-Request-Id": "proxy-7"})
        assert reply.raw.headers["X-Request-Id"] == "proxy-7"


async def test_a_writer_reads_what_they_wrote_at_once(api, make, server):
    await make.divisions()
    body = {"kind": "news", "title": "修路完工", "body": "通车了"}
    draft = (await api("POST", f"/divisions/{VILLAGE}/posts", body, role="clerk")).json
    assert await titles(api, FEED) == []
    path = f"/posts/{draft['id']}/publication"
    await api("PUT", path, {"version": 1}, role="secretary")
    assert await titles(api, FEED) == ["修路完工"]


async def test_another_process_hears_of_a_new_post(api, make, settings):
    await make.divisions()
    async with another(settings) as second:
        assert await titles(api, second.url + FEED) == []
        assert has_kept(second, FEED)
        await make.post("台风预警")
        await eventually(lambda: not has_kept(second, FEED))
        assert await titles(api, second.url + FEED) == ["台风预警"]


async def test_another_process_hears_of_a_withdrawal(api, make, store, settings):
    post = await make.post()
    async with another(settings) as second:
        assert (await api("GET", f"{second.url}/posts/{post.id}")).status == 200
        await store.posts.withdraw(post.id, reason="有误")
        await eventually(lambda: not has_kept(second, f"/posts/{post.id}"))
        assert (await api("GET", f"{second.url}/posts/{post.id}")).code == "post_withdrawn"


async def test_a_villages_post_leaves_other_villages_pages_in_memory(api, make, settings):
    await make.divisions()
    async with another(settings) as second:
        for village in (VILLAGE, NEIGHBOUR, OUTSIDE):
            await api("GET", f"{second.url}/villages/{village}/home")
        await make.post()
        await eventually(lambda: not has_kept(second, f"/villages/{VILLAGE}/home"))
        assert has_kept(second, f"/villages/{NEIGHBOUR}/home")
        await make.post(division=TOWNSHIP)
        await eventually(lambda: not has_kept(second, f"/villages/{NEIGHBOUR}/home"))
        assert has_kept(second, f"/villages/{OUTSIDE}/home")


async def test_a_draft_makes_no_page_old_for_those_who_cannot_see_it(api, make, store, settings):
    async with another(settings) as second:
        await api("GET", second.url + FEED)
        await make.post(published=False)
        await store.divisions.add_all([Division(code="330826", name="另一县", level="county")])
        seen = second.services.remembered.changes
        await eventually(lambda: seen.versions(["divisions"])[1] > 0)
        assert has_kept(second, FEED)


async def test_without_the_stream_a_page_is_old_after_two_seconds_and_not_before(
    api, make, server, settings
):
    second = Server(settings)
    await second.start()
    try:
        changes = second.services.remembered.changes
        await eventually(lambda: changes.is_heard)
        changes.is_heard = False
        await titles(api, second.url + FEED)
        assert has_kept(second, FEED)
        clock = changes.monotonic
        changes.monotonic = lambda: clock() + settings.stale_seconds + 0.1
        assert not has_kept(second, FEED)
    finally:
        await second.stop()


def test_a_stream_that_hangs_counts_as_unheard():
    now = [100.0]
    changes = Changes(2.0, monotonic=lambda: now[0])
    changes.is_heard = True
    changes.hear()
    assert changes.max_age == MAX_AGE_SECONDS
    now[0] += 2.5
    assert changes.max_age == 2.0


async def test_made_up_arguments_do_not_fill_the_memory(api, make, server):
    await make.divisions()
    for number in range(3):
        address = f"/villages/{VILLAGE}/home?made_up={number}"
        assert (await api("GET", address)).status == 200
        assert not has_kept(server, address)


async def test_what_is_not_there_is_not_kept(api, make, server):
    missing = f"/posts/{'0' * 24}"
    assert (await api("GET", missing)).status == 404
    assert not has_kept(server, missing)


@pytest.mark.parametrize("method", ["HEAD", "GET"])
async def test_an_unchanged_page_is_the_same_for_head_and_get(api, make, method):
    await make.post()
    tag = (await api("GET", FEED)).raw.headers["Etag"]
    reply = await api(method, FEED)
    assert reply.raw.headers["Etag"] == tag
