"""Byte ranges of a file (RFC 9110, section 14): which part of it is asked for."""

from __future__ import annotations

import re

from handlers.problems import HttpRefusal

# One range only: several at once are answered by the whole, as the standard allows.
_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")


class RangeNotSatisfiable(HttpRefusal):
    """The range lies behind the end of the file, which has `size` bytes."""

    def __init__(self, size: int) -> None:
        super().__init__(416)
        self.code = "range_not_satisfiable"
        self.size = size


def read_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The first and the last byte that a `Range` header asks for, None for the whole file.

    A header that is not understood asks for the whole. Raises `RangeNotSatisfiable`.
    """
    match = _RANGE.match(header.replace(" ", "")) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        found = max(0, size - int(last)), size - 1
    else:
        found = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < int(first):
            return None
    if found[0] >= size:
        raise RangeNotSatisfiable(size)
    return found
