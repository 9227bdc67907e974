"""The one shape of every list on the wire."""

from __future__ import annotations

from typing import Generic, TypeVar

from models.base import Value

T = TypeVar("T")


class Listing(Value, Generic[T]):
    """`items`, and `next`: send it as `after` for the page behind; null at the end."""

    items: tuple[T, ...]
    next: str | None = None
