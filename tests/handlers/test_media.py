"""Pictures and attachments as they are given back over HTTP, and who gets to see them."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from bson import ObjectId
from tornado.tcpclient import TCPClient

from tests.factories import NEIGHBOUR, OUTSIDE, VILLAGE
from tests.pictures import MEGABYTE, PDF, encoded, noise, opened, photo, tell_tale_jpeg
from tests.uploads import codes
from tests.waiting import eventually

LAMP = {
    "title": "路灯坏了",
    "text": "村口的路灯已经坏了半个月，晚上老人出门很不方便，希望尽快维修。",
}
GRAFT = {
    "title": "举报村支书",
    "text": "我们村的村支书把集体的钱私分了，账目从来不公开，请上级查一查。",
}
ROLES = ("clerk", "secretary", "monitor", "villager")


@pytest.fixture
def file_case(api, make, send):
    """Files a report with one picture; the case and the picture's id."""

    async def filed(report=LAMP):
        await make.village()
        picture = (await send(tell_tale_jpeg())).json["id"]
        body = {**report, "pictures": [picture]}
        case = await api("POST", f"/villages/{VILLAGE}/feedback", body, role="villager")
        assert case.status == 201, case.json
        return case.json, picture

    return filed


async def public(store, medium_id: str) -> None:
    medium = await store.media.get(ObjectId(medium_id))
    await store.media.attach(
        [medium.id], about="posts/x", division=VILLAGE, owner=medium.owner, public=True
    )


async def test_a_photo_is_taken_and_given_back_in_three_sizes_without_metadata(api, send):
    reply = await send(tell_tale_jpeg(orientation=6))
    assert reply.status == 201
    view = reply.json
    assert (view["kind"], view["type"], view["name"]) == ("picture", "image/jpeg", "")
    assert (view["width"], view["height"]) == (300, 400)
    for path, size in (("", (300, 400)), ("/960", (300, 400)), ("/320", (240, 320))):
        got = await api("GET", f"/media/{view['id']}{path}", role="villager")
        assert opened(got.raw.body).size == size
        assert b"SECRET" not in got.raw.body


async def test_a_file_is_described_so_that_no_browser_runs_it(api, send):
    view = (await send(encoded(photo()))).json
    headers = (await api("GET", f"/media/{view['id']}", role="villager")).raw.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == f'inline; filename="{view["id"]}.jpg"'
    assert headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in headers["Vary"]


async def test_an_attachment_is_saved_under_its_name_and_never_shown(api, send):
    view = (await send(PDF, name="../../三季度:财务 公开.pdf")).json
    assert (view["kind"], view["name"], view["width"]) == (
        "attachment",
        "三季度_财务 公开.pdf",
        None,
    )
    got = await api("GET", f"/media/{view['id']}/original", role="villager")
    assert got.raw.body == PDF
    disposition = got.raw.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert disposition.endswith("filename*=UTF-8''" + quote("三季度_财务 公开.pdf"))


async def test_an_unattached_upload_is_its_senders_alone(api, send):
    path = f"/media/{(await send(encoded(photo()))).json['id']}"
    assert (await api("GET", path, role="villager")).status == 200
    for role in ("secretary", "monitor", "county", None):
        assert (await api("GET", path, role=role)).status == 404


async def test_the_picture_of_a_case_is_seen_by_those_who_see_the_case(api, file_case):
    _, picture = await file_case()
    path = f"/media/{picture}/320"
    for role in ("villager", "secretary", "monitor", "county"):
        assert (await api("GET", path, role=role)).status == 200
    assert (await api("GET", path, role="villager", division=NEIGHBOUR)).status == 404
    for role, division in (("secretary", NEIGHBOUR), ("secretary", OUTSIDE), ("monitor", OUTSIDE)):
        assert (await api("GET", path, role=role, division=division)).status == 404
    assert (await api("GET", path)).status == 404
    assert (await api("GET", path, token="made up")).status == 401


async def test_the_picture_of_a_complaint_about_the_secretary_is_hidden_from_the_village(
    api, file_case
):
    case, picture = await file_case(GRAFT)
    assert case["hidden_from_village"]
    for role in ("secretary", "clerk", "grid_worker", "overseer"):
        assert (await api("GET", f"/media/{picture}", role=role)).status == 404
    assert (await api("GET", f"/media/{picture}", role="monitor")).status == 200


async def test_the_picture_of_a_draft_is_seen_by_its_authors_alone(api, make, send, store):
    post, clerk = await make.post(published=False), await make.the("clerk")
    picture = (await send(encoded(photo()), role="clerk")).json["id"]
    about = f"posts/{post.id}"
    await store.media.attach(
        [ObjectId(picture)], about=about, division=VILLAGE, owner=clerk.id, path="body.pictures"
    )
    seen = {role: (await api("GET", f"/media/{picture}", role=role)).status for role in ROLES}
    assert seen == {"clerk": 200, "secretary": 200, "monitor": 200, "villager": 404}
    assert (await api("GET", f"/media/{picture}", role="clerk", division=OUTSIDE)).status == 404
    await store.media.set_public(about, public=True)
    assert (await api("GET", f"/media/{picture}")).status == 200


