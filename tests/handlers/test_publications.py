"""What anybody can check offline: the head of a chain, the proof of one disclosure, the archive."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile

import pytest
from bson import ObjectId

from handlers.archive import SHEETS, Archive
from handlers.services import ARCHIVES_AT_ONCE
from models.disclosures import Entry
from models.posts import Attachment
from tests.factories import NEIGHBOUR, TOWNSHIP, VILLAGE
from tests.uploads import stored_file

PROOF = "/disclosures/{}/proof"
ENTRY = Entry(on="2026-08-03", way="expense", amount=120_000, subject="路灯维修")


async def published(api, make, store, title="三季度收支"):
    """A disclosure with a file, published over the API, so that the file is open to everybody."""
    clerk = await make.the("clerk")
    file = await stored_file(store, clerk)
    body = {
        "category": "village",
        "title": title,
        "period": "2026Q3",
        "body": "逐笔公开。“引号”\\反斜杠\t制表",
        "attachments": [{"media": str(file), "name": "明细.pdf"}],
    }
    drafted = await api("POST", f"/villages/{VILLAGE}/disclosures", body, role="clerk")
    path = f"/disclosures/{drafted.json['id']}"
    await api("POST", f"{path}/submission", {"version": 1}, role="clerk")
    await api("PUT", f"{path}/review", {"version": 2, "files_read": True}, role="overseer")
    done = await api("PUT", f"{path}/publication", {"version": 3}, role="secretary")
    assert done.status == 200, done.json
    return await store.disclosures.get(ObjectId(drafted.json["id"]))


def run(*command, cwd):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def verify(file):
    return run(sys.executable, "-W", "error", str(SHEETS / "verify.py"), str(file), cwd=file.parent)


async def archive(api, tmp_path, village=VILLAGE):
    reply = await api("GET", f"/villages/{village}/archive")
    assert reply.raw.headers["Content-Type"] == "application/zip"
    file = tmp_path / "archive.zip"
    file.write_bytes(reply.raw.body)
    return file


async def test_the_head_is_shown_on_the_village_s_page_and_moves_with_each_publication(api, make):
    await make.village()
    chain, home = f"/villages/{VILLAGE}/chain", f"/villages/{VILLAGE}/home"
    empty = (await api("GET", chain)).json
    assert (empty["number"], empty["hash"], empty["at"]) == (0, "0" * 64, None)
    for number in (1, 2):
        await make.disclosure()
        head = (await api("GET", chain)).json
        assert (head["number"], (await api("GET", home)).json["chain"]) == (number, head)
    links = (await api("GET", f"{chain}/links")).json["items"]
    assert [link["number"] for link in links] == [1, 2]
    assert (links[1]["previous"], links[1]["hash"]) == (links[0]["hash"], head["hash"])


async def test_the_proof_of_one_disclosure_is_checked_offline_and_an_altered_one_fails(
    api, make, store, tmp_path
):
    await make.village()
    shown = await published(api, make, store)
    proof = (await api("GET", PROOF.format(shown.id))).json
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof, indent=1), encoding="utf-8")
    whole = verify(file)
    assert (whole.returncode, proof["hash"] in whole.stdout) == (0, True)
    for part, change in (("content", {"title": "改过"}), ("link", {"revision": 9})):
        altered = proof | {part: proof[part] | change}
        file.write_text(json.dumps(altered), encoding="utf-8")
        broken = verify(file)
        assert (broken.returncode, broken.stderr.strip()) == (1, f"BROKEN: {part}")


async def test_an_archive_is_whole_for_the_script_and_for_sha256sum(api, make, store, tmp_path):
    await make.village()
    await published(api, make, store)
    await published(api, make, store, "四季度收支")
    await make.disclosure("别村的", division=NEIGHBOUR)
    file = await archive(api, tmp_path)
    head = (await api("GET", f"/villages/{VILLAGE}/chain")).json["hash"]
    whole = verify(file)
    assert (whole.returncode, whole.stdout) == (
        0, f"all is whole: 2 publications, head {head}\n"
    )  # fmt: skip
    with zipfile.ZipFile(file) as opened:
        assert sum(name.startswith("files/") for name in opened.namelist()) == 2
        opened.extractall(tmp_path)
    checked = run("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=tmp_path)
    assert (checked.returncode, checked.stdout.count(": OK")) == (0, 6), checked.stderr


def without(entries, name):
    return {key: value for key, value in entries.items() if key != name}


def with_another(name, old, new):
    return lambda entries: entries | {name: entries[name].replace(old, new)}


def without_the_first(entries):
    return without(without(entries, "links/000001.txt"), "content/000001.json")


def in_another_order(entries):
    one, two = "links/000001.txt", "links/000002.txt"
    return entries | {one: entries[two], two: entries[one]}


TAMPERED = {
    "a text": with_another("content/000001.json", "逐笔".encode(), "不用".encode()),
    "a link": with_another("links/000002.txt", b'"revision":1', b'"revision":2'),
    "a hash": with_another("links/000002.txt", b"content_sha256", b"content_sha255"),
    "a file": lambda entries: {
        name: data + b"x" if name.startswith("files/") else data for name, data in entries.items()
    },
    "the first taken out": without_the_first,
    "two in another order": in_another_order,
}


@pytest.mark.parametrize("how", TAMPERED)
async def test_a_tampered_archive_is_told(api, make, store, tmp_path, how):
    await make.village()
    await published(api, make, store)
    await published(api, make, store, "四季度收支")
    file = await archive(api, tmp_path)
    with zipfile.ZipFile(file) as opened:
        entries = {name: opened.read(name) for name in opened.namelist()}
    tampered = TAMPERED[how](entries)
    assert tampered != entries
    with zipfile.ZipFile(file, "w") as written:
        for name, data in tampered.items():
            written.writestr(name, data)
    assert verify(file).returncode != 0
    with zipfile.ZipFile(file) as opened:
        opened.extractall(tmp_path)
    assert run("sha256sum", "-c", "SHA256SUMS", cwd=tmp_path).returncode != 0


async def test_an_archive_holds_nothing_of_what_is_for_residents_or_covered(
    api, make, store, tmp_path
):
    await make.village()
    shown = await published(api, make, store)
    inside = {"audience": "residents", "residents": {"body": "低保户张三丰"}}
    link = {"disclosure": shown.id}
    await store.publications.raw.update_one(link, {"$set": inside})
    file = await archive(api, tmp_path)
    with zipfile.ZipFile(file) as opened:
        held = b"".join(opened.read(name) for name in opened.namelist())
        assert not any(name.startswith("files/") for name in opened.namelist())
    assert "张三丰" not in held.decode(errors="replace")


async def test_an_archive_is_made_piece_by_piece_and_none_holds_more_than_one_file(
    make, store, server
):
    await make.village()
    for number in range(25):
        await make.disclosure(f"第{number}期", entries=(ENTRY,) * 20)
    archive = Archive(store, VILLAGE, server.services.blocking.run)
    sizes = [len(piece) async for piece in archive.pieces()]
    assert (len(sizes), max(sizes) < sum(sizes) / 4) == (25 * 2 + 4, True)


async def test_an_archive_of_many_is_whole_and_one_of_nowhere_is_not_found(api, make):
    await make.village()
    for number in range(25):
        await make.disclosure(f"第{number}期", entries=(ENTRY,) * 20)
    reply = await api("GET", f"/villages/{VILLAGE}/archive")
    assert reply.raw.headers.get("Content-Length") is None
    with zipfile.ZipFile(io.BytesIO(reply.raw.body)) as opened:
        assert opened.testzip() is None
        assert len(opened.namelist()) == 25 * 2 + 3
    assert (await api("HEAD", f"/villages/{VILLAGE}/archive")).raw.body == b""
    assert (await api("GET", "/villages/330825999999/archive")).status == 404


async def test_a_few_archives_are_sent_at_one_time_and_others_are_asked_to_come_back(
    api, make, server, tmp_path
):
    await make.village()
    await make.disclosure()
    slots = server.services.archive_slots
    for _ in range(ARCHIVES_AT_ONCE - 1):
        await slots.acquire()
    # The last one is free again behind each of these.
    for _ in range(3):
        await archive(api, tmp_path)
    await slots.acquire()
    busy = await api("GET", f"/villages/{VILLAGE}/archive")
    assert (busy.status, busy.code, busy.raw.headers["Retry-After"]) == (503, "overloaded", "30")
    for _ in range(ARCHIVES_AT_ONCE):
        slots.release()


async def test_the_script_is_given_to_anybody(api):
    reply = await api("GET", "/chain/verify.py")
    assert reply.raw.body == (SHEETS / "verify.py").read_bytes()


async def test_a_draft_has_neither_proof_nor_changes(api, make):
    await make.divisions()
    draft = await make.disclosure(published=False)
    for what in ("proof", "changes"):
        assert (await api("GET", f"/disclosures/{draft.id}/{what}")).status == 404


async def test_the_township_notes_the_heads_down_once_a_day_and_its_monitor_reads_them(
    api, make, store, worker
):
    await make.village()
    await make.disclosure()
    await make.disclosure(division=NEIGHBOUR)
    await worker.until_idle()
    await worker.until_idle()
    path = f"/divisions/{TOWNSHIP}/chain-records"
    (record,) = (await api("GET", path, role="monitor")).json["items"]
    noted = [(head["village"], head["number"]) for head in record["heads"]]
    assert noted == [(VILLAGE, 1), (NEIGHBOUR, 1)]
    head = (await api("GET", f"/villages/{VILLAGE}/chain")).json
    assert record["heads"][0]["hash"] == head["hash"]
    assert (await api("GET", path, role="secretary")).status == 403


async def test_a_correction_is_told_line_by_line_and_sentence_by_sentence(api, make, store):
    await make.village()
    income = Entry(on="2026-08-01", way="income", amount=5_00, subject="利息")
    old = await make.disclosure(
        "八月收支", "本月收支如下。路灯已修好。", entries=(income, ENTRY, ENTRY)
    )
    draft = await store.disclosures.revise(old, reason="金额有误", author=old.author)
    fixed = ENTRY.model_copy(update={"amount": 150_000})
    body = "本月收支如下。路灯还没有修好。"
    changed = draft.statement.model_copy(update={"entries": (income, ENTRY, fixed), "body": body})
    edited = await store.disclosures.edit(draft.id, changed, version=1, writer=old.author)
    await make.published(edited)
    told = (await api("GET", f"/disclosures/{draft.id}/changes")).json
    assert told["changes"] == [
        "正文“路灯已修好。”改为“路灯还没有修好。”",
        "第2笔支出金额由 1,200.00 元改为 1,500.00 元",
    ]
    assert (told["before"], told["revision_reason"]) == (str(old.id), "金额有误")
    assert (await api("GET", f"/disclosures/{old.id}/changes")).json["changes"] == []


async def test_a_file_that_is_gone_stops_the_publication(api, make, store):
    await make.village()
    gone = Attachment(media=ObjectId(), name="明细.pdf")
    passed = await make.approvable(await make.disclosure(attachments=(gone,), published=False))
    path, body = f"/disclosures/{passed.id}/publication", {"version": passed.version}
    refused = await api("PUT", path, body, role="secretary")
    assert (refused.status, refused.code) == (409, "file_gone")
    assert (await store.chain_heads.of(VILLAGE)).number == 0
    assert (await store.disclosures.get(passed.id)).state == "approval"
