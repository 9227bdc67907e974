"""Tables as CSV, XLSX and a page to print. Whatever a cell says, no program takes it as a formula.

Knows nothing of what the tables mean; all of it is work for the blocking runner.
"""

from __future__ import annotations

import csv
import html
import io
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from models.reports import Cell, Table

# What spreadsheet programs take as the beginning of a formula (OWASP, CSV injection); the
# full-width signs are what some of them read as the same.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
SHEET_NAME_LENGTH = 31
STYLE = (
    "body{font-family:serif;margin:2em}table{border-collapse:collapse;margin-bottom:2em}"
    "th,td{border:1px solid #000;padding:.2em .5em;text-align:right}"
    "th:first-child,td:first-child{text-align:left}@page{size:A4 landscape}"
)
# The page may use this style and nothing else.
PAGE_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}';"
    " frame-ancestors 'none'"
)


def harmless(cell: Cell) -> Cell:
    """The cell with an apostrophe before what would be a formula; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" \u00a0\u3000").startswith(DANGEROUS):
        return f"'{cell}"
    return cell


def as_csv(title: str, tables: Sequence[Table]) -> bytes:
    """All tables one below the other; begins with a byte order mark, or Excel guesses wrongly."""
    text = io.StringIO()
    write = csv.writer(text).writerow
    write([harmless(title)])
    for table in tables:
        write([])
        write([harmless(table.title)])
        write([harmless(column) for column in table.columns])
        for row in table.rows:
            write([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, tables: Sequence[Table]) -> bytes:
    """A sheet for each table, written row by row."""
    # Loaded by who asks first: few processes ever write a sheet, and all would pay its memory.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for table in tables:
        sheet = book.create_sheet(table.title[:SHEET_NAME_LENGTH])
        sheet.append([harmless(title)])
        sheet.append([harmless(column) for column in table.columns])
        for row in table.rows:
            sheet.append([harmless(cell) for cell in row])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def as_page(title: str, tables: Sequence[Table]) -> bytes:
    """A page to print, complete in itself."""
    parts = [
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{_text(title)}</title><style>{STYLE}</style></head><body><h1>{_text(title)}</h1>"
    ]
    for table in tables:
        head = "".join(f"<th>{_text(column)}</th>" for column in table.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>"
            for row in table.rows
        )
        parts.append(f"<h2>{_text(table.title)}</h2><table><tr>{head}</tr>{rows}</table>")
    return "".join([*parts, "</body></html>"]).encode()


def _text(cell: Cell) -> str:
    return "" if cell is None else html.escape(str(cell))
