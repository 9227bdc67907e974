"""Finds personal data in tables, where a header tells what its column holds; it knows no files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.normal import normalise
from nlp.personal.kinds import Kind, Personal
from nlp.personal.names import name_length
from nlp.personal.texts import find_personal


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with personal data; `row` counts from 0 below the header, which is row -1."""

    row: int
    column: int
    findings: tuple[Personal, ...]


# The first that fits wins: 持卡人姓名 is a column of names, 开户人电话 one of phones.
_HEADERS = (
    (Kind.ID_CARD, re.compile("身份证|证件号|公民身份|身份号码")),
    (Kind.BANK_CARD, re.compile("卡号|账号|帐号|银行账户|银行帐户|存折")),
    (Kind.MOBILE, re.compile("电话|手机|联系方式|联系号码|座机")),
    (Kind.PLATE, re.compile("车牌|牌号")),
    (Kind.EMAIL, re.compile("邮箱|电子邮件|email")),
    (
        Kind.NAME,
        re.compile(
            "姓名|户主|联系人|申请人|领款人|领取人|收款人|户名|持卡人|受益人|家庭成员|监护人|承包人|承租人|产权人"
            "|当事人|农户|低保户|五保户|救助对象|残疾人|经手人|代领人|签领人|家长|死者|名字"
        ),
    ),
)
_AMOUNT_COLUMN = re.compile("金额|（元|（万元|单价|余额|收入|支出")
_LIKE_AMOUNTS = frozenset((Kind.MOBILE, Kind.LANDLINE, Kind.BANK_CARD))
_NOT_A_NAME_COLUMN = re.compile("数|率|金额|类|地址|住址|日期|时间|关系|意见|情况|备注|编码")
# What a cell must hold to be taken at its header's word; stars mean that it is masked already.
_CELLS = {
    Kind.ID_CARD: re.compile("[0-9][0-9 -]{11,24}[0-9x×]"),
    Kind.BANK_CARD: re.compile("[0-9][0-9 -]{9,24}[0-9]"),
    Kind.MOBILE: re.compile(r"[+（]?[0-9][0-9 ）+.-]{5,18}[0-9]"),
    Kind.PLATE: re.compile("[\u4e00-\u9fff][a-z][ ·.-]?[a-z0-9]{4,6}[挂学]?"),
    Kind.EMAIL: re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}"),
}
_NAMES = re.compile("[\u3400-\u9fff·•]{2,20}")
_SPACED_NAME = re.compile("([\u3400-\u9fff]) {1,3}([\u3400-\u9fff])")
_HOTLINE = re.compile("(?:1[0-9]{2}|12[0-9]{3}|9[56][0-9]{3,4})|[48]00[ -]?[0-9]{3}[ -]?[0-9]{4}")
_MAX_NAME = 4


def find_in_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Cell, ...]:
    """The cells of a table that hold personal data, row by row, the header included.

    A column's header tells what its cells are (身份证号, 姓名, 电话); a cell that is itself such a
    word tells it of the cell to its right, for forms that are laid out in pairs. Rows may be longer
    or shorter than the header.
    """
    cells: list[Cell] = []
    for row, values in enumerate((header, *rows), start=-1):
        for column, value in enumerate(values):
            title = header[column] if row >= 0 and column < len(header) else ""
            if header_kind(title) is None and column and _is_label(values[column - 1]):
                title = values[column - 1]
            findings = find_in_cell(value, title)
            if findings:
                cells.append(Cell(row, column, findings))
    return tuple(cells)


def header_kind(title: str) -> Kind | None:
    """What the cells under a header hold, None for anything not personal."""
    normal = normalise(title).replace(" ", "").replace("\n", "")
    for kind, pattern in _HEADERS:
        if pattern.search(normal):
            is_about_names = kind is Kind.NAME and _NOT_A_NAME_COLUMN.search(normal)
            return None if is_about_names else kind
    return None


def find_in_cell(value: str, title: str) -> tuple[Personal, ...]:
    """Personal data of a cell under a header; what the header does not promise is found as well."""
    is_amount = _AMOUNT_COLUMN.search(normalise(title)) is not None
    found = [
        each for each in find_personal(value) if not (is_amount and each.kind in _LIKE_AMOUNTS)
    ]
    taken = {place for finding in found for place in range(finding.start, finding.end)}
    for told, start, end in _told_by_header(normalise(value), header_kind(title)):
        if taken.isdisjoint(range(start, end)):
            found.append(Personal(told, start, end, value[start:end]))
    return tuple(sorted(found, key=lambda finding: finding.start))


def _told_by_header(normal: str, kind: Kind | None) -> list[tuple[Kind, int, int]]:
    if kind is None:
        return []
    if kind is Kind.NAME:
        return _names(normal)
    spans = [found.span() for found in _CELLS[kind].finditer(normal)]
    if kind is not Kind.MOBILE:
        return [(kind, *span) for span in spans]
    return [
        (_phone_kind(normal[start:end]), start, end)
        for start, end in spans
        if not _HOTLINE.fullmatch(normal[start:end])
    ]


def _phone_kind(number: str) -> Kind:
    digits = re.sub("[^0-9]", "", number)
    return Kind.MOBILE if re.search("1[3-9][0-9]{9}$", digits) else Kind.LANDLINE


def _names(normal: str) -> list[tuple[Kind, int, int]]:
    """The names of a cell: 张三、李四; also 张 三, as narrow columns are filled up."""
    spaced = _SPACED_NAME.fullmatch(normal.strip())
    if spaced:
        start = normal.index(spaced[1])
        return [(Kind.NAME, start, start + len(spaced[0]))]
    return [
        (Kind.NAME, *found.span())
        for found in _NAMES.finditer(normal)
        if _is_name(found[0], normal, found.start())
    ]


def _is_name(word: str, normal: str, start: int) -> bool:
    is_short = len(word) <= _MAX_NAME or "·" in word or "•" in word
    return is_short and name_length(normal, start, is_sure=True) == len(word)


def _is_label(value: str) -> bool:
    """Whether a cell promises what stands in the next one; a long text or a number is no label."""
    is_short = len(value) <= 12 and not any(map(str.isdigit, value))
    return is_short and header_kind(value) is not None
