"""The places of a statement that a reason can name, written as the paths of its form are."""

from __future__ import annotations

from collections.abc import Sequence

from models.base import Value
from models.disclosures.documents import Statement

# Made from what is written, so that nobody can be asked to correct them.
MADE = frozenset({"html", "summary", "tokens", "table"})


def has_place(statement: Statement, path: str) -> bool:
    """True if `body.title`, `body.entries.3.amount`, `body.fields.<name>` ... is there."""
    root, *names = path.split(".")
    if root != "body" or (names and names[0] in MADE):
        return False
    if names[:1] == ["fields"] and len(names) > 1:
        field = next((f for f in statement.fields if f.name == names[1]), None)
        return field is not None and _holds(field.pictures, names[2:])
    if names[:1] == ["rows"]:
        columns = {column.name for column in statement.table.columns} if statement.table else {}
        rows = statement.table.rows if statement.table else ()
        return _holds(rows, names[1:2]) and (len(names) < 3 or names[2:] in [[c] for c in columns])
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
