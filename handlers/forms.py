"""Reading what a request brings: JSON and query into forms, every mistake named at once.

The codes of pydantic's own rules are mapped to ours here, so that a new version of the library
cannot change what programs rely on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from handlers.messages import FIELDS
from models.base import MAX_PAGE, Value
from models.errors import Invalid, Mistake

F = TypeVar("F", bound=BaseModel)
# What names a year beyond it is a slip of the hand.
MOST_AHEAD = timedelta(days=100 * 365)

_CODES = {
    "missing": "required",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_short": "too_few",
    "too_long": "too_many_items",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_big",
    "literal_error": "choice",
    "enum": "choice",
    "string_pattern_mismatch": "format",
    "int_parsing": "number",
    "int_type": "number",
    "int_from_float": "number",
    "float_parsing": "number",
    "float_type": "number",
    "string_type": "text",
    "bool_parsing": "boolean",
    "bool_type": "boolean",
    "list_type": "list",
    "tuple_type": "list",
    "model_type": "object",
    "model_attributes_type": "object",
    "dict_type": "object",
    "datetime_parsing": "time",
    "datetime_from_date_parsing": "time",
    "datetime_type": "time",
    "timezone_aware": "time",
    "extra_forbidden": "unknown_field",
    "json_invalid": "json",
}
_VALUES = frozenset({"min_length", "max_length", "ge", "le", "expected"})


class Form(Value):
    """What a request may bring; an unknown field is a mistake, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def in_future(at: datetime, now: datetime, path: str) -> datetime:
    """The instant at which something is to happen; raises `Invalid` if it is past, or so far off
    that it is a slip: in the year 9999 China's clock ends, and no answer could name it."""
    if at <= now:
        raise Invalid([Mistake(path, "in_past")])
    if at > now + MOST_AHEAD:
        raise Invalid([Mistake(path, "too_far_ahead")])
    return at


class Paging(Form):
    """How every list is read: `after` is the `next` of the page before."""

    after: str | None = None
    limit: int = Field(20, ge=1, le=MAX_PAGE)


def read_json(form: type[F], body: bytes) -> F:
    """The form in a JSON body; raises `Invalid` with every mistake."""
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        raise Invalid([_mistake("body", e) for e in error.errors()]) from None


def read_query(form: type[F], arguments: Mapping[str, list[bytes]]) -> F:
    """The form in a query string (the last of repeated arguments counts)."""
    try:
        values = {name: found[-1].decode() for name, found in arguments.items()}
        return form.model_validate(values)
    except UnicodeDecodeError:
        raise Invalid([Mistake("query", "format")]) from None
    except ValidationError as error:
        raise Invalid([_mistake("query", e) for e in error.errors()]) from None


def _mistake(root: str, error: ErrorDetails) -> Mistake:
    path = ".".join([root, *(str(part) for part in error["loc"])])
    kind, context = error["type"], error.get("ctx", {})
    if kind == "json_invalid":
        column = str(context.get("error", "")).rpartition(" ")[2]
        return Mistake(root, "json", (("column", column),))
    code = _CODES.get(kind, kind if kind in FIELDS else "format")
    values = tuple((name, value) for name, value in context.items() if name in _VALUES)
    return Mistake(path, code, values)
