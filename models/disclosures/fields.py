"""The typed fields of a disclosure: what a catalogue item asks for, filled in; knows no catalogue.

A field bears the name and the type it had when it was written, so that what was published stays
readable whatever becomes of the catalogue.
"""

from __future__ import annotations

from typing import Literal

from models.base import Id, Value

# `person` is masked before others see it; `name` is that of somebody in an office, who is named.
FieldType = Literal[
    "text", "long", "date", "number", "amount", "person", "name", "phone", "pictures"
]
# Text of any type but `amount`, whose cell is whole fen.
Cell = str | int


class Picture(Value):
    """An uploaded picture, and what stands below it."""

    media: Id
    caption: str = ""


class FieldValue(Value):
    """One field; `amount` (fen) and `pictures` are for their types, `text` is for all others."""

    name: str
    type: FieldType
    text: str = ""
    amount: int | None = None
    pictures: tuple[Picture, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if nothing was filled in."""
        return not self.text and self.amount is None and not self.pictures


class Column(Value):
    """One column of a table; pictures stand in no table."""

    name: str
    type: FieldType


class Table(Value):
    """The rows of an item that lists people, plots or works; a row has a cell for each column."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