async def test_anothers_picture_cannot_be_used_to_see_it(api, make, send):
    await make.village()
    theirs = (await send(encoded(photo()), role="clerk")).json["id"]
    body = {**LAMP, "pictures": [theirs]}
    reply = await api("POST", f"/villages/{VILLAGE}/feedback", body, role="villager")
    assert codes(reply) == [("body.pictures.0", "media_unknown")]
    assert (await api("GET", f"/media/{theirs}", role="villager")).status == 404


async def test_a_public_picture_needs_no_sign_in_and_is_kept_for_long(api, send, store):
    picture = (await send(encoded(photo()))).json["id"]
    await public(store, picture)
    got = await api("GET", f"/media/{picture}")
    assert got.status == 200
    assert got.raw.headers["Cache-Control"] == "public, max-age=31536000, immutable"


async def test_what_one_has_is_not_sent_again(api, send):
    path = f"/media/{(await send(encoded(photo()))).json['id']}"
    first = await api("GET", path, role="villager")
    tag = first.raw.headers["ETag"]
    again = await api("GET", path, role="villager", headers={"If-None-Match": tag})
    assert (again.status, again.raw.body) == (304, b"")
    other = await api("GET", path, role="villager", headers={"If-None-Match": '"other"'})
    assert other.raw.body == first.raw.body
    assert (await api("GET", path, headers={"If-None-Match": tag})).status == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=10-", 10, -1), ("bytes=-7", -7, -1), ("bytes=5-99999999", 5, -1)],
)
async def test_a_part_is_sent_alone(api, send, asked, first, last):
    path = f"/media/{(await send(encoded(noise(900, 700)))).json['id']}"
    whole = (await api("GET", path, role="villager")).raw.body
    assert len(whole) > 255 * 1024, "more than one chunk"
    part = await api("GET", path, role="villager", headers={"Range": asked})
    begin, end = first % len(whole), last % len(whole)
    assert (part.status, part.raw.body) == (206, whole[begin : end + 1])
    assert part.raw.headers["Content-Range"] == f"bytes {begin}-{end}/{len(whole)}"


async def test_a_part_behind_the_end_cannot_be_had(api, send):
    path = f"/media/{(await send(PDF)).json['id']}"
    for asked in (f"bytes={len(PDF)}-", "bytes=-0"):
        reply = await api("GET", path, role="villager", headers={"Range": asked})
        assert (reply.status, reply.code) == (416, "range_not_satisfiable")
        assert reply.raw.headers["Content-Range"] == f"bytes */{len(PDF)}"


async def test_odd_ranges_and_ranges_of_something_older_get_the_whole(api, send):
    path = f"/media/{(await send(PDF)).json['id']}"
    odd = [{"Range": asked} for asked in ("bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=9-2")]
    for headers in (*odd, {"Range": "bytes=0-1", "If-Range": '"older"'}):
        reply = await api("GET", path, role="villager", headers=headers)
        assert (reply.status, reply.raw.body) == (200, PDF)
    tag = reply.raw.headers["ETag"]
    same = {"Range": "bytes=0-1", "If-Range": tag}
    assert (await api("GET", path, role="villager", headers=same)).status == 206


async def test_head_tells_the_length_and_sends_nothing(api, send):
    path = f"/media/{(await send(PDF)).json['id']}"
    reply = await api("HEAD", path, role="villager")
    assert (reply.status, reply.raw.body) == (200, b"")
    assert reply.raw.headers["Content-Length"] == str(len(PDF))


async def test_a_reader_that_leaves_in_the_middle_disturbs_nobody(api, send, make, server):
    big = PDF + b"x" * (9 * MEGABYTE) + b"%%EOF"
    medium_id, token = (await send(big)).json["id"], await make.token("villager")
    stream = await TCPClient().connect("127.0.0.1", server.port)
    await stream.write(
        f"GET /api/v1/media/{medium_id} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    await stream.read_bytes(100_000)
    assert server.services.health.in_flight == 1
    stream.close()
    await eventually(lambda: server.services.health.in_flight == 0)


async def test_bytes_that_are_missing_break_off_instead_of_lying(
    api, send, store, make, caplog, server
):
    medium_id = (await send(PDF + b"x" * MEGABYTE + b"%%EOF")).json["id"]
    file = (await store.media.get(ObjectId(medium_id))).blob("original").file
    await store.db.collection("blobs.chunks").delete_one({"files_id": file, "n": 2})
    token = await make.token("villager")
    stream = await TCPClient().connect("127.0.0.1", server.port)
    await stream.write(
        f"GET /api/v1/media/{medium_id} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
    )
    got = await stream.read_until_close()
    assert 255 * 1024 < len(got) < MEGABYTE
    assert "sending broke off" in caplog.text
    caplog.clear()
