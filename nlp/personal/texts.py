"""Finds all personal data of one text; it must not know tables."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from nlp.normal import normalise
from nlp.personal.kinds import Kind, Personal
from nlp.personal.names import find_names
from nlp.personal.numbers import Span, find_numbers, readings


def find_personal(text: str) -> tuple[Personal, ...]:
    """Personal data of a text: sorted by position, never overlapping.

    The whole text is read, in linear time. Full-width digits, spaces and dashes inside numbers and
    traditional characters are understood; positions and `text` are those of the original.
    """
    normal = normalise(text)
    numbers = _without_overlaps(chain.from_iterable(map(find_numbers, readings(normal))))
    names = find_names(normal, [(start, end) for _, start, end in numbers])
    found = _without_overlaps(chain(numbers, ((Kind.NAME, *span) for span in names)))
    return tuple(Personal(kind, start, end, text[start:end]) for kind, start, end in found)


def _without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The spans in order of position; of overlapping ones the first that came is kept."""
    taken: set[int] = set()
    kept: list[Span] = []
    for span in spans:
        places = range(span[1], span[2])
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(span)
    return sorted(kept, key=lambda span: span[1])
