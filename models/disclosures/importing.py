"""Entries out of the rows of a table: every bad cell with its line, column and reason, or all good.

Pure, and work for the blocking runner. Column names are those that people write.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from models.content import wrong_file
from models.disclosures.documents import Entry
from models.disclosures.money import NotMoney, parse_fen
from models.disclosures.sheets import Line, lines_of
from models.errors import Invalid, Mistake

Way = Literal["income", "expense"]
MOST_ENTRIES = 10_000
# Whoever has more to correct than this begins anew with the template.
MOST_MISTAKES = 500
# Rows above the names of the columns: a title, the village, the period.
MOST_TITLES = 10

# The first name of each is the template's.
COLUMNS: dict[str, tuple[str, ...]] = {
    "on": ("日期", "发生日期", "记账日期", "业务日期", "时间"),
    "way": ("收支", "收支类型", "收支类别", "类型", "收入/支出", "方向"),
    "amount": ("金额", "发生额", "收支金额"),
    "income": ("收入", "收入金额", "收方"),
    "expense": ("支出", "支出金额", "付方"),
    "subject": ("摘要", "事项", "事由", "用途", "说明", "内容"),
    "counterpart": ("对方", "来源", "收款方", "收款人", "付款方", "付款人", "对方单位", "往来单位"),
    "handled_by": ("经手人", "经办人"),
    "approved_by": ("审批人", "批准人"),
    "voucher_number": ("凭证号", "凭证编号", "票据号", "单据号", "凭证"),
}
TEMPLATE = ("on", "way", "amount", "subject", "counterpart", "handled_by", "approved_by",
            "voucher_number")  # fmt: skip
_NAMES = {name: column for column, names in COLUMNS.items() for name in names}
_WAYS: dict[str, Way] = {
    "收入": "income",
    "收": "income",
    "进": "income",
    "income": "income",
    "支出": "expense",
    "支": "expense",
    "付": "expense",
    "出": "expense",
    "expense": "expense",
}
# What a table's last line says; it is no entry.
_SUMS = frozenset({"合计", "总计", "小计", "本页合计", "本期合计"})
_LENGTHS = {"subject": 100, "counterpart": 60, "handled_by": 60, "approved_by": 60,
            "voucher_number": 60}  # fmt: skip
_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(20\d\d)(\d\d)(\d\d)", re.ASCII)


class _Bad(Exception):
    """A cell that is none: its column, and why."""

    def __init__(self, column: str, code: str, **values: object) -> None:
        self.column, self.code, self.values = column, code, values
        super().__init__(code)


class Heads(NamedTuple):
    """Which column stands at which place, and the name it bears in the file."""

    places: Mapping[str, int]
    names: Mapping[str, str]


def read_entries(
    data: bytes, *, way: Way | None = None, taken: Mapping[str, int] | None = None
) -> tuple[Entry, ...]:
    """All entries of a CSV or XLSX file; `way` is what lines are that do not say it, `taken` the
    voucher numbers that are there already, with their lines.

    Raises `Invalid`: a mistake at `body.file.<line>.<column>` for each bad cell, and then nothing
    is read; at `body.file` for a file that is no such table.
    """
    lines = lines_of(data)
    heads = _heads(lines, way)
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    vouchers = {number: f"第 {line} 行（原有）" for number, line in (taken or {}).items()}
    for line in lines:
        if _is_sum(line, heads):
            continue
        if len(entries) >= MOST_ENTRIES:
            raise wrong_file("table_rows", most=MOST_ENTRIES)
        found = list(_mistakes(line, heads, way, vouchers, entries))
        mistakes += found
        if len(mistakes) >= MOST_MISTAKES:
            break
    if len(mistakes) >= MOST_MISTAKES:
        more = Mistake("body.file", "table_mistakes", (("most", MOST_MISTAKES),))
        mistakes = [*mistakes[:MOST_MISTAKES], more]
    if mistakes:
        raise Invalid(mistakes)
    if not entries:
        raise wrong_file("table_empty")
    return tuple(entries)


def _heads(lines: Iterable[Line], way: Way | None) -> Heads:
    """The row of names among the first ones; raises `Invalid` naming the columns it lacks."""
    lacking: set[str] = set()
    for line, _ in zip(lines, range(MOST_TITLES), strict=False):
        heads = _heads_in(line)
        lacking = _lacking(heads, way)
        if not lacking:
            return heads
        if len(heads.places) >= 2:
            break
    names = "、".join(COLUMNS[column][0] for column in COLUMNS if column in lacking)
    raise wrong_file("table_heads", lacking=names or COLUMNS["on"][0])


def _heads_in(line: Line) -> Heads:
    places: dict[str, int] = {}
    names: dict[str, str] = {}
    for place, cell in enumerate(line.cells):
        column = _NAMES.get(_plain(cell))
        if column is not None and column not in places:
            places[column], names[column] = place, cell
    return Heads(places, names)


def _plain(name: str) -> str:
    """`金额（元）` is 金额."""
    return re.sub(r"\s|\(.*?\)|\*|:", "", unicodedata.normalize("NFKC", name))


def _lacking(heads: Heads, way: Way | None) -> set[str]:
    lacking = {"on", "subject"} - heads.places.keys()
    if heads.places.keys() & {"income", "expense"}:
        return lacking
    lacking |= {"amount"} - heads.places.keys()
    return lacking if way else lacking | ({"way"} - heads.places.keys())


def _is_sum(line: Line, heads: Heads) -> bool:
    """The last line of many tables: 合计 where a day or a subject would stand."""
    said = [cell.replace(" ", "") for cell in line.cells if cell]
    place = heads.places["on"]
    day = line.cells[place] if place < len(line.cells) else ""
    return (not day or day.replace(" ", "") in _SUMS) and any(cell in _SUMS for cell in said)


def _mistakes(
    line: Line, heads: Heads, way: Way | None, vouchers: dict[str, str], entries: list[Entry]
) -> Iterator[Mistake]:
    """Adds the line's entry, or gives all that is wrong with it."""
    found: dict[str, Any] = {}
    bad: list[_Bad] = []
    for column, read in _READERS.items():
        try:
            found[column] = read(_Row(line, heads, way), column)
        except _Bad as refused:
            bad.append(refused)
    number = found.get("voucher_number", "")
    if number and number in vouchers:
        bad.append(_Bad("voucher_number", "row_voucher", first=vouchers[number]))
    vouchers.setdefault(number, f"第 {line.number} 行")
    if not bad:
        entry_way, amount = found.pop("money")
        entries.append(Entry(way=entry_way, amount=amount, **found))
    for error in bad:
        name = heads.names.get(error.column, COLUMNS[error.column][0])
        values = {"line": line.number, "column": name, **error.values}
        yield Mistake(f"body.file.{line.number}.{error.column}", error.code, tuple(values.items()))


