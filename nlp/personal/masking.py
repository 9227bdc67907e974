"""Covers personal data with stars so that it can still be told apart; it must not find any.

A masked text has the length of the original: every character is kept or becomes one star.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlp.normal import normalise
from nlp.personal.kinds import Kind, Personal
from nlp.personal.names import surname_length

# How many digits stay readable: from the front, from the end.
_KEPT = {
    Kind.ID_CARD: (6, 2),
    Kind.BANK_CARD: (4, 4),
    Kind.MOBILE: (3, 4),
    Kind.LANDLINE: (4, 2),
    Kind.PLATE: (2, 2),
}


def mask(text: str, findings: Iterable[Personal]) -> str:
    """The text with every finding covered in part: 张*, 138****1234, 330825**********24.

    A prefix +86 counts as part of a mobile number's front; separators stay. Raises `ValueError`
    where a finding is not of this text: masking the wrong characters would leave the right ones.
    """
    characters = list(text)
    for finding in findings:
        if text[finding.start : finding.end] != finding.text:
            raise ValueError("a finding of another text")
        for place in _covered(finding):
            characters[finding.start + place] = "*"
    return "".join(characters)


def _covered(finding: Personal) -> list[int]:
    """The places inside the finding that become stars."""
    text = normalise(finding.text)
    if finding.kind is Kind.NAME:
        return [i for i in range(len(text)) if i >= surname_length(text) and text[i] not in "·•"]
    if finding.kind is Kind.EMAIL:
        local = text.index("@")
        return list(range(1 if local > 1 else 0, local))
    places = [i for i, character in enumerate(text) if character.isalnum() or character == "×"]
    front, end = _kept(finding.kind, text, len(places))
    return places[front : len(places) - end]


def _kept(kind: Kind, text: str, digits: int) -> tuple[int, int]:
    front, end = _KEPT[kind]
    if kind is Kind.MOBILE:
        front += digits - 11
    if kind is Kind.LANDLINE and digits < 10:
        front = 1
    if front + end >= digits:
        return 0, min(end, digits // 3)
    return front, end
