"""Sending pictures and attachments over HTTP, and who gets to see them."""

from __future__ import annotations

import asyncio
import time
from urllib.parse import quote

import pytest
from bson import ObjectId
from tornado.iostream import IOStream
from tornado.tcpclient import TCPClient

from tests.factories import NEIGHBOUR, OUTSIDE, VILLAGE
from tests.pictures import PDF, bomb_png, encoded, form, noise, opened, photo, tell_tale_jpeg

LAMP = {
    "title": "路灯坏了",
    "text": "村口的路灯已经坏了半个月，晚上老人出门很不方便，希望尽快维修。",
}
GRAFT = {
    "title": "举报村支书",
    "text": "我们村的村支书把集体的钱私分了，账目从来不公开，请上级查一查。",
}
MEGABYTE = 1024 * 1024
ROLES = ("clerk", "secretary", "monitor", "villager")


@pytest.fixture
def send(api):
    """Uploads a file as a role (or with a token)."""

    async def upload(data: bytes, *, role: str | None = "villager", **more):
        given = {key: more.pop(key) for key in ("name", "field") if key in more}
        body, headers = form(data, **given)
        return await api("POST", "/media", role=role, raw_body=body, headers=headers, **more)

    return upload


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


def codes(reply) -> list[tuple[str, str]]:
    return [(mistake["path"], mistake["code"]) for mistake in reply.json["errors"]]


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


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"just text", "file_type"),
        (encoded(photo(), "GIF"), "file_type"),
        (encoded(noise(80, 60))[:-900], "picture_broken"),
        (bomb_png(), "picture_too_many_pixels"),
        (
            encoded(photo(), "WEBP", save_all=True, append_images=[noise(40, 30)]),
            "picture_animated",
        ),
        (b"", "no_file"),
    ],
)
async def test_what_is_no_picture_is_refused_with_a_reason(send, data, code):
    reply = await send(data, name="photo.jpg")
    assert (reply.status, codes(reply)) == (422, [("body.file", code)])
    assert reply.json["errors"][0]["message"]


async def test_a_form_without_the_file_or_broken_off_is_refused(api, send):
    assert codes(await send(encoded(photo()), field="picture")) == [("body.file", "no_file")]
    body, headers = form(encoded(photo()))
    twice = body.removesuffix(b"--\r\n") + b"\r\n" + body.partition(b"\r\n")[2]
    for sent, mistake in (
        (body[:-40], ("body", "multipart")),
        (b"nonsense", ("body", "multipart")),
        (twice, ("body.file", "one_file")),
    ):
        reply = await api("POST", "/media", role="villager", raw_body=sent, headers=headers)
        assert codes(reply) == [mistake]


async def test_another_kind_of_body_is_refused(api):
    for kind in ("application/json", "multipart/form-data", "image/jpeg"):
        reply = await api(
            "POST", "/media", role="villager", raw_body=b"{}", headers={"Content-Type": kind}
        )
        assert (reply.status, reply.code) == (415, "not_multipart")


async def test_nobody_and_those_with_a_foreign_password_send_nothing(api, make, send, store):
    assert (await send(encoded(photo()), role=None)).status == 401
    new = await make.account("clerk", must_change_password=True)
    reply = await send(encoded(photo()), role=None, token=await make.token_of(new))
    assert (reply.status, reply.code) == (403, "password_change_required")
    assert await store.media.raw.count_documents({}) == 0


async def test_exactly_the_limit_is_taken_and_one_byte_more_is_not(send, server):
    limit = server.services.policy.max_upload_bytes
    filled = PDF + b" " * (limit - len(PDF) - 5) + b"%%EOF"
    assert (await send(filled)).json["bytes"] == limit
    reply = await send(filled[:-6] + b" " * 7)
    assert (reply.status, reply.code) == (413, "too_large")


async def raw_request(server, token: str, head: str = "") -> IOStream:
    stream = await TCPClient().connect("127.0.0.1", server.port)
    await stream.write(
        f"POST /api/v1/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: multipart/form-data; boundary=frontier\r\n{head}\r\n".encode()
    )
    return stream


async def test_too_much_is_refused_before_the_body_ends(make, server):
    stream = await raw_request(
        server, await make.token("villager"), "Transfer-Encoding: chunked\r\n"
    )
    body, _ = form(b"x" * MEGABYTE)
    start = body.removesuffix(b"\r\n--frontier--\r\n")
    answer = asyncio.ensure_future(stream.read_until(b"\r\n\r\n"))
    for number in range(12):
        piece = start if number == 0 else b"x" * MEGABYTE
        await stream.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    # The body has not ended and never will; the answer is here all the same.
    head = (await asyncio.wait_for(answer, 5)).decode()
    assert head.startswith("HTTP/1.1 413")
    assert "Connection: close" in head
    assert b'"too_large"' in await stream.read_until(b"}")
    stream.close()


async def test_who_asks_first_is_refused_before_sending(server, store):
    head = "Content-Length: 5000000\r\nExpect: 100-continue\r\n"
    stream = await raw_request(server, "made-up", head)
    assert (await stream.read_until(b"\r\n\r\n")).startswith(b"HTTP/1.1 401")
    stream.close()


async def test_a_client_that_leaves_in_the_middle_leaves_nothing(make, server, store):
    health = server.services.health
    for token in (await make.token("villager"), "made-up"):
        stream = await raw_request(server, token, "Content-Length: 5000000\r\n")
        await stream.write(form(b"x" * 1000)[0])
        await asyncio.sleep(0.05)
        stream.close()
    await asyncio.sleep(0.1)
    assert health.in_flight == 0
    assert await store.media.raw.count_documents({}) == 0


async def test_a_refused_upload_is_still_answered_on_a_connection_that_sends(api, send):
    reply = await send(noise(10, 10).tobytes() * 20_000, role=None)
    assert (reply.status, reply.code) == (401, "unauthenticated")


async def test_an_account_may_send_so_many_an_hour(send, server, store, make):
    owner = (await make.the("villager")).id
    for _ in range(server.services.policy.uploads_per_hour):
        await store.media.begin(owner, per_hour=1000)
    reply = await send(encoded(photo()))
    assert (reply.status, reply.code) == (429, "upload_limit")
    assert (await send(encoded(photo()), role="clerk")).status == 201


async def test_the_loop_stays_free_while_a_large_picture_is_worked_on(send, caplog):
    data, gaps, done = encoded(noise(4000, 3000), quality=80), [], asyncio.Event()

    async def tick() -> None:
        while not done.is_set():
            before = time.monotonic()
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - before)

    ticking, start = asyncio.ensure_future(tick()), time.monotonic()
    assert (await send(data)).status == 201
    took = time.monotonic() - start
    done.set()
    await ticking
    assert took > 0.3, "long enough to tell"
    assert max(gaps) < took / 3, "encoding under Python's lock makes one gap of half the time"
    caplog.clear()  # The request is noted as a slow one.


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
    await asyncio.sleep(0.2)
    assert server.services.health.in_flight == 0


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
