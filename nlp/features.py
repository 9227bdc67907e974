"""What the learned model counts in a text: words and pairs of neighbouring words.

It must not know which of them matter: training and tagging count with the same function.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nlp.words import Text, Word

TITLE_WEIGHT = 3
"""A word of the title counts as often as three words of the body."""


class Place(NamedTuple):
    """Where a feature was first seen: the text and the positions in it."""

    text: Text
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features to count; `pairs[first][second]` names the pair of two words."""

    words: frozenset[str]
    pairs: dict[str, dict[str, str]]


def vocabulary(names: Sequence[str]) -> Vocabulary:
    """Features by name, arranged for counting."""
    pairs: dict[str, dict[str, str]] = {}
    for name in names:
        first, blank, second = name.partition(" ")
        if blank:
            pairs.setdefault(first, {})[second] = name
    return Vocabulary(frozenset(name for name in names if " " not in name), pairs)


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
    nothing: dict[str, str] = {}
    for text in texts:
        weight = _weight(text)
        seconds, before = nothing, Word("", 0, 0)
        for word in text.words:
            name = word.text
            if name in known.words:
                _count(counts, places, name, weight, text, word.start, word.end)
            if name in seconds:
                _count(counts, places, seconds[name], weight, text, before.start, word.end)
            seconds, before = known.pairs.get(name, nothing), word
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
