"""What the learned model counts in a text: words and pairs of neighbouring words.

It must not know which of them matter: training and tagging count with the same function.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from nlp.words import Text, Word

TITLE_WEIGHT = 3
"""A word of the title counts as often as three words of the body."""


class Place(NamedTuple):
    """Where a feature was first seen: the text and the positions in it."""

    text: Text
    start: int
    end: int


def count(
    texts: Sequence[Text], known: Container[str] | None = None
) -> tuple[dict[str, int], dict[str, Place]]:
    """How often each feature occurs (the title weighted) and where it occurs first.

    A feature is a word of two or more Chinese characters, or two neighbouring Chinese words joined
    by a blank. With `known` only those features are counted.
    """
    counts: dict[str, int] = {}
    places: dict[str, Place] = {}
    for text in texts:
        weight = TITLE_WEIGHT if text.field == "title" else 1
        before: Word | None = None
        for word in text.words:
            name = word.text
            if known is None and not _is_chinese(name):
                before = None
                continue
            if len(name) > 1 and (known is None or name in known):
                counts[name] = counts.get(name, 0) + weight
                if name not in places:
                    places[name] = Place(text, word.start, word.end)
            if before is not None:
                name = f"{before.text} {name}"
                if known is None or name in known:
                    counts[name] = counts.get(name, 0) + weight
                    if name not in places:
                        places[name] = Place(text, before.start, word.end)
            before = word
    return counts, places


def _is_chinese(word: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in word)
