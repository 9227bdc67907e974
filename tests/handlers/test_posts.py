"""Posts: who writes, who publishes, and what readers see of each state."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from bson import ObjectId

from handlers.counting import Tally
from handlers.publishing_gate import Gate
from server.counting import CountWriter
from server.posting import PostWork
from tests.factories import COUNTY, NEIGHBOUR, OUTSIDE, TOWNSHIP, VILLAGE
from tests.uploads import upload

NOTICE = {"kind": "notice", "title": "停水通知", "body": "明天**停水**一天"}


async def draft(api, role="clerk", division=VILLAGE, **fields):
    """A new draft's address, and the draft."""
    reply = await api("POST", f"/divisions/{division}/posts", NOTICE | fields, role=role)
    assert reply.status == 201, reply.json
    return f"/posts/{reply.json['id']}", reply.json


async def publish(api, path, version=1, role="secretary", **fields):
    return await api("PUT", f"{path}/publication", {"version": version, **fields}, role=role)


@pytest.fixture
def posting(store, server):
    """The worker's look at scheduled posts."""
    return PostWork(store, Gate(server.services.vault, server.services.blocking.run))


async def test_a_draft_becomes_public_when_the_secretary_publishes_it(api, make):
    await make.divisions()
    path, _ = await draft(api)
    assert (await api("GET", path)).status == 404
    done = await publish(api, path)
    assert (done.status, done.json["state"]) == (200, "published")
    shown = await api("GET", path)
    assert shown.json["html"] == "<p>明天<strong>停水</strong>一天</p>\n"
    assert shown.json["text"] == "明天停水一天"


async def test_a_clerk_writes_but_does_not_publish(api, make):
    await make.divisions()
    path, _ = await draft(api)
    assert (await publish(api, path, role="clerk")).status == 403
    assert (await api("GET", f"{path}/source", role="clerk")).json["state"] == "draft"


async def test_a_draft_is_nobody_elses_business(api, make):
    await make.divisions()
    path, _ = await draft(api)
    assert (await api("GET", f"{path}/source")).status == 401
    assert (await api("GET", f"{path}/source", role="villager")).status == 403
    stranger = await api("GET", f"{path}/source", role="secretary", division=OUTSIDE)
    assert stranger.status == 404


async def test_a_clerk_aims_at_their_own_village_only(api, make):
    await make.divisions()
    body = NOTICE | {"targets": [VILLAGE, NEIGHBOUR, "330825101999"]}
    reply = await api("POST", f"/divisions/{VILLAGE}/posts", body, role="clerk")
    assert reply.status == 422
    assert {(m["path"], m["code"]) for m in reply.json["errors"]} == {
        ("body.targets.1", "target_outside"),
        ("body.targets.2", "division_unknown"),
    }
    there = await api("POST", f"/divisions/{TOWNSHIP}/posts", NOTICE, role="clerk")
    assert there.status == 403


async def test_a_townships_post_is_written_once_and_shown_in_each_of_its_villages(api, make, store):
    await make.divisions()
    path, written = await draft(api, "monitor", TOWNSHIP, targets=[TOWNSHIP, VILLAGE])
    assert written["targets"] == [TOWNSHIP]
    await publish(api, path, role="monitor")
    for village, count in ((VILLAGE, 1), (NEIGHBOUR, 1), (OUTSIDE, 0)):
        feed = await api("GET", f"/villages/{village}/feed")
        assert len(feed.json["items"]) == count
    assert await store.posts.raw.count_documents({"division": TOWNSHIP, "state": "published"}) == 1


async def test_a_county_reaches_some_villages_and_not_the_others(api, make):
    await make.divisions()
    path, _ = await draft(api, "county", COUNTY, targets=[VILLAGE, OUTSIDE])
    await publish(api, path, role="county")
    shown = [
        len((await api("GET", f"/villages/{village}/feed")).json["items"])
        for village in (VILLAGE, NEIGHBOUR, OUTSIDE)
    ]
    assert shown == [1, 0, 1]


