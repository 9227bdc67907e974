"""What the learned model counts in a text: words and pairs of neighbouring words.

It must not know which of them matter: training and tagging count with the same function.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.words import Text

TITLE_WEIGHT = 3
"""A word of the title counts as often as three words of the body."""


class Place(NamedTuple):
    """Where a feature was first seen: the text and the positions in it."""

    text: Text
    start: int
    end: int


Vocabulary = dict[str, tuple[bool, dict[str, str]]]
"""Word -> whether it is a feature itself, and second word -> the name of the pair."""


def vocabulary(names: Sequence[str]) -> Vocabulary:
    """Features by name, arranged so that counting looks up each word once."""
    words = {name for name in names if " " not in name}
    known: Vocabulary = {word: (True, {}) for word in words}
    for name in names:
        first, blank, second = name.partition(" ")
        if blank:
            known.setdefault(first, (False, {}))[1][second] = name
    return known


def features(text: Text) -> Iterator[str]:
    """Every feature of a text as often as it occurs, for training.

    A feature is a word of two or more Chinese characters, or two neighbouring Chinese words joined
    by a blank.
    """
    before = ""
    for word in text.words:
        name = word.text if _is_chinese(word.text) else ""
        if len(name) > 1:
            yield name
        if before and name:
            yield f"{before} {name}"
        before = name


def count_all(texts: Sequence[Text]) -> dict[str, int]:
    """How often each feature occurs, the title weighted."""
    counts: dict[str, int] = {}
    for text in texts:
        weight = _weight(text)
        for name in features(text):
            counts[name] = counts.get(name, 0) + weight
    return counts


def count_known(
    texts: Sequence[Text], known: Vocabulary
) -> tuple[dict[str, int], dict[str, Place]]:
    """How often each known feature occurs (the title weighted) and where it occurs first."""
    counts: dict[str, int] = {}
    places: dict[str, Place] = {}
    nothing: tuple[bool, dict[str, str]] = (False, {})
    for text in texts:
        weight = _weight(text)
        seconds, first_start = nothing[1], 0
        for name, start, end in text.words:
            if name in seconds:
                _count(counts, places, seconds[name], weight, text, first_start, end)
            is_feature, seconds = known.get(name, nothing)
            if is_feature:
                _count(counts, places, name, weight, text, start, end)
            first_start = start
    return counts, places


def _count(
    counts: dict[str, int],
    places: dict[str, Place],
    name: str,
    weight: int,
    text: Text,
    start: int,
    end: int,
) -> None:
    if name in counts:
        counts[name] += weight
    else:
        counts[name] = weight
        places[name] = Place(text, start, end)


def _weight(text: Text) -> int:
    return TITLE_WEIGHT if text.field == "title" else 1


def _is_chinese(word: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in word)
