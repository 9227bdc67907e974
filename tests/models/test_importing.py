"""A table of money is read whole or not at all, and every bad cell is named."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.disclosures.importing import read_entries
from models.errors import Invalid
from tests.tables import HEADS, ROW, csv, row, workbook


def bad(data, **options):
    with pytest.raises(Invalid) as refused:
        read_entries(data, **options)
    return [(m.path.removeprefix("body."), m.code) for m in refused.value.mistakes]


def big(planted):
    first = date(2026, 7, 1)
    rows = [
        [first + timedelta(days=n % 90), ("收入", "支出")[n % 2], (n + 1) / 100, f"第{n}笔",
         "某店", "李会计", "王书记", f"7-{n}"]
        for n in range(10_000)
    ]  # fmt: skip
    for line, place, value, *_ in planted:
        # The names of the columns stand in line 1.
        rows[line - 2][place] = value
    return workbook(rows)


PLANTED = [
    (2, 0, "2026-02-30", "on", "row_day"),
    (17, 2, "12.345", "amount", "amount_decimals"),
    (999, 2, -5, "amount", "amount_negative"),
    (1000, 2, "=SUM(C2:C9)", "amount", "cell_formula"),
    (1001, 1, "借款", "way", "row_way"),
    (2500, 3, "", "subject", "row_required"),
    (4096, 7, "7-0", "voucher_number", "row_voucher"),
    (5000, 2, "十元", "amount", "amount_format"),
    (7777, 0, None, "on", "row_required"),
    (8000, 3, "长" * 101, "subject", "row_too_long"),
    (9999, 2, 0, "amount", "amount_zero"),
    (10001, 2, "1e5", "amount", "amount_format"),
]


def test_of_ten_thousand_lines_exactly_the_twelve_planted_errors_are_found_in_time():
    data = big(PLANTED)
    began = time.thread_time()
    found = bad(data)
    assert time.thread_time() - began < 5
    assert found == [(f"file.{line}.{name}", code) for line, _, _, name, code in PLANTED]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_is_read_in_the_encodings_that_villages_have(encoding):
    (entry,) = read_entries(csv(HEADS, ROW, encoding=encoding))
    assert (entry.subject, entry.amount, entry.way) == ("路灯维修", 120_050, "expense")
    assert (entry.on, entry.voucher_number) == ("2026-08-03", "8-1")


@pytest.mark.parametrize(
    "day", ["2026-08-03", "2026/8/3", "2026.8.3", "2026年8月3日", "20260803", "２０２６-08-03"]
)
def test_days_are_read_as_people_write_them(day):
    assert read_entries(csv(HEADS, row(on=day)))[0].on == "2026-08-03"


def test_titles_above_sums_below_and_other_names_of_columns_do_no_harm():
    heads = ["序号", "发生日期", "收入金额", "支出金额", "用途", "经办人", "备注"]
    rows = [
        ["前村2026年8月收支明细"],
        heads,
        ["1", "2026-8-3", "", "12元", "买灯", "李会计", "急"],
        [],
        ["2", "2026-8-4", "￥1,000", "0.00", "租金", "李会计", ""],
        ["合计", "", "1000", "12", "", "", ""],
    ]
    spent, got = read_entries(csv(*rows))
    assert [(e.way, e.amount, e.subject) for e in (spent, got)] == [
        ("expense", 1_200, "买灯"),
        ("income", 100_000, "租金"),
    ]


def test_of_very_many_errors_the_first_are_named_and_that_there_are_more_is_said():
    found = bad(csv(HEADS, *[row(on="昨天", voucher="")] * 600))
    assert found[:-1] == [(f"file.{line}.on", "row_day") for line in range(2, 502)]
    assert found[-1] == ("file", "table_mistakes")


def test_a_line_is_income_or_expense_and_not_both():
    heads = ["日期", "收入", "支出", "摘要"]
    rows = [["2026-08-03", "5", "6", "灯"], ["2026-08-03", "", "", "灯"]]
    assert bad(csv(heads, *rows)) == [
        ("file.2.income", "row_one_way"),
        ("file.3.income", "row_required"),
    ]


def test_where_the_item_says_the_way_the_table_need_not():
    heads = ["日期", "金额", "摘要"]
    data = csv(heads, ["2026-08-03", "5", "租金"])
    assert read_entries(data, way="income")[0].way == "income"
    assert bad(data) == [("file", "table_heads")]


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "＝1"])
def test_formulas_are_refused_wherever_they_stand(cell):
    assert bad(csv(HEADS, row(subject=cell))) == [("file.2.subject", "cell_formula")]
    assert bad(workbook([row(subject=cell)])) == [("file.2.subject", "cell_formula")]


@pytest.mark.parametrize(
    ("stored", "fen"),
    [
        ("1234.56", 123_456),
        ("12", 1_200),
        ("0.30000000000000004", 30),
        ("1234.5600000000001", 123_456),
        ("9999999999.99", 999_999_999_999),
    ],
)
def test_a_number_of_a_workbook_is_what_the_spreadsheet_shows(stored, fen):
    data = with_sheet(workbook([row(amount=0.5)]), b"<v>0.5</v>", f"<v>{stored}</v>".encode())
    assert read_entries(data)[0].amount == fen


def archive(parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe\x00\x01\x80", "table_encoding"),
        (b"\x00\x01\x02", "table_type"),
        (b"PK\x03\x04 no archive", "file_broken"),
        (archive({"a.txt": b"x"}), "table_type"),
        (archive({"xl/workbook.xml": b"<x/>"}), "file_broken"),
        (archive({"xl/workbook.xml": b"0" * (60 * 1024 * 1024)}), "table_too_large"),
        (csv(["甲", "乙"], ["1", "2"]), "table_heads"),
        (csv(HEADS), "table_empty"),
        (csv(HEADS, *[row(voucher="")] * 10_001), "table_rows"),
    ],
)
def test_what_is_no_table_or_too_much_is_refused_as_a_whole(data, code):
    assert bad(data) == [("file", code)]


def with_sheet(data, old, new):
    """The workbook with something of its sheet exchanged, as other programs may write it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = next(name for name in parts if name.startswith("xl/worksheets/"))
    assert old in parts[sheet]
    return archive(parts | {sheet: parts[sheet].replace(old, new)})


def test_a_sheet_that_lies_about_its_size_costs_no_more_than_it_holds():
    lie = b'<dimension ref="A1:XFD1048576"/><sheetData>'
    assert len(read_entries(with_sheet(workbook([ROW]), b"<sheetData>", lie))) == 1


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "{"ha" * 50}">{LAUGHS}]><worksheet'.encode()


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<sheetData>", b"<sheetData><row"), (b"</worksheet>", b""), (b"<sheetData>", b"\x00")],
)
def test_a_sheet_that_is_broken_is_refused_as_a_whole(old, new):
    assert bad(with_sheet(workbook([ROW]), old, new)) == [("file", "file_broken")]


def test_entities_that_unfold_without_end_are_refused_at_once():
    data = with_sheet(workbook([ROW]), b"<worksheet", BOMB)
    data = with_sheet(data, b"</t>", b"&l11;</t>")
    began = time.thread_time()
    assert bad(data) == [("file", "file_broken")]
    assert time.thread_time() - began < 2


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_entries_or_refused(data):
    head = ",".join(HEADS).encode()
    for file in (data, head + b"\n" + data, b"PK\x03\x04" + data):
        with contextlib.suppress(Invalid):
            assert read_entries(file)
