"""Sending pictures and attachments over HTTP: what is taken, what is refused and how early."""

from __future__ import annotations

import asyncio
import time

import pytest
from tornado.iostream import IOStream
from tornado.tcpclient import TCPClient

from tests.pictures import MEGABYTE, PDF, bomb_png, encoded, form, noise, photo
from tests.uploads import codes
from tests.waiting import PATIENCE_SECONDS, eventually


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
    head = (await asyncio.wait_for(answer, PATIENCE_SECONDS)).decode()
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
        await eventually(lambda: health.in_flight == 1)
        stream.close()
        await eventually(lambda: health.in_flight == 0)
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
    data, shares = encoded(noise(4000, 3000), quality=80), []
    # Others use this machine, too, and may hold the loop up once; Python's lock does so each time.
    while len(shares) < 4 and min(shares, default=1) >= 1 / 3:
        sending, gaps = asyncio.ensure_future(send(data)), []
        start = before = time.monotonic()
        while not sending.done():
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - before)
            before = time.monotonic()
        assert sending.result().status == 201
        took = time.monotonic() - start
        assert took > 0.3, "long enough to tell"
        shares.append(max(gaps) / took)
    assert min(shares) < 1 / 3, "encoding under Python's lock makes one gap of half the time"
    caplog.clear()  # The request is noted as a slow one.
