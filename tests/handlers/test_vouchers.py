"""A voucher outside of the village's office bears its name and the day; the original is kept."""

from __future__ import annotations

import asyncio
import io
import itertools
from datetime import timedelta

import pytest
from bson import ObjectId
from PIL import Image, ImageChops, ImageStat

from handlers.marking import MOST_AT_ONCE, Marking
from handlers.publishing_gate import Gate
from models.catalogue import CalendarRules
from models.content import Content, Rendering
from models.fonts import MissingCharacters, face_for
from models.watermarks import watermarked
from server.disclosing import DisclosureWork
from tests.factories import VILLAGE
from tests.pictures import encoded, noise, photo
from tests.uploads import upload

ENTRY = {"on": "2026-08-03", "way": "expense", "amount": 5, "subject": "灯"}


async def handed_in(api, make, store, count=1):
    """A disclosure that was handed in, with vouchers; and their ids."""
    await make.village()
    clerk = await make.the("clerk")
    vouchers = [await upload(store, clerk) for _ in range(count)]
    groups = [vouchers[n : n + 10] for n in range(0, count, 10)]
    lines = [ENTRY | {"vouchers": [str(v) for v in group]} for group in groups]
    body = {"category": "finance", "title": "收支", "period": "2026-08", "entries": lines}
    draft = await api("POST", f"/villages/{VILLAGE}/disclosures", body, role="clerk")
    path = f"/disclosures/{draft.json['id']}"
    done = await api("POST", f"{path}/submission", {"version": 1}, role="clerk")
    assert done.status == 201, done.json
    return path, vouchers


async def publish(api, path):
    await api("PUT", f"{path}/review", {"version": 2}, role="overseer")
    return await api("PUT", f"{path}/publication", {"version": 3}, role="secretary")


async def test_what_everybody_sees_is_marked_and_the_original_is_for_the_office(
    api, make, store, worker
):
    path, (voucher,) = await handed_in(api, make, store)
    original = (await store.media.get(voucher)).sizes["original"].sha256
    await worker.until_idle()
    assert (await publish(api, path)).status == 200
    shown = (await api("GET", f"/media/{voucher}")).raw
    kept = (await api("GET", f"/media/{voucher}/unmarked", role="overseer")).raw
    assert kept.headers["Etag"] == f'"{original[:32]}"' != shown.headers["Etag"]
    assert (shown.headers["Cache-Control"][:6], kept.headers["Cache-Control"][:7]) == (
        "public",
        "private",
    )
    for role in (None, "villager", "grid_worker"):
        reply = await api("GET", f"/media/{voucher}/unmarked", role=role)
        assert reply.status in (403, 404)


async def test_what_is_not_marked_yet_is_marked_before_it_is_published(api, make, store):
    path, (voucher,) = await handed_in(api, make, store)
    assert (await store.media.get(voucher)).unmarked is None
    assert (await publish(api, path)).status == 200
    marked = await store.media.get(voucher)
    assert (marked.public, marked.unmarked is None) == (True, False)


async def test_the_chain_names_the_file_that_readers_get(api, make, store):
    path, (voucher,) = await handed_in(api, make, store)
    await publish(api, path)
    medium = await store.media.get(voucher)
    link = await store.publications.raw.find_one({"division": VILLAGE})
    assert link["files"][0]["sha256"] == medium.sizes["original"].sha256
    assert medium.sizes["original"].sha256 != medium.in_original().sha256


async def test_more_than_a_request_can_mark_waits_for_the_worker(api, make, store, worker):
    path, vouchers = await handed_in(api, make, store, 2 * MOST_AT_ONCE + 1)
    early = await publish(api, path)
    assert (early.status, early.code) == (503, "vouchers_unmarked")
    await worker.until_idle()
    media = await store.media.of(vouchers)
    assert all(medium.unmarked for medium in media.values())
    done = await api("PUT", f"{path}/publication", {"version": 3}, role="secretary")
    assert done.status == 200


