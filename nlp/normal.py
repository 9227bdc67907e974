"""One spelling for what people type, character by character; it must not know about words.

Every rule replaces one character by exactly one character, so that a position in the normal text is
a position in the original text too.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

MAX_CHARACTERS = 10_000
"""Longer fields are cut here: it bounds the cost of hostile input."""

# One form of each mark, so that a rule about clauses has to know only the Chinese one.
_MARKS = dict(zip(map(ord, ",!?;:()｡､﹐﹑﹔﹕﹖﹗"), "，！？；：（）。、，、；：？！", strict=True))
_KEPT_WIDE = frozenset("，！？；：（）")
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _KEPT_WIDE}
_CAPITALS = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_WIDE_CAPITALS = {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
# Control characters, invisible marks and half surrogates. Line feeds stay: they end a clause.
_BLANK_RANGES = (
    *((0x00, 0x0A), (0x0B, 0x20), (0x7F, 0xA1), (0xAD, 0xAE), (0x34F, 0x350), (0x61C, 0x61D)),
    *((0x180E, 0x180F), (0x2000, 0x2010), (0x2028, 0x2030), (0x205F, 0x2070), (0x3000, 0x3001)),
    *((0xD800, 0xE000), (0xFEFF, 0xFF00), (0xFFF0, 0xFFFE)),
)
_BLANKS = {code: " " for first, last in _BLANK_RANGES for code in range(first, last)}


def traditional_pairs() -> dict[str, str]:
    """Traditional to simplified characters, from `data/traditional.txt`."""
    lines = (DATA / "traditional.txt").read_text("utf-8").splitlines()
    pairs = (pair for line in lines if not line.startswith("#") for pair in line.split())
    return {pair[0]: pair[1] for pair in pairs}


@cache
def _table() -> dict[int, str]:
    table = {ord(old): new for old, new in traditional_pairs().items()}
    return table | _WIDE | _CAPITALS | _WIDE_CAPITALS | _MARKS | _BLANKS


def normalise(text: str) -> str:
    """The same text in one spelling and with the same length.

    Half-width lower-case letters and digits, simplified characters, full-width Chinese punctuation
    (，！？；：（）), spaces for control characters and invisible marks; line feeds stay.
    """
    return text.translate(_table())
