"""A CSV or XLSX file as rows of text, from outside and hostile until it is read within limits.

Work of seconds, for the blocking runner. Knows nothing of what the columns mean: a cell is its
text as a spreadsheet shows it, or says why it is none.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from models.content import wrong_file
from models.errors import Invalid

# A workbook of this size unpacked holds far more than the most lines; a bomb holds far more.
MOST_UNPACKED_BYTES = 50 * 1024 * 1024
MOST_PARTS = 500
# Rows that are looked at, empty ones included, and columns that are.
MOST_ROWS = 20_000
MOST_COLUMNS = 40
ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = ",;\t"
FORMULA = ("=", "@", "＝", "＠")  # noqa: RUF001  # the full-width signs start formulas, too

# What openpyxl only warns of (a style it does not know) is no matter of ours.
warnings.filterwarnings("ignore", module="openpyxl")


class Line(NamedTuple):
    """A row with its number as the spreadsheet counts; a cell that is none is its problem's code,
    and stands in `wrong` by its place."""

    number: int
    cells: tuple[str, ...]
    wrong: dict[int, str]


def lines_of(data: bytes) -> Iterator[Line]:
    """The rows of the file that are not empty; raises `Invalid` at `body.file`."""
    return _lines_of_workbook(data) if data.startswith(b"PK") else _lines_of_csv(data)


def _lines_of_csv(data: bytes) -> Iterator[Line]:
    text = _decoded(data)
    if "\x00" in text:
        raise wrong_file("table_type")
    head = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row[:MOST_COLUMNS])
            if any(cells):
                yield Line(reader.line_num, cells, _formulas(cells))
    except csv.Error:
        raise wrong_file("file_broken") from None


def _decoded(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise wrong_file("table_encoding")


def _formulas(cells: tuple[str, ...]) -> dict[int, str]:
    return {place: "cell_formula" for place, cell in enumerate(cells) if cell.startswith(FORMULA)}


def _lines_of_workbook(data: bytes) -> Iterator[Line]:
    # Loaded by who reads the first workbook, or every process would pay its memory and its time.
    import openpyxl

    try:
        _refuse_bomb(data)
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # The size that a sheet states may be a lie, and would be filled up with empty rows.
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            line = _line(number, row)
            if any(line.cells) or line.wrong:
                yield line
            if number >= MOST_ROWS:
                raise wrong_file("table_rows", most=MOST_ROWS)
    except (Invalid, GeneratorExit):
        raise
    except Exception:  # the reader meets hostile bytes with many kinds of errors
        raise wrong_file("file_broken") from None


def _refuse_bomb(data: bytes) -> None:
    """By what the package states: a part that unpacks to more than it states is cut there."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        if "xl/workbook.xml" not in {part.filename for part in parts}:
            raise wrong_file("table_type")
        if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED_BYTES:
            raise wrong_file("table_too_large")


def _line(number: int, row: tuple[Any, ...]) -> Line:
    cells, wrong = [], {}
    for place, cell in enumerate(row):
        kind, value = getattr(cell, "data_type", "n"), cell.value
        if kind == "f" or (isinstance(value, str) and value.startswith(FORMULA)):
            wrong[place] = "cell_formula"
        elif kind == "e":
            wrong[place] = "cell_error"
        cells.append("" if place in wrong else _shown(value))
    return Line(number, tuple(cells), wrong)


def _shown(value: object) -> str:
    """The value as the spreadsheet shows it. Fifteen digits are all that such a program knows of a
    number: what it shows as 1234.56 may be stored as 1234.5600000000001."""
    if value is None:
        return ""
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    return str(value).strip()
