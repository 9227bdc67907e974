"""`verify`: whatever is edited by hand in the database, the first broken link is named."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from models.posts import Attachment
from models.publications import NOTHING_YET, Publications, digest_of, hash_of
from models.publications.verifying import Verification
from server.commands.verify import heads_in, sentence
from tests.factories import NEIGHBOUR, TOWNSHIP, VILLAGE
from tests.processes import ROOT, environment
from tests.uploads import stored_file, upload

PUBLISHED = 4


@pytest.fixture
def village(make, io_loop):
    """A village and its neighbour, each with publications."""

    async def publish():
        await make.divisions()
        await make.disclosure("别村的", division=NEIGHBOUR)
        return [await make.disclosure(f"第{n}期收支", "电费") for n in range(1, PUBLISHED + 1)]

    return io_loop.run_sync(publish)


async def broken(store, village=VILLAGE, kept=()):
    """The link and the words of the first break; None if all is whole."""
    found = await Verification(store, kept).village(village)
    return found and (found.number, found.words)


async def note_down(store, on="2026-11-20"):
    heads = await store.chain_heads.within(TOWNSHIP)
    assert await store.chain_records.keep(TOWNSHIP, on, heads)


async def rewrite(store, links):
    """What a careful forger does: every link is sealed anew, and the head with them."""
    previous = NOTHING_YET
    for number, link in enumerate(links, start=1):
        forged = {"number": number, "previous": previous, "content_sha256": digest_of(link.content)}
        made = link.model_copy(update=forged)
        previous = hash_of(previous, made.link)
        row = made.model_copy(update={"hash": previous}).to_row()
        await store.publications.raw.replace_one({"_id": link.id}, row)
    where, end = {"division": VILLAGE}, {"number": len(links), "hash": previous}
    await store.chain_heads.raw.update_one(where, {"$set": end})


async def test_what_nobody_touched_is_whole(store, village):
    await note_down(store)
    verification = Verification(store)
    assert await verification.village(VILLAGE) is None
    assert await verification.township(TOWNSHIP) is None
    assert (verification.walked.villages, verification.walked.links) == (1, PUBLISHED)


async def test_a_changed_text_of_a_disclosure_is_named_with_its_link(store, village):
    where, change = {"_id": village[1].id}, {"$set": {"title": "改过的标题", "income": 5}}
    await store.disclosures.raw.update_one(where, change)
    words = f"disclosure {village[1].id} shows another income, title"
    assert await broken(store) == (2, words)
    assert await broken(store, NEIGHBOUR) is None


async def test_what_is_hidden_behind_no_newer_revision_is_named(store, village):
    change = {"$set": {"state": "superseded", "superseded_by": village[2].id}}
    await store.disclosures.raw.update_one({"_id": village[1].id}, change)
    words = f"disclosure {village[1].id} is superseded, which it was not"
    assert await broken(store) == (2, words)


async def test_what_stands_current_again_beside_its_correction_is_named(store, village, make):
    author = (await make.the("clerk")).id
    draft = await store.disclosures.revise(village[1], reason="金额有误", author=author)
    await make.published(draft)
    assert await broken(store) is None
    where, change = {"_id": village[1].id}, {"$set": {"state": "published"}}
    await store.disclosures.raw.update_one(where, change)
    assert await broken(store) == (2, f"disclosure {village[1].id} is published, which it was not")


async def test_what_residents_alone_are_shown_is_held_against_the_link_too(store, village):
    other = village[1].statement.model_copy(update={"title": "给村民看的另一份"})
    where, change = {"_id": village[1].id}, {"$set": {"residents": other.model_dump()}}
    await store.disclosures.raw.update_one(where, change)
    words = f"disclosure {village[1].id} shows residents something else"
    assert await broken(store) == (2, words)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content.title", "改过"),
        ("previous", "0" * 64),
        ("revision", 7),
        ("hash", "a" * 64),
        ("at", None),
        ("residents", {"title": "另一份"}),
    ],
)
async def test_a_changed_field_of_a_link_is_named(store, village, field, value):
    value = value if field != "at" else village[0].published_at.replace(year=2020)
    link = {"division": VILLAGE, "number": 3}
    await store.publications.raw.update_one(link, {"$set": {field: value}})
    number, _ = await broken(store)
    assert number == 3


async def test_a_removed_link_is_named_by_the_one_behind_it(store, village):
    await store.publications.raw.delete_one({"division": VILLAGE, "number": 2})
    assert await broken(store) == (3, "publication 2 before it is missing")


async def test_the_last_link_removed_is_missed_by_the_head(store, village):
    await store.publications.raw.delete_one({"division": VILLAGE, "number": PUBLISHED})
    words = f"the chain ends here, but its head names publication {PUBLISHED}"
    assert await broken(store) == (3, words)


async def test_the_last_link_and_its_head_removed_are_missed_by_what_is_published(store, village):
    third = await store.publications.raw.find_one({"division": VILLAGE, "number": 3})
    await store.publications.raw.delete_one({"division": VILLAGE, "number": PUBLISHED})
    end = {"number": 3, "hash": third["hash"]}
    await store.chain_heads.raw.update_one({"division": VILLAGE}, {"$set": end})
    number, words = await broken(store)
    assert (number, words) == (
        None, f"disclosure {village[3].id} is published without a link in the chain"
    )  # fmt: skip


async def test_a_publication_removed_everywhere_is_missed_by_the_daily_record(store, village):
    await note_down(store)
    await store.publications.raw.delete_one({"division": VILLAGE, "number": PUBLISHED})
    await store.disclosures.raw.delete_one({"_id": village[3].id})
    await rewrite(store, await store.publications.behind(VILLAGE, 0))
    assert await broken(store) == (4, "it is missing: the record of 2026-11-20 names it")


async def test_what_is_published_while_it_is_looked_through_is_no_break(
    store, village, make, monkeypatch
):
    behind, late = Publications.behind, ["刚刚公开"]

    async def slow(self, *place, **limit):
        page = await behind(self, *place, **limit)
        if not page and late:
            await make.disclosure(late.pop())
        return page

    monkeypatch.setattr(Publications, "behind", slow)
    assert await broken(store) is None
    assert not late


async def test_two_links_that_change_places_are_named(store, village):
    second, third = (await store.publications.behind(VILLAGE, 1))[:2]
    for link, number in ((second, 99), (third, 2), (second, 3)):
        change = {"$set": {"number": number}}
        await store.publications.raw.update_one({"_id": link.id}, change)
    assert await broken(store) == (2, "it does not follow publication 1")


async def test_a_chain_written_anew_without_a_flaw_is_told_by_the_daily_record(store, village):
    await note_down(store)
    links = await store.publications.behind(VILLAGE, 0)
    links[1] = links[1].model_copy(update={"content": links[1].content | {"title": "改过"}})
    await rewrite(store, links)
    await store.disclosures.raw.update_one({"_id": village[1].id}, {"$set": {"title": "改过"}})
    words = "the record of 2026-11-20 names another hash: the chain was written anew"
    assert await broken(store) == (PUBLISHED, words)


async def test_a_record_kept_elsewhere_tells_even_when_those_here_are_gone(
    store, village, tmp_path
):
    await note_down(store)
    record = await store.chain_records.newest(TOWNSHIP)
    file = tmp_path / "record.json"
    file.write_text(record.model_dump_json(), encoding="utf-8")
    await store.chain_records.raw.delete_one({"_id": record.id})
    links = await store.publications.behind(VILLAGE, 0)
    links[3] = links[3].model_copy(update={"content": links[3].content | {"title": "改过"}})
    await rewrite(store, links)
    await store.disclosures.raw.update_one({"_id": village[3].id}, {"$set": {"title": "改过"}})
    assert await broken(store) is None
    kept = heads_in(file)
    words = "the record that was kept names another hash: the chain was written anew"
    assert await broken(store, kept=kept) == (PUBLISHED, words)
    assert {head.village for head in kept} == {VILLAGE, NEIGHBOUR}


async def test_an_altered_and_a_missing_record_are_named(store, village):
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        await note_down(store, day)
    await store.chain_records.raw.delete_one({"division": TOWNSHIP, "on": "2026-11-19"})
    found = await Verification(store).township(TOWNSHIP)
    assert found.words == "the record of 2026-11-20 does not follow the one before it"
    where = {"division": TOWNSHIP, "on": "2026-11-18"}
    await store.chain_records.raw.update_one(where, {"$set": {"heads.0.number": 9}})
    found = await Verification(store).township(TOWNSHIP)
    assert sentence(found) == f"BROKEN: {TOWNSHIP}: the record of 2026-11-18 was altered"


async def test_a_date_moved_by_hand_is_named(store, village):
    early = {"$set": {"published_at": village[0].published_at.replace(year=2020)}}
    await store.disclosures.raw.update_one({"_id": village[0].id}, early)
    words = f"disclosure {village[0].id} stands elsewhere, or at another time"
    assert await broken(store) == (1, words)


async def test_bytes_exchanged_behind_a_true_hash_are_told_when_they_are_read(make, store):
    await make.divisions()
    file = await stored_file(store, await make.the("clerk"))
    await make.disclosure(attachments=(Attachment(media=file, name="明细.pdf"),))
    blob = (await store.media.get(file)).blob("original")
    assert await Verification(store, bytes_too=True).village(VILLAGE) is None
    chunks, forged = store.db.raw["blobs.chunks"], {"$set": {"data": b"%PDF-1.4 a forged"}}
    await chunks.update_one({"files_id": blob.file, "n": 0}, forged)
    assert await broken(store) is None
    found = await Verification(store, bytes_too=True).village(VILLAGE)
    assert found.words == f"file {file} has other bytes"
    await chunks.delete_one({"files_id": blob.file, "n": 0})
    found = await Verification(store, bytes_too=True).village(VILLAGE)
    assert found.words == f"file {file} has lost bytes"


async def test_another_file_behind_a_voucher_is_named(make, store):
    await make.divisions()
    voucher = await upload(store, await make.the("clerk"))
    entry = {"on": "2026-08-03", "way": "expense", "amount": 5, "subject": "电费"}
    await make.disclosure(entries=({**entry, "vouchers": (voucher,)},))
    assert await broken(store) is None
    change = {"$set": {"sizes.original.sha256": "f" * 64}}
    await store.media.raw.update_one({"_id": voucher}, change)
    assert await broken(store) == (1, f"file {voucher} is another")
    await store.media.raw.delete_one({"_id": voucher})
    assert await broken(store) == (1, f"file {voucher} is gone")


def verify(settings, *arguments):
    """The command as an operator runs it."""
    given = {"MONGODB_URI": settings.mongodb_uri, "MONGODB_DATABASE": settings.mongodb_database}
    command = [sys.executable, "-m", "server", "verify", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**given), capture_output=True, text=True
    )


def test_the_command_ends_with_1_and_names_the_link(store, village, settings, io_loop):
    change = {"$set": {"html": "<p>水费</p>"}}
    io_loop.run_sync(lambda: store.disclosures.raw.update_one({"_id": village[2].id}, change))
    found = verify(settings)
    line = f"BROKEN: {VILLAGE}, publication 3: disclosure {village[2].id} shows another html"
    assert (found.returncode, found.stdout.splitlines()[0]) == (1, line)
    whole = verify(settings, "--division", NEIGHBOUR)
    assert (whole.returncode, whole.stdout.splitlines()[-1]) == (0, "all chains are whole")


def test_a_record_is_read_as_the_api_gives_it(tmp_path):
    head = {"village": VILLAGE, "number": 1, "hash": "a" * 64}
    for told in ({"heads": [head]}, {"items": [{"heads": [head]}]}, [{"heads": [head]}]):
        (tmp_path / "it").write_text(json.dumps(told), encoding="utf-8")
        assert [h.number for h in heads_in(tmp_path / "it")] == [1]
