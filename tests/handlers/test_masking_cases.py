"""The whole list of personal data, put through a real publication in every place there is."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from models.disclosures import Column, Entry, FieldValue, Picture, Table
from models.posts import Attachment
from tests.factories import VILLAGE
from tests.uploads import upload

CASES = Path(__file__).parents[1] / "nlp" / "personal_cases.csv"
# Shorter ones may stand elsewhere by chance.
TELLING = 7
SPOKEN = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def cases() -> list[tuple[str, str, list[str]]]:
    """(text, header, what must not come out)."""
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [[e.partition(":")[2] for e in row["expected"].split(";") if e] for row in rows]
    return [(row["text"], row["header"], each) for row, each in zip(rows, expected, strict=True)]


def everywhere(voucher) -> dict[str, object]:
    """A disclosure that holds every case in its body, subjects, counterparts, columns, file names
    and captions; those that only a header tells stand in the table alone."""
    alone = [text for text, header, _ in cases() if not header]
    headers = sorted({header for _, header, _ in cases()})
    rows = [
        tuple(text if header == column else "" for column in headers) for text, header, _ in cases()
    ]
    money = {"on": "2026-08-03", "way": "expense", "amount": 5}
    return {
        "body": "\n\n".join(alone),
        "entries": tuple(Entry(**money, subject=text) for text in alone),
        "table": Table(
            columns=tuple(Column(name=header or "内容", type="text") for header in headers),
            rows=tuple(rows),
        ),
        "fields": (
            FieldValue(
                name="照片",
                type="pictures",
                pictures=tuple(Picture(media=voucher, caption=text) for text in alone),
            ),
        ),
        "attachments": tuple(Attachment(media=voucher, name=text) for text in alone),
    }


def leaks(shown: list[str], columns: list[list[str]]) -> list[tuple[str, str]]:
    """What still stands where it was: by place, so that a name elsewhere is no alarm."""
    told = [(text, each) for text, header, each in cases() if not header]
    found = []
    for start in range(0, len(shown), len(told)):
        for public, (text, expected) in zip(shown[start:], told, strict=False):
            found += [(text, e) for e in expected if public.count(e) >= text.count(e)]
    for row, (text, _, expected) in zip(columns, cases(), strict=True):
        found += [(text, e) for e in expected if e in "".join(row)]
    return found


async def publish(api, draft) -> None:
    path = f"/disclosures/{draft.id}"
    assert (await api("POST", f"{path}/submission", {"version": 1}, role="clerk")).status == 422
    masked = {"version": 1, "mask_rest": True}
    decided = await api("PUT", f"{path}/masking", masked, role="clerk")
    assert decided.json["undecided"] == 0, [f for f in decided.json["findings"] if not f["how"]]
    steps = [("POST", "submission", "clerk"), ("PUT", "review", "overseer"),
             ("PUT", "publication", "secretary")]  # fmt: skip
    for version, (verb, act, role) in enumerate(steps, start=2):
        body = {"version": version} | ({"files_read": True} if act == "review" else {})
        reply = await api(verb, f"{path}/{act}", body, role=role)
        assert reply.status < 300, [(e["path"], e["message"]) for e in reply.json["errors"]]


async def test_none_of_the_list_comes_out_in_any_place_or_answer(api, make, store):
    await make.village()
    voucher = await upload(store, await make.the("clerk"))
    draft = await make.disclosure(
        "各类信息", category="village", published=False, **everywhere(voucher)
    )
    await publish(api, draft)
    public = await store.disclosures.get(draft.id)
    shown = [
        *public.body.split("\n\n"),
        *(entry.subject for entry in public.entries),
        *(picture.caption for picture in public.fields[0].pictures),
        *(attachment.name for attachment in public.attachments),
    ]
    assert leaks(shown, [[str(cell) for cell in row] for row in public.table.rows]) == []
    assert await numbers_in_answers(api, draft) == []


ANSWERS = (
    "/disclosures/{id}",
    "/disclosures/{id}/revisions",
    "/disclosures/{id}/summary",
    "/disclosures/{id}/proof",
    "/disclosures/{id}/changes",
    "/villages/{village}/chain",
    "/villages/{village}/chain/links",
    "/villages/{village}/home",
    "/villages/{village}/disclosures",
    "/villages/{village}/search?q=%E7%94%B5%E8%AF%9D",
)


def is_other(value: str, text: str, expected: list[str]) -> bool:
    """True if it stands there as something else, in digits or as they are read aloud."""
    for each in expected:
        text = text.replace(each, "")
    return value in text or value.translate(SPOKEN) in text


async def numbers_in_answers(api, draft) -> list[tuple[str, str]]:
    """Every long value of the list in the raw bytes of every public answer; but for those that
    the list also holds as something else, such as the number of an order."""
    values = {e for _, _, expected in cases() for e in expected if len(e) >= TELLING}
    values -= {v for v in values for text, _, expected in cases() if is_other(v, text, expected)}
    assert len(values) > 50
    archive = await api("GET", f"/villages/{VILLAGE}/archive")
    with zipfile.ZipFile(io.BytesIO(archive.raw.body)) as opened:
        held = b"".join(opened.read(name) for name in opened.namelist()).decode()
    found = [("archive", value) for value in values if value in held]
    for template in ANSWERS:
        reply = await api("GET", template.format(id=draft.id, village=VILLAGE))
        assert reply.status == 200, template
        body = reply.raw.body.decode()
        found += [(template, value) for value in values if value in body]
    return found
