"""A disclosure for people: plain words, last year beside it, read aloud, and a sheet to hang up."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from models.disclosures import Column, FieldValue, Table
from tests.factories import VILLAGE

LAMP = {"on": "2026-08-03", "way": "expense", "amount": 120_050, "subject": "路灯维修"}
RENT = {"on": "2026-08-05", "way": "income", "amount": 500_000, "subject": "土地租金"}


@pytest.fixture
def year(api, make, io_loop):
    """The same item two years running: the disclosure of 2026."""

    async def both(**fields):
        await make.divisions()
        before = ({**LAMP, "amount": 100_000}, RENT)
        await make.disclosure(item="F01", period="2025Q3", entries=before)
        return await make.disclosure(
            item="F01", period="2026Q3", entries=(LAMP, RENT, LAMP), **fields
        )

    return both


@pytest.fixture
def public_url(server):
    """An address for codes to lead to."""
    policy = server.services.policy
    object.__setattr__(policy, "public_url", "https://village.example/")
    yield
    object.__setattr__(policy, "public_url", "")


async def get(api, disclosure, what):
    return await api("GET", f"/disclosures/{disclosure.id}/{what}")


async def test_a_summary_tells_the_money_in_plain_words_beside_last_year(api, year):
    disclosure = await year()
    told = (await get(api, disclosure, "summary")).json
    assert told["figures"]["expense"] == 240_100
    assert told["figures"]["last_year"]["expense"] == 100_000
    assert told["period_text"] == "2026年第三季度"
    words = "".join(told["sentences"])
    assert "共支出2,401元（2笔）" in words
    assert "支出增加1,401元（140.1%）" in words
    assert "一千二百元五角" in told["loudspeaker"]
    assert not re.search("[0-9]", told["speech"] + told["loudspeaker"])


async def test_the_chart_has_a_line_for_each_subject_with_last_year_beside_it(api, year):
    told = (await get(api, await year(), "summary")).json
    assert [
        (line["subject"], line["way"], line["amount"], line["last_year"])
        for line in told["figures"]["subjects"]
    ] == [("土地租金", "income", 500_000, 500_000), ("路灯维修", "expense", 240_100, 100_000)]


async def test_the_same_line_of_last_year_stands_beside_each_entry(api, year):
    shown = (await get(api, await year(), "comparison")).json
    assert [(one["line"], one["amount"], one["last_year"]) for one in shown["entries"]] == [
        (1, 120_050, 100_000), (2, 500_000, 500_000), (3, 120_050, 100_000),
    ]  # fmt: skip
    assert shown["last_year"]["period"] == "2025Q3"


async def test_a_household_is_counted_once_the_township_has_said_how_many_there_are(api, year):
    disclosure = await year()
    assert (await get(api, disclosure, "summary")).json["figures"]["per_household"] is None
    headcount = f"/villages/{VILLAGE}/headcount"
    assert (await api("PUT", headcount, {"households": 100}, role="monitor")).status == 200
    told = (await get(api, disclosure, "summary")).json
    assert told["figures"]["per_household"] == {
        "households": 100, "income": 5_000, "expense": 2_401,
    }  # fmt: skip
    assert "平均每户收入50元，支出24.01元" in "".join(told["sentences"])


async def test_without_last_year_or_an_item_nothing_is_compared(api, make):
    await make.divisions()
    alone = await make.disclosure(item="F01", period="2026Q3", entries=(LAMP,))
    own = await make.disclosure(entries=(LAMP,))
    for disclosure in (alone, own):
        shown = (await get(api, disclosure, "comparison")).json
        assert (shown["last_year"], shown["entries"][0]["last_year"]) == (None, None)


async def test_fields_and_tables_are_read_aloud_too(api, make):
    await make.divisions()
    rows = Table(
        columns=(Column(name="姓名", type="name"), Column(name="金额", type="amount")),
        rows=(("张*", 50_000),),
    )
    disclosure = await make.disclosure(
        "低保名单", "本季度共3户", category="village", table=rows,
        fields=(FieldValue(name="标准", type="amount", amount=80_000),),
    )  # fmt: skip
    told = (await get(api, disclosure, "summary")).json
    assert "本季度共三户" in told["speech"]
    assert "标准：八百元。" in told["speech"]
    assert "姓名张某，金额五百元。" in told["loudspeaker"]
    assert told["sentences"] == []


@pytest.mark.parametrize("what", ["summary", "comparison", "sheet", "inquiries"])
async def test_what_is_not_out_is_told_to_nobody(api, make, what, public_url):
    await make.divisions()
    draft = await make.disclosure(published=False)
    assert (await get(api, draft, what)).status == 404
    assert (await get(api, await make.disclosure(), what)).status == 200


async def test_a_sheet_is_one_large_page_with_a_code_and_nothing_from_afar(api, year, public_url):
    disclosure = await year(title="收支<b>明细")
    page = (await get(api, disclosure, "sheet")).raw
    body = page.body.decode()
    style = re.search("<style>(.*?)</style>", body)[1]
    allowed = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in page.headers["Content-Security-Policy"]
    assert "size:A4" in style
    assert int(re.search(r"font:(\d+)pt", style)[1]) >= 18
    assert body.count("<svg") == 1
    assert not re.search(r'<script|<link|<img|url\(|src=|href=|style="', body)
    assert "收支&lt;b&gt;明细" in body
    assert body.count("<tr>") == 4
    assert "1,200.50元" in body
    assert "前村 · 2026年第三季度" in body


async def test_a_post_has_a_sheet_too(api, make, public_url):
    await make.divisions()
    post = await make.post("停水通知", "明天**停水**一天")
    body = (await api("GET", f"/posts/{post.id}/sheet")).raw.body.decode()
    assert "<strong>停水</strong>" in body
    assert "<svg" in body
    draft = await make.post(published=False)
    assert (await api("GET", f"/posts/{draft.id}/sheet")).status == 404


async def test_without_an_address_for_its_code_a_sheet_says_what_is_missing(api, make):
    await make.divisions()
    refused = await get(api, await make.disclosure(), "sheet")
    assert (refused.status, refused.code) == (409, "no_public_url")


async def test_the_summary_is_kept_until_what_it_tells_changes(api, year, make):
    disclosure = await year()
    first = (await get(api, disclosure, "summary")).raw.headers["Etag"]
    assert (await get(api, disclosure, "summary")).raw.headers["Etag"] == first
    headcount = f"/villages/{VILLAGE}/headcount"
    await api("PUT", headcount, {"households": 7}, role="monitor")
    assert (await get(api, disclosure, "summary")).raw.headers["Etag"] != first
