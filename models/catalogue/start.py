"""A new draft from what was published before: the structure and texts of it, not its facts."""

from __future__ import annotations

from models.catalogue.documents import Item
from models.catalogue.forms import placed
from models.disclosures import Column, FieldType, FieldValue, Statement, Table
from models.disclosures.fields import Cell

# What holds for the next period, too. Amounts, days and counts are asked anew; people are left
# out because what was published of them is masked, and a masked name must not be taken for one.
LASTING: frozenset[FieldType] = frozenset({"text", "long", "name"})


def start_from(item: Item, last: Statement | None, *, period: str, title: str) -> Statement:
    """What a clerk begins with; `last` is what was published of the item, if anything was.

    What that closed with is what this opens with.
    """
    return Statement(
        category=item.category,
        item=item.id,
        title=title,
        period=period,
        body=last.body if last else "",
        fields=_fields(item, last) if last else (),
        table=_table(item, last) if last else None,
        opening=last.closing if last else None,
    )


def _fields(item: Item, last: Statement) -> tuple[FieldValue, ...]:
    """The lasting ones of those that the item still asks for, by the same type."""
    wanted = {(e.name, e.type) for e in placed(item, "field")}
    return tuple(
        field
        for field in last.fields
        if field.type in LASTING and (field.name, field.type) in wanted
    )


def _table(item: Item, last: Statement) -> Table | None:
    """The rows with their lasting cells under the columns of today; rows with none are gone."""
    if last.table is None:
        return None
    columns = tuple(
        Column(name=e.name, type=e.type) for e in placed(item, "table") if e.type != "table"
    )
    places = {(c.name, c.type): place for place, c in enumerate(last.table.columns)}

    def kept(row: tuple[Cell, ...], column: Column) -> Cell:
        place = places.get((column.name, column.type))
        return row[place] if place is not None and column.type in LASTING else ""

    rows = [tuple(kept(row, column) for column in columns) for row in last.table.rows]
    return Table(columns=columns, rows=tuple(row for row in rows if any(row)))
