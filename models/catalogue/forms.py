"""What a clerk fills in for an item: each required element with its place and type, as data.

`elements.csv` has a line for each element of each shipped item: `place` is where in a disclosure
it stands, `needed` whether it must be there from the beginning or only at a later stage (a works'
final account). What a division adds is a text of its own.
"""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple, cast

from models.catalogue.documents import Item
from models.disclosures import FieldType, Statement
from models.errors import Mistake

FILE = Path(__file__).with_name("elements.csv")
ElementType = FieldType | Literal["table"]
# A form with more mistakes than this is not begun yet.
MOST_MISTAKES = 200


class Element(NamedTuple):
    """One element. `place`: field, table (a column), entries or entries.<attribute>, opening,
    closing, period or meeting."""

    name: str
    place: str
    type: ElementType
    needed: bool


@functools.cache
def shipped_elements() -> dict[tuple[str, str], Element]:
    """The lines by item and element."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {(row["item"], row["element"]): _element(row) for row in csv.DictReader(lines)}


def _element(row: dict[str, str]) -> Element:
    kind = cast(ElementType, row["type"])
    return Element(row["element"], row["place"], kind, row["needed"] == "always")


def elements_of(item: Item) -> tuple[Element, ...]:
    """The elements of an item as it stands for a division, in its order."""
    shipped = shipped_elements()
    return tuple(
        shipped.get((item.id, name), Element(name, "field", "long", True))
        for name in dict.fromkeys(item.elements)
    )


def placed(item: Item, place: str) -> tuple[Element, ...]:
    """Those of one place: `field` or `table`."""
    return tuple(element for element in elements_of(item) if element.place == place)


def missing(item: Item, statement: Statement) -> list[Mistake]:
    """A mistake at each place that must be filled in and is not, up to `MOST_MISTAKES`.

    A statement that says that there was nothing (`nothing_note`) needs neither table nor entries.
    """
    found = []
    for path in _empty_places(item, statement):
        found.append(Mistake(path, "required"))
        if len(found) == MOST_MISTAKES:
            break
    return found


def _empty_places(item: Item, statement: Statement) -> Iterator[str]:
    filled = {field.name for field in statement.fields if not field.is_empty}
    needed = [element for element in elements_of(item) if element.needed]
    for element in needed:
        if element.place == "field" and element.name not in filled:
            yield f"body.fields.{element.name}"
        if element.place in ("opening", "closing") and getattr(statement, element.place) is None:
            yield f"body.{element.place}"
    if not statement.nothing_note:
        yield from _empty_rows([e.name for e in needed if e.place == "table"], statement)
        yield from _empty_entries([e.place for e in needed], statement)


def _empty_rows(columns: list[str], statement: Statement) -> Iterator[str]:
    if not columns:
        return
    table = statement.table
    if table is None or not table.rows:
        yield "body.rows"
        return
    names = [column.name for column in table.columns]
    for number, row in enumerate(table.rows):
        cells = dict(zip(names, row, strict=True))
        yield from (f"body.rows.{number}.{c}" for c in columns if cells.get(c, "") == "")


def _empty_entries(places: list[str], statement: Statement) -> Iterator[str]:
    wanted = [place for place in places if place.startswith("entries")]
    if not wanted:
        return
    if not statement.entries:
        yield "body.entries"
        return
    attributes = [attribute for place in wanted if (attribute := place.partition(".")[2])]
    for number, entry in enumerate(statement.entries):
        for attribute in attributes:
            if not getattr(entry, attribute):
                yield f"body.entries.{number}.{attribute}"
