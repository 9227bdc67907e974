"""Finds personal data in all that a disclosure would show: texts, fields, tables, file names.

Knows no decisions and no database. It reads what is typed and what a reader would see of it, as a
number can be broken up by marks that Markdown takes away.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from handlers.markdown import to_html, to_text
from models.masking import Finding, dotted, texts_in
from nlp.normal import normalise
from nlp.personal import Personal, find_in_table, find_personal, mask
from nlp.personal.tables import find_in_cell

Digest = Callable[[str], str]
Span = tuple[int, int]

# What a column holds, where its place in the form says so. Who handled and who approved are cadres
# acting as such, whom the law wants named: there only numbers are looked for.
TITLES = {"counterpart": "收款人"}
TYPES = {"person": "姓名", "phone": "电话", "name": ""}
WORDS_AROUND = 12
NOT_PLACED = -1

_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_LINK = re.compile(r'href="([^"]*)"')


def find_all(
    written: Mapping[str, Any], digest: Digest, only: Container[str] | None = None
) -> tuple[Finding, ...]:
    """All findings in the plain data of a statement, in its order; or in the texts of these paths.

    Milliseconds for a page of text, seconds for thousands of entries: not for the event loop.
    """
    found = _Finder(written, digest, only)
    return tuple(found.all())


def digest_of(kind: str, text: str, digest: Digest) -> str:
    """By what the same data is known again, however it is typed."""
    return digest(f"{kind}:{normalise(text)}")


class _Finder:
    """One reading of one statement; equal cells are read once."""

    def __init__(
        self, written: Mapping[str, Any], digest: Digest, only: Container[str] | None
    ) -> None:
        self._written = written
        self._only = only
        self._digest = digest
        self._cells: dict[tuple[str, str], tuple[Personal, ...]] = {}

    def all(self) -> Iterator[Finding]:
        for path, text in texts_in(self._written):
            if path[:2] == ("table", "rows") or not text:
                continue
            name = dotted(path)
            if self._only is not None and name not in self._only:
                continue
            if path == ("body",):
                yield from self._in_body(text)
            else:
                yield from self._made(name, text, self._in(text, self._title(path)))
        yield from self._in_table()

    def _in(self, text: str, title: str) -> tuple[Personal, ...]:
        key = (text, title)
        if key not in self._cells:
            self._cells[key] = find_in_cell(text, title)
        return self._cells[key]

    def _title(self, path: Sequence[str | int]) -> str:
        """What the place promises: a typed field's name or type, or an entry's column."""
        if path[0] == "fields" and path[-1] == "text":
            field = self._written["fields"][path[1]]
            return TYPES.get(field["type"], str(field["name"]))
        return TITLES.get(str(path[-1]), "") if path[0] == "entries" else ""

    def _place(self, path: str) -> str:
        """The path as the form names it: `body.fields.<name>`, `body.rows.<n>.<column>`."""
        _, *names = path.split(".")
        if names[0] == "fields":
            more = [name for name in names[2:] if name not in ("text", "pictures")]
            return ".".join(("body.fields", self._written["fields"][int(names[1])]["name"], *more))
        if names[:2] == ["table", "rows"]:
            column = self._written["table"]["columns"][int(names[3])]["name"]
            return f"body.rows.{names[2]}.{column}"
        return path

    def _in_table(self) -> Iterator[Finding]:
        table = self._written.get("table")
        if not table:
            return
        header = [TYPES.get(column["type"], column["name"]) for column in table["columns"]]
        rows = [["" if isinstance(c, int) else c for c in row] for row in table["rows"]]
        for cell in find_in_table(header, rows):
            if cell.row >= 0:
                text = rows[cell.row][cell.column]
                path = dotted(("table", "rows", cell.row, cell.column))
                yield from self._made(path, text, cell.findings)

    def _in_body(self, body: str) -> Iterator[Finding]:
        """In the source; then what shows only in what is made of it."""
        found = _merged([*find_personal(body), *_in_markdown_tables(body)])
        known = {normalise(one.text) for one in found}
        hidden = []
        for shown in _shown(body):
            for one in find_personal(shown):
                if normalise(one.text) not in known:
                    known.add(normalise(one.text))
                    places = _places(body, one)
                    found = _merged([*found, *places])
                    hidden += [] if places else [self._hidden(one)]
        yield from self._made("body.body", body, found)
        yield from hidden

    def _made(self, path: str, text: str, found: Sequence[Personal]) -> Iterator[Finding]:
        if not found:
            return
        covered = mask(text, found)
        for one in found:
            around = text[max(0, one.start - WORDS_AROUND) : one.end + WORDS_AROUND]
            yield Finding(
                path=path,
                place=self._place(path),
                start=one.start,
                end=one.end,
                kind=one.kind.value,
                words=around,
                covered=covered[one.start : one.end],
                digest=digest_of(one.kind, one.text, self._digest),
            )

    def _hidden(self, one: Personal) -> Finding:
        alone = Personal(one.kind, 0, len(one.text), one.text)
        (found,) = self._made("body.body", one.text, [alone])
        return found.model_copy(update={"start": NOT_PLACED, "end": NOT_PLACED})


def _shown(body: str) -> Iterator[str]:
    """What a reader sees of the source, and where its links lead."""
    rendered = to_html(body)
    yield to_text(rendered)
    yield "\n".join(unquote(html.unescape(link)) for link in _LINK.findall(rendered))


def _places(body: str, one: Personal) -> list[Personal]:
    """Where the source holds the found text as it is."""
    return [
        Personal(one.kind, place.start(), place.end(), one.text)
        for place in re.finditer(re.escape(one.text), body)
    ]


def _merged(found: Sequence[Personal]) -> list[Personal]:
    """By place, and where two overlap the first that came."""
    kept: list[Personal] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _in_markdown_tables(body: str) -> Iterator[Personal]:
    """What the cells of tables hold, with places in the whole source."""
    lines = _lines(body)
    for number, (_, line) in enumerate(lines):
        if number and "|" in lines[number - 1][1] and _RULE.match(line):
            header = [body[a:b] for a, b in _cells(*lines[number - 1])]
            spans = []
            for row_start, row in lines[number + 1 :]:
                if "|" not in row:
                    break
                spans.append(_cells(row_start, row))
            rows = [[body[a:b] for a, b in row] for row in spans]
            for cell in find_in_table(header, rows):
                if cell.row >= 0:
                    at = spans[cell.row][cell.column][0]
                    for one in cell.findings:
                        yield Personal(one.kind, at + one.start, at + one.end, one.text)


def _lines(body: str) -> list[tuple[int, str]]:
    """The lines and where they begin."""
    found, start = [], 0
    for line in body.splitlines(keepends=True):
        found.append((start, line.rstrip("\r\n")))
        start += len(line)
    return found


def _cells(start: int, line: str) -> list[Span]:
    """Where the cells of a table's line stand, without the blanks around them."""
    spans = []
    for cell in re.finditer(r"(?:\\.|[^|\\])+", line):
        text = cell[0]
        if text.strip():
            left = len(text) - len(text.lstrip())
            spans.append((start + cell.start() + left, start + cell.start() + len(text.rstrip())))
        elif cell.start() > 0 and cell.end() < len(line):
            spans.append((start + cell.end(), start + cell.end()))
    return spans
