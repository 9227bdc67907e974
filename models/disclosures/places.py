"""The places of a statement that a reason can name, written as the paths of its form are."""

from __future__ import annotations

from collections.abc import Sequence

from models.base import Value
from models.disclosures.documents import Statement

# Made from what is written, so that nobody can be asked to correct them.
MADE = frozenset({"html", "summary", "tokens"})


def has_place(statement: Statement, path: str) -> bool:
    """True if `body.title`, `body.entries.3.amount`, `body.fields.<name>` ... is there."""
    root, *names = path.split(".")
    if root != "body" or (names and names[0] in MADE):
        return False
    if names[:1] == ["fields"] and len(names) > 1:
        field = next((f for f in statement.fields if f.name == names[1]), None)
        return field is not None and _holds(field.pictures, names[2:])
    if names[:2] == ["table", "rows"] and len(names) == 4 and statement.table is not None:
        columns = {column.name for column in statement.table.columns}
        return names[3] in columns and _holds(statement.table.rows, names[2:3])
    return _holds(statement, names)


def _holds(value: object, names: Sequence[str]) -> bool:
    if not names:
        return True
    first, *rest = names
    if isinstance(value, Value):
        return first in type(value).model_fields and _holds(getattr(value, first), rest)
    if isinstance(value, tuple) and first.isdecimal() and int(first) < len(value):
        return _holds(value[int(first)], rest)
    return False
