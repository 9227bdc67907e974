"""A table of money comes in whole or not at all, into a draft and by who may write it."""

from __future__ import annotations

import io

import openpyxl

from models.disclosures.importing import read_entries
from tests.factories import OUTSIDE, VILLAGE
from tests.models.test_importing import bad
from tests.tables import HEADS, ROW, csv, row

BOARD = f"/villages/{VILLAGE}/disclosures"


async def send(api, path, data, version=1, role="clerk", more="", division=VILLAGE):
    body = (
        b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
        + data
        + b"\r\n--frontier--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    address = f"{path}/entries/import?version={version}{more}"
    return await api("POST", address, role=role, raw_body=body, headers=headers, division=division)


async def test_thousands_of_lines_come_in_whole_and_are_read_page_by_page(api, make, store):
    await make.village()
    draft = await make.disclosure(published=False)
    path, count = f"/disclosures/{draft.id}", 2_600
    lines = [row(amount=f"{n / 100:.2f}", voucher=f"8-{n}") for n in range(1, count + 1)]
    done = await send(api, path, csv(HEADS, *lines))
    assert (done.status, done.json["entry_count"]) == (200, count), done.json
    assert done.json["expense"] == sum(range(1, count + 1))
    await make.published(await store.disclosures.get(draft.id))
    shown = (await api("GET", path)).json
    assert (len(shown["entries"]), shown["entry_count"]) == (2_000, count)
    read, after = [], ""
    while after is not None:
        page = (await api("GET", f"{path}/entries?limit=500{after}")).json
        read += [(line["number"], line["amount"]) for line in page["items"]]
        after = page["next"] and f"&after={page['next']}"
    assert read == [(n, n + 1) for n in range(count)]


async def test_nothing_is_half_imported_and_every_reason_is_said_in_words(api, make, store):
    await make.village()
    draft = await make.disclosure(published=False)
    data = csv(HEADS, row(), row(amount="-3", voucher="8-2"), row(on="昨天", voucher="8-1"))
    reply = await send(api, f"/disclosures/{draft.id}", data)
    assert reply.status == 422
    assert [(m["path"], m["message"]) for m in reply.json["errors"]] == [
        ("body.file.3.amount", "第 3 行“金额（元）”：不能是负数，收入和支出都填正数"),
        ("body.file.4.on", "第 4 行“日期”：日期不正确，应如 2026-08-03"),
        ("body.file.4.voucher_number", "第 4 行“凭证号”：凭证号与第 2 行重复"),
    ]
    now = await store.disclosures.get(draft.id)
    assert (now.entries, now.version) == ((), 1)


async def test_an_import_replaces_what_was_there_or_is_added_to_it(api, make):
    await make.village()
    draft = await make.disclosure(published=False)
    path = f"/disclosures/{draft.id}"
    for version, voucher, more, count in ((1, "8-1", "", 1), (2, "8-2", "&append=true", 2)):
        done = await send(api, path, csv(HEADS, row(voucher=voucher)), version, more=more)
        assert (done.status, done.json["entry_count"]) == (200, count)
    twice = await send(api, path, csv(HEADS, row(voucher="8-2")), 3, more="&append=true")
    assert (twice.status, twice.paths) == (422, ["body.file.2.voucher_number"])
    done = await send(api, path, csv(HEADS, row(voucher="8-2")), 3)
    assert (done.status, done.json["entry_count"]) == (200, 1)


async def test_only_who_writes_disclosures_of_the_village_imports_and_only_into_a_draft(api, make):
    await make.village()
    draft = await make.disclosure(published=False)
    path, data = f"/disclosures/{draft.id}", csv(HEADS, ROW)
    assert (await send(api, path, data, role="overseer")).status == 403
    assert (await send(api, path, data, role=None)).status == 401
    assert (await send(api, path, data, division=OUTSIDE)).status == 404
    assert (await send(api, path, data, version=9)).status == 409
    await make.published(draft)
    late = await send(api, path, data, version=4)
    assert (late.status, late.json["state"]) == (409, "published")


async def test_the_template_has_the_columns_that_are_read(api, make):
    reply = await api("GET", "/disclosures/entries/template", role="clerk")
    book = openpyxl.load_workbook(io.BytesIO(reply.raw.body))
    assert bad(reply.raw.body) == [("file", "table_empty")]
    book.worksheets[0].append(ROW)
    written = io.BytesIO()
    book.save(written)
    assert len(read_entries(written.getvalue())) == 1


async def test_one_entry_of_many_is_corrected_by_its_number(api, make):
    await make.village()
    draft = await make.disclosure(published=False)
    path = f"/disclosures/{draft.id}"
    await send(api, path, csv(HEADS, row(), row(voucher="8-2")))
    line = {"on": "2026-08-04", "way": "income", "amount": 7, "subject": "利息"}
    body = {**line, "version": 2}
    done = await api("PUT", f"{path}/entries/1", body, role="clerk")
    assert (done.status, done.json["income"], done.json["expense"]) == (200, 7, 120_050)
    assert (
        await api("PUT", f"{path}/entries/2", body | {"version": 3}, role="clerk")
    ).status == 404
    again = body | {"voucher_number": "8-1", "version": 3}
    refused = await api("PUT", f"{path}/entries/1", again, role="clerk")
    assert (refused.status, refused.paths) == (422, ["body.voucher_number"])


async def test_a_title_is_changed_without_sending_ten_thousand_entries(api, make, store):
    await make.village()
    draft = await make.disclosure(published=False)
    await send(api, f"/disclosures/{draft.id}", csv(HEADS, ROW))
    body = {"category": "finance", "title": "新标题", "period": "2026Q3", "version": 2}
    path = f"/disclosures/{draft.id}/source"
    kept = await api("PUT", path, body | {"keep_entries": True}, role="clerk")
    assert (kept.json["title"], len(kept.json["entries"])) == ("新标题", 1)