async def test_one_whose_voucher_is_gone_keeps_no_other_from_its_time(
    api, make, store, server, clock, caplog
):
    ids = []
    for _ in range(2):
        path, (voucher,) = await handed_in(api, make, store)
        await api("PUT", f"{path}/review", {"version": 2}, role="overseer")
        when = (store.now() + timedelta(hours=1)).isoformat()
        approval = {"version": 3, "at": when}
        assert (await api("PUT", f"{path}/publication", approval, role="secretary")).status == 200
        ids.append((ObjectId(path.rpartition("/")[2]), voucher))
    await store.media.blobs.remove((await store.media.get(ids[0][1])).in_original().file)
    clock.forward(timedelta(hours=1))
    gate = Gate(server.services.vault, server.services.blocking.run)
    await DisclosureWork(store, CalendarRules(), gate).look()
    states = [(await store.disclosures.get(disclosure)).state for disclosure, _ in ids]
    assert states == ["scheduled", "published"]
    assert [record.message for record in caplog.records] == ["left for the next look"]
    caplog.clear()


async def test_what_was_discarded_before_its_turn_leaves_no_dead_job(api, make, store, worker):
    path, _ = await handed_in(api, make, store)
    back = {"version": 2, "remarks": [{"path": "body", "reason": "不必公开"}]}
    await api("POST", f"{path}/remarks", back, role="overseer")
    assert (await api("DELETE", path, role="clerk")).status == 204
    await worker.until_idle()
    assert await store.jobs.by_state("dead") == await store.jobs.by_state("due") == []


async def test_two_who_mark_at_once_leave_one_watermark_and_no_stray_file(api, make, store):
    _, (voucher,) = await handed_in(api, make, store)
    medium = await store.media.get(voucher)
    contents = [
        Content("picture", {"original": Rendering(encoded(noise(8, 8)), "image/jpeg", 8, 8)})
        for _ in range(2)
    ]
    done = await asyncio.gather(*(store.media.mark(medium, content) for content in contents))
    assert sorted(done) == [False, True]
    now = await store.media.get(voucher)
    stored = store.db.collection("blobs.files")
    files = {*now.files.values(), *now.more_files}
    found = [row["_id"] async for row in stored.find({"_id": {"$in": list(files)}})]
    assert set(found) == {now.sizes["original"].file, now.unmarked["original"].file}


async def test_a_marked_upload_goes_with_all_its_files(api, make, store, clock):
    _, (voucher,) = await handed_in(api, make, store)
    medium = await store.media.get(voucher)
    await store.media.mark(medium, Content("picture", {"original": Rendering(b"x", "image/jpeg")}))
    marked = await store.media.get(voucher)
    await store.media.release(medium.about)
    clock.forward(timedelta(hours=2))
    assert await store.media.expire() == 1
    files = [*marked.files.values(), *marked.more_files]
    stored = store.db.collection("blobs.files")
    assert await stored.count_documents({"_id": {"$in": files}}) == 0


def difference(one, other):
    return ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0]


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "JPEG"), ("L", "PNG"), ("RGBA", "WEBP")])
def test_the_words_lie_over_every_part_and_hide_nothing(mode, kind):
    plain = photo(1200, 900, mode)
    content = watermarked(encoded(plain, kind), "前村 2026-11-21", "x")
    assert set(content.renderings) == {"original", "960", "320"}
    marked = Image.open(io.BytesIO(content.renderings["original"].data))
    assert marked.size == plain.size
    for left, top in itertools.product(range(0, 1200, 400), range(0, 900, 300)):
        part = (left, top, left + 400, top + 300)
        assert 0.5 < difference(plain.crop(part), marked.crop(part)) < 40


def test_a_name_that_no_font_writes_gives_way_to_the_code(monkeypatch):
    written = []

    def faces(text, chosen):
        written.append(text)
        if "村" in text:
            raise MissingCharacters(characters="村")
        return real(text, chosen)

    real = face_for
    monkeypatch.setattr("models.watermarks.face_for", faces)
    watermarked(encoded(photo(60, 40)), "前村 2026-11-21", "330825101201 2026-11-21")
    assert written == ["前村 2026-11-21", "330825101201 2026-11-21"]


async def test_marking_again_changes_nothing(api, make, store):
    path, (voucher,) = await handed_in(api, make, store)
    disclosure = await store.disclosures.get(ObjectId(path.rpartition("/")[2]))
    for _ in range(2):
        assert not await Marking(store).mark_some(disclosure)
    first = await store.media.get(voucher)
    assert len(first.more_files) == len(first.sizes)