async def test_nobody_publishes_or_overwrites_a_version_they_have_not_read(api, make):
    await make.divisions()
    path, _ = await draft(api)
    edited = await api(
        "PUT", f"{path}/source", NOTICE | {"title": "改了", "version": 1}, role="clerk"
    )
    assert edited.json["version"] == 2
    late = await publish(api, path, version=1)
    assert (late.status, late.code) == (409, "post_changed")
    assert (late.json["state"], late.json["version"]) == ("draft", 2)


async def test_of_two_who_publish_at_once_one_is_told_so(api, make):
    await make.divisions()
    path, _ = await draft(api)
    await make.token("secretary")
    replies = await asyncio.gather(publish(api, path), publish(api, path))
    assert sorted(reply.status for reply in replies) == [200, 409]


async def test_the_clerk_cannot_change_what_is_approved_but_the_secretary_can(api, make):
    await make.divisions()
    path, _ = await draft(api)
    await publish(api, path)
    change = NOTICE | {"title": "更正：停水通知", "version": 2}
    refused = await api("PUT", f"{path}/source", change, role="clerk")
    assert (refused.status, refused.json["state"]) == (409, "published")
    assert (await api("PUT", f"{path}/source", change, role="secretary")).status == 200
    assert (await api("GET", path)).json["title"] == "更正：停水通知"


async def test_a_withdrawn_post_tells_its_readers_why(api, make):
    await make.divisions()
    path, _ = await draft(api)
    await publish(api, path)
    await api("PUT", f"{path}/withdrawal", {"reason": "时间有误"}, role="secretary")
    gone = await api("GET", path)
    assert (gone.status, gone.code) == (404, "post_withdrawn")
    assert "时间有误" in gone.json["detail"]
    assert (await api("GET", f"/villages/{VILLAGE}/feed")).json["items"] == []
    assert (await publish(api, path, version=3)).status == 409


async def test_a_draft_can_be_discarded_and_a_published_post_cannot(api, make):
    await make.divisions()
    path, _ = await draft(api)
    other, _ = await draft(api)
    await publish(api, other)
    assert (await api("DELETE", path, role="clerk")).status == 204
    assert (await api("DELETE", path, role="clerk")).status == 404
    assert (await api("DELETE", other, role="secretary")).status == 409


async def test_a_scheduled_post_is_published_once_by_any_of_several_workers(
    api, make, store, posting, clock
):
    await make.divisions()
    path, _ = await draft(api)
    at = store.now() + timedelta(minutes=1)
    done = await publish(api, path, at=at.isoformat())
    assert done.json["state"] == "scheduled"
    assert (await api("GET", path)).status == 404
    assert await posting.look() == 0
    clock.forward(timedelta(minutes=2))
    published = await asyncio.gather(*(posting.look() for _ in range(4)))
    assert sum(published) == 1
    assert (await api("GET", path)).status == 200


async def test_what_is_scheduled_can_be_taken_back_and_is_then_not_published(
    api, make, store, posting, clock
):
    await make.divisions()
    path, _ = await draft(api)
    at = (store.now() + timedelta(minutes=1)).isoformat()
    await publish(api, path, at=at)
    back = await api("DELETE", f"{path}/publication", role="secretary")
    assert (back.json["state"], back.json["publish_at"]) == ("draft", None)
    clock.forward(timedelta(minutes=2))
    assert await posting.look() == 0


async def test_a_post_is_not_scheduled_into_the_past(api, make):
    await make.divisions()
    path, _ = await draft(api)
    reply = await publish(api, path, at="2020-01-01T08:00:00+08:00")
    assert (reply.status, reply.paths) == (422, ["body.at"])