class _Row(NamedTuple):
    line: Line
    heads: Heads
    way: Way | None

    def cell(self, column: str) -> str:
        """The text of the cell, empty if there is no such column; raises `_Bad`."""
        place = self.heads.places.get(column)
        if place is None or place >= len(self.line.cells):
            return ""
        if place in self.line.wrong:
            raise _Bad(column, self.line.wrong[place])
        return self.line.cells[place]


def _day(row: _Row, column: str) -> str:
    text = row.cell(column).partition(" ")[0]
    if not text:
        raise _Bad(column, "row_required")
    match = _DAY.fullmatch(text) or _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        assert match is not None
        year, month, day = (int(part) for part in match.groups() if part)
        return date(year, month, day).isoformat()
    except (AssertionError, ValueError):
        raise _Bad(column, "row_day") from None


def _money(row: _Row, _: str) -> tuple[Way, int]:
    """The way and the amount: from a column of each, or from one column of each way."""
    if row.heads.places.keys() & {"income", "expense"}:
        return _money_of_two(row)
    text = row.cell("way")
    way = (_WAYS.get(text) or _WAYS.get(_plain(text).lower())) if text else row.way
    if way is None:
        raise _Bad("way", "row_way" if text else "row_required")
    return way, _amount(row, "amount")


def _money_of_two(row: _Row) -> tuple[Way, int]:
    ways: tuple[Way, ...] = ("income", "expense")
    named = [way for way in ways if row.cell(way).strip("0.-￥¥ ")]
    if len(named) != 1:
        first = next(way for way in ways if way in row.heads.places)
        raise _Bad(named[0] if named else first, "row_one_way" if named else "row_required")
    return named[0], _amount(row, named[0])


def _amount(row: _Row, column: str) -> int:
    text = row.cell(column)
    if not text:
        raise _Bad(column, "row_required")
    try:
        return parse_fen(text)
    except NotMoney as error:
        raise _Bad(column, error.code) from None


def _text(row: _Row, column: str) -> str:
    text = row.cell(column)
    if column == "subject" and not text:
        raise _Bad(column, "row_required")
    if len(text) > _LENGTHS[column]:
        raise _Bad(column, "row_too_long", most=_LENGTHS[column])
    return text


_READERS: dict[str, Any] = {"on": _day, "money": _money, **dict.fromkeys(_LENGTHS, _text)}
