"""Stored uploads on both drivers: claimed by one document, or gone with every byte."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta

import pytest
from bson import ObjectId

from models.content import Content, Rendering
from models.errors import Conflict, Invalid, NotFound, TooMany
from models.media import Medium
from server.jobs import routines

DATA = bytes(range(256)) * 2500  # three chunks
ME, SOMEBODY = ObjectId(), ObjectId()
VILLAGE = "330825101201"
CASE = f"feedback/{ObjectId()}"


def content(kind: str = "picture") -> Content:
    small = Rendering(b"small", "image/jpeg", 320, 240)
    return Content(kind, {"original": Rendering(DATA, "image/jpeg", 800, 600), "320": small})


async def upload(store, owner: ObjectId = ME, kind: str = "picture") -> Medium:
    begun = await store.media.begin(owner, per_hour=50)
    return await store.media.store(begun, content(kind), keep_hours=24)


async def attach(store, *ids: ObjectId, about: str = CASE, owner: ObjectId = ME, **more) -> None:
    await store.media.attach(ids, about=about, division=VILLAGE, owner=owner, **more)


async def refused_by_attach(store, *ids: ObjectId, **more) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        await attach(store, *ids, **more)
    return [(mistake.path, mistake.code) for mistake in refusal.value.mistakes]


async def bytes_left(store, medium: Medium) -> int:
    files, total = list(medium.files.values()), 0
    for collection, field in (("blobs.files", "_id"), ("blobs.chunks", "files_id")):
        total += await store.db.collection(collection).count_documents({field: {"$in": files}})
    return total


async def read(store, medium: Medium, first: int, last: int) -> bytes:
    blob = medium.blob("original")
    return b"".join([piece async for piece in store.media.blobs.read(blob, first, last)])


async def test_what_is_stored_comes_back_whole_and_in_parts(store):
    medium = await upload(store)
    blob = medium.blob("original")
    assert (blob.bytes, blob.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    assert await read(store, medium, 0, len(DATA) - 1) == DATA
    edge = blob.chunk_bytes
    for first, last in ((0, 0), (edge - 1, edge), (edge, edge), (edge + 5, 2 * edge + 7)):
        assert await read(store, medium, first, last) == DATA[first : last + 1]


async def test_it_is_read_a_chunk_at_a_time(store):
    medium = await upload(store)
    blob = medium.blob("original")
    sizes = [len(piece) async for piece in store.media.blobs.read(blob, 0, len(DATA) - 1)]
    assert sizes == [blob.chunk_bytes, blob.chunk_bytes, len(DATA) - 2 * blob.chunk_bytes]


async def test_a_size_that_was_not_made_is_the_next_larger_one(store):
    medium = await upload(store)
    assert medium.blob("960") == medium.blob("original") != medium.blob("320")


async def test_what_is_still_arriving_is_not_shown_and_cannot_be_claimed(store):
    begun = await store.media.begin(ME, per_hour=50)
    with pytest.raises(NotFound):
        await store.media.shown(begun.id)
    assert await store.media.of([begun.id]) == {}
    assert await refused_by_attach(store, begun.id) == [("body.pictures.0", "media_unknown")]


async def test_attaching_claims_all_and_says_whose_they_are(store):
    media = [await upload(store) for _ in range(3)]
    await attach(store, *(medium.id for medium in media))
    found = await store.media.of(medium.id for medium in media)
    assert len(found) == 3
    for medium in found.values():
        assert (medium.about, medium.division, medium.public) == (CASE, VILLAGE, False)
        assert medium.expires_at is None


async def test_every_wrong_id_is_named_and_none_is_claimed(store):
    mine, theirs = await upload(store), await upload(store, owner=SOMEBODY)
    paper, unknown = await upload(store, kind="attachment"), ObjectId()
    ids = (mine.id, theirs.id, unknown, mine.id, paper.id)
    assert await refused_by_attach(store, *ids, path="body.photos") == [
        ("body.photos.1", "media_unknown"),
        ("body.photos.2", "media_unknown"),
        ("body.photos.3", "media_repeated"),
        ("body.photos.4", "media_unknown"),
    ]
    assert (await store.media.get(mine.id)).about is None


async def test_a_claim_falls_with_the_transaction_it_is_part_of(store):
    medium = await upload(store)

    async def work(session):
        await attach(store, medium.id, session=session)
        raise Conflict

    with pytest.raises(Conflict):
        await store.db.in_transaction(work)
    assert (await store.media.get(medium.id)).about is None


async def test_of_two_documents_that_want_the_same_picture_one_gets_it(store):
    medium = await upload(store)
    wanted = [f"feedback/{ObjectId()}" for _ in range(6)]
    outcomes = await asyncio.gather(
        *(attach(store, medium.id, about=about) for about in wanted), return_exceptions=True
    )
    winners = [about for about, outcome in zip(wanted, outcomes, strict=True) if outcome is None]
    assert winners == [(await store.media.get(medium.id)).about]
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 5


async def test_a_retry_keeps_what_the_document_has_whoever_edits_it(store):
    medium = await upload(store)
    await attach(store, medium.id)
    await attach(store, medium.id, owner=SOMEBODY)
    assert (await store.media.get(medium.id)).owner == ME


async def test_publication_opens_and_withdrawal_closes(store):
    medium = await upload(store)
    await attach(store, medium.id)
    await store.media.set_public(CASE, public=True)
    assert (await store.media.get(medium.id)).public
    await store.media.set_public(CASE, public=False)
    assert not (await store.media.get(medium.id)).public


async def test_what_a_document_lets_go_is_removed_and_the_rest_stays(store, clock):
    kept, dropped = await upload(store), await upload(store)
    await attach(store, kept.id, dropped.id, public=True)
    await store.media.release(CASE, keep=[kept.id])
    assert not (await store.media.get(dropped.id)).public
    clock.forward(timedelta(hours=2))
    assert await store.media.expire() == 1
    assert set(await store.media.of([kept.id, dropped.id])) == {kept.id}


async def test_an_upload_that_nothing_refers_to_goes_with_its_bytes_and_no_other(store, clock):
    forgotten, used = await upload(store), await upload(store)
    await attach(store, used.id)
    clock.forward(timedelta(hours=23))
    assert await store.media.expire() == 0
    clock.forward(timedelta(hours=2))
    assert await store.media.expire() == 1
    assert await bytes_left(store, forgotten) == 0
    assert await read(store, used, 0, len(DATA) - 1) == DATA
    with pytest.raises(NotFound):
        await store.media.get(forgotten.id)


async def test_an_upload_that_broke_off_midway_leaves_nothing(store, clock):
    begun = await store.media.begin(ME, per_hour=50)
    broken = Content("picture", {"original": Rendering(DATA, "x"), "320": None})
    with pytest.raises(AttributeError):
        await store.media.store(begun, broken, keep_hours=24)
    assert await bytes_left(store, begun) > 0
    clock.forward(timedelta(hours=2))
    assert await store.media.expire() == 1
    assert await bytes_left(store, begun) == 0


async def test_workers_at_one_time_remove_each_upload_once(store, clock):
    for _ in range(8):
        await upload(store)
    clock.forward(timedelta(hours=25))
    done = await asyncio.gather(*(store.media.expire(limit=5) for _ in range(4)))
    assert sum(done) == 8
    assert await store.media.raw.count_documents({"owner": ME}) == 0


async def test_a_removal_that_a_worker_left_half_done_is_finished_by_another(store, clock):
    medium = await upload(store)
    clock.forward(timedelta(hours=25))
    await store.media.blobs.remove(medium.files["original"])
    leaving = {"state": "leaving", "expires_at": store.now() + timedelta(minutes=5)}
    await store.media.raw.update_one({"_id": medium.id}, {"$set": leaving})
    assert await store.media.expire() == 0
    assert await refused_by_attach(store, medium.id)
    clock.forward(timedelta(minutes=6))
    assert await store.media.expire() == 1
    assert await bytes_left(store, medium) == 0


async def test_claiming_and_expiring_at_one_time_never_leave_a_document_without_bytes(store, clock):
    media = [await upload(store) for _ in range(12)]
    clock.forward(timedelta(hours=24))
    claims = [attach(store, medium.id, about=f"feedback/{medium.id}") for medium in media]
    await asyncio.gather(
        *claims, store.media.expire(), store.media.expire(), return_exceptions=True
    )
    for medium in (await store.media.of(medium.id for medium in media)).values():
        assert await read(store, medium, 0, len(DATA) - 1) == DATA


async def test_an_account_has_its_uploads_an_hour_and_others_have_theirs(store, clock):
    tried = [store.media.begin(ME, per_hour=3) for _ in range(3)]
    await asyncio.gather(*tried)
    for _ in range(2):
        with pytest.raises(TooMany) as refusal:
            await store.media.begin(ME, per_hour=3)
    assert refusal.value.code == "upload_limit"
    assert 3500 < refusal.value.retry_after <= 3600
    await store.media.begin(SOMEBODY, per_hour=3)
    clock.forward(timedelta(minutes=61))
    await store.media.begin(ME, per_hour=3)


async def test_many_uploads_at_one_time_do_not_slip_by_the_limit(store):
    tried = [store.media.begin(ME, per_hour=3) for _ in range(12)]
    outcomes = await asyncio.gather(*tried, return_exceptions=True)
    assert sum(isinstance(outcome, Medium) for outcome in outcomes) <= 3
    assert all(isinstance(outcome, Medium | TooMany) for outcome in outcomes)


async def test_the_worker_looks_for_what_is_due(store, clock):
    medium = await upload(store)
    clock.forward(timedelta(hours=25))
    assert await routines(store)["media"]() == 1
    assert await bytes_left(store, medium) == 0