async def test_a_pin_ends_by_itself(api, make, store, clock):
    await make.divisions()
    post = await make.post()
    until = (store.now() + timedelta(hours=1)).isoformat()
    await api("PUT", f"/posts/{post.id}/pin", {"until": until}, role="secretary")
    assert [found.id for found in await store.posts.pinned(VILLAGE)] == [post.id]
    clock.forward(timedelta(hours=1, seconds=1))
    assert await store.posts.pinned(VILLAGE) == []


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "[按我](javascript:alert(1))",
        "![图](https://tracker.example/x.png)",
        '<a href="x" onclick="alert(1)">x</a>',
        "<javascript:alert(1)>",
    ],
)
async def test_nothing_that_acts_or_calls_out_gets_through_markdown(make, store, body):
    post = await make.post(body=body)
    assert "<script" not in post.html
    assert "<img" not in post.html
    assert "<a " not in post.html


async def test_openings_are_counted_and_what_is_left_is_stored_at_the_end(api, make, store, server):
    post = await make.post()
    for _ in range(5):
        await api("GET", f"/posts/{post.id}")
    writer = CountWriter(server.services.views, store.views)
    writer.start()
    await writer.stop()
    assert await store.views.of(post.id) == 5


async def test_many_openings_are_one_write():
    tally, written = Tally(), []

    class Views:
        async def add(self, counts):
            written.append(dict(counts))

    post = ObjectId()
    for _ in range(5):
        tally.add(str(post))
    await tally.store(Views())
    assert written == [{post: 5}]


async def test_counts_that_could_not_be_stored_are_kept(store):
    tally, post = Tally(), ObjectId()
    tally.add(str(post))

    class Away:
        async def add(self, counts):
            raise ConnectionError

    with pytest.raises(ConnectionError):
        await tally.store(Away())
    await tally.store(store.views)
    assert await store.views.of(post) == 1


async def test_a_posts_pictures_open_when_it_is_published_and_close_when_it_is_withdrawn(
    api, make, store
):
    await make.divisions()
    picture = await upload(store, await make.the("clerk"))
    path, _ = await draft(api, pictures=[str(picture)])
    assert (await store.media.get(picture)).about == path.removeprefix("/")
    assert not (await store.media.get(picture)).public
    await publish(api, path)
    assert (await store.media.get(picture)).public
    await api("PUT", f"{path}/withdrawal", {"reason": "图片有误"}, role="secretary")
    assert not (await store.media.get(picture)).public


async def test_a_scheduled_posts_pictures_are_open_when_it_appears(
    api, make, store, posting, clock
):
    await make.divisions()
    picture = await upload(store, await make.the("clerk"))
    path, _ = await draft(api, pictures=[str(picture)])
    await publish(api, path, at=(store.now() + timedelta(minutes=1)).isoformat())
    clock.forward(timedelta(minutes=2))
    assert await posting.look() == 1
    assert (await store.media.get(picture)).public


async def test_a_draft_with_anothers_picture_is_refused_and_not_kept(api, make, store):
    await make.divisions()
    mine = await upload(store, await make.the("clerk"))
    others = await upload(store, await make.account("villager"))
    body = NOTICE | {"pictures": [str(mine), str(others)]}
    reply = await api("POST", f"/divisions/{VILLAGE}/posts", body, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.pictures.1"])
    assert (await store.media.get(mine)).about is None
    assert not (await store.posts.of_division(VILLAGE, "draft")).items


async def test_a_picture_that_an_edit_leaves_out_is_let_go(api, make, store):
    await make.divisions()
    kept, left = [await upload(store, await make.the("clerk")) for _ in range(2)]
    path, _ = await draft(api, pictures=[str(kept), str(left)])
    edit = NOTICE | {"pictures": [str(kept)], "version": 1}
    assert (await api("PUT", f"{path}/source", edit, role="clerk")).status == 200
    assert (await store.media.get(left)).about is None
    assert (await store.media.get(kept)).about == path.removeprefix("/")
