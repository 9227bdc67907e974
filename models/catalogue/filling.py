"""What was filled into an item's form, read by type: every mistake at its path, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from bson import ObjectId

from models.catalogue.documents import Item
from models.catalogue.forms import Element, placed
from models.disclosures import Column, FieldType, FieldValue, Picture, Table
from models.disclosures.fields import Cell
from models.disclosures.money import MOST_FEN
from models.errors import Invalid, Mistake

MOST_ROWS = 2_000
MOST_PICTURES = 20
LENGTHS: dict[str, int] = {"text": 200, "long": 5_000, "name": 60, "person": 60}
CAPTION = 100
PHONE = re.compile(r"1\d{10}|(0\d{2,3}-?)?\d{5,8}(-\d{1,5})?", re.ASCII)
NUMBER = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)


class _Wrong(ValueError):
    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, tuple(values.items())
        super().__init__(code)


def filled(
    item: Item | None, fields: Mapping[str, object], rows: Sequence[Mapping[str, object]]
) -> tuple[tuple[FieldValue, ...], Table | None]:
    """The item's fields and table as they were filled in, empty ones left out.

    Raises `Invalid` at `body.fields.<element>` and `body.rows.<number>.<element>` for what the
    item does not have, and for what is not of its type.
    """
    mistakes: list[Mistake] = []
    wanted = placed(item, "field") if item else ()
    columns = placed(item, "table") if item else ()
    found = _cells(wanted, fields, "body.fields", mistakes)
    if len(rows) > MOST_ROWS:
        raise Invalid([Mistake("body.rows", "too_many_items", (("max_length", MOST_ROWS),))])
    lines = [_cells(columns, row, f"body.rows.{n}", mistakes) for n, row in enumerate(rows)]
    if mistakes:
        raise Invalid(mistakes)
    values = tuple(_value(e, found[e.name]) for e in wanted if e.name in found)
    if not lines:
        return values, None
    heads = tuple(Column(name=e.name, type=_plain(e)) for e in columns)
    cells = tuple(tuple(_cell(line.get(e.name, "")) for e in columns) for line in lines)
    return values, Table(columns=heads, rows=cells)


def _cells(
    elements: Sequence[Element], given: Mapping[str, object], path: str, mistakes: list[Mistake]
) -> dict[str, object]:
    known = {element.name: element for element in elements}
    found: dict[str, object] = {}
    for name, value in given.items():
        if name not in known:
            mistakes.append(Mistake(f"{path}.{name}", "unknown_field"))
        elif value not in (None, "", []):
            try:
                found[name] = READERS[_plain(known[name])](value)
            except _Wrong as wrong:
                mistakes.append(Mistake(f"{path}.{name}", wrong.code, wrong.values))
    return found


def _plain(element: Element) -> FieldType:
    assert element.type != "table", "no field and no column is a table"
    return element.type


def _value(element: Element, read: object) -> FieldValue:
    name, kind = element.name, _plain(element)
    if isinstance(read, int):
        return FieldValue(name=name, type=kind, amount=read)
    if isinstance(read, tuple):
        return FieldValue(name=name, type=kind, pictures=read)
    return FieldValue(name=name, type=kind, text=str(read))


def _cell(read: object) -> Cell:
    return read if isinstance(read, int) else str(read)


def _text(most: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise _Wrong("text")
        if len(value) > most:
            raise _Wrong("too_long", max_length=most)
        return value.strip()

    return read


def _date(value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _Wrong("day") from None


def _number(value: object) -> str:
    if isinstance(value, bool) or not NUMBER.fullmatch(str(value)):
        raise _Wrong("number")
    return str(value)


def _amount(value: object) -> int:
    """Whole fen, as everywhere; 0 is an amount."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Wrong("number")
    if value < 0:
        raise _Wrong("too_small", ge=0)
    if value > MOST_FEN:
        raise _Wrong("too_big", le=MOST_FEN)
    return value


def _phone(value: object) -> str:
    if not isinstance(value, str) or not PHONE.fullmatch(value.strip()):
        raise _Wrong("phone")
    return value.strip()


def _pictures(value: object) -> tuple[Picture, ...]:
    if not isinstance(value, list):
        raise _Wrong("list")
    if len(value) > MOST_PICTURES:
        raise _Wrong("too_many_items", max_length=MOST_PICTURES)
    return tuple(_picture(one) for one in value)


def _picture(value: object) -> Picture:
    if not isinstance(value, Mapping) or set(value) - {"media", "caption"}:
        raise _Wrong("object")
    media, caption = value.get("media"), value.get("caption", "")
    if not ObjectId.is_valid(str(media)):
        raise _Wrong("id")
    return Picture(media=ObjectId(str(media)), caption=_text(CAPTION)(caption))


READERS: dict[FieldType, Callable[[object], object]] = {
    "date": _date,
    "number": _number,
    "amount": _amount,
    "phone": _phone,
    "pictures": _pictures,
    "text": _text(LENGTHS["text"]),
    "long": _text(LENGTHS["long"]),
    "name": _text(LENGTHS["name"]),
    "person": _text(LENGTHS["person"]),
}
