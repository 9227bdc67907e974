"""Finds the curated terms of a lexicon in a text; it must not know what is decided with them.

Files are tab-separated (topic, label, weight, terms); their first lines explain the notation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from nlp.normal import DATA, normalise
from nlp.words import Text

GAP = 8
"""How many characters may stand between the two parts of a term `A~B`."""

_CLAUSE_ENDS = frozenset("。！？；\n")


class Meaning(NamedTuple):
    """What a term speaks for: a topic, a label or both ("" where it says nothing)."""

    topic: str
    label: str
    weight: float


class Hit(NamedTuple):
    """A term at a place of a text."""

    term: str
    start: int
    end: int
    meanings: tuple[Meaning, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    term: str
    head: str
    tail: str
    meanings: tuple[Meaning, ...]


class Lexicon:
    """Terms indexed by how they begin, so that a text is scanned once."""

    def __init__(self, meanings: dict[str, tuple[Meaning, ...]]) -> None:
        self.meanings = meanings
        self._index: dict[str, list[_Entry]] = {}
        self._single: dict[str, list[_Entry]] = {}
        for term in sorted(meanings, key=lambda term: (-len(term.partition("~")[0]), term)):
            head, _, tail = term.partition("~")
            entry = _Entry(term, head, tail, meanings[term])
            index = self._index if len(head) > 1 else self._single
            index.setdefault(head[:2], []).append(entry)

    def extended(self, additions: dict[str, tuple[Meaning, ...]]) -> Lexicon:
        """This lexicon with the additions of a county; a term in both means both."""
        merged = dict(self.meanings)
        for term, meanings in additions.items():
            merged[term] = merged.get(term, ()) + meanings
        return Lexicon(merged)

    def find(self, text: Text) -> list[Hit]:
        """The terms of a text from left to right; of plain terms that overlap the longest.

        A term of one character must be a whole word, one of two must begin a word: Chinese has no
        blanks, and shorter terms would be found across the border of two words.
        """
        hits: list[Hit] = []
        normal, index, single = text.normal, self._index, self._single
        words = {word.start: word.end for word in text.words}
        covered = 0
        for start, character in enumerate(normal):
            for entry in index.get(normal[start : start + 2], ()):
                covered = _match(entry, normal, start, words, covered, hits)
            if character in single:
                for entry in single[character]:
                    covered = _match(entry, normal, start, words, covered, hits)
        return hits


def _match(
    entry: _Entry, normal: str, start: int, words: dict[int, int], covered: int, hits: list[Hit]
) -> int:
    """Add what the entry finds at a position; returns up to where plain terms now cover."""
    if entry.tail:
        hit = _gapped(entry, normal, start)
        if hit is not None:
            hits.append(hit)
        return covered
    if start < covered or not normal.startswith(entry.head, start):
        return covered
    hit = _plain(entry, start, words)
    if hit is None:
        return covered
    hits.append(hit)
    return hit.end


def _plain(entry: _Entry, start: int, words: dict[int, int]) -> Hit | None:
    size = len(entry.head)
    end = start + size
    if (size == 1 and words.get(start) != end) or (size == 2 and start not in words):
        return None
    return Hit(entry.term, start, end, entry.meanings)


def _gapped(entry: _Entry, normal: str, start: int) -> Hit | None:
    if not normal.startswith(entry.head, start):
        return None
    after = start + len(entry.head)
    place = normal.find(entry.tail, after, after + GAP + len(entry.tail))
    if place < 0 or not _CLAUSE_ENDS.isdisjoint(normal[after:place]):
        return None
    return Hit(entry.term, start, place + len(entry.tail), entry.meanings)


def read_terms(name: str) -> dict[str, tuple[Meaning, ...]]:
    """The terms of a file of `data/`. Raises ValueError at a line of another shape."""
    meanings: dict[str, tuple[Meaning, ...]] = {}
    for number, line in enumerate((DATA / name).read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 4:
            raise ValueError(f"{name}:{number}: topic, label, weight and terms expected")
        topic, label, weight = (column.replace("-", "") or "" for column in columns[:3])
        signed = -float(weight) if columns[2].startswith("-") else float(weight)
        for term in columns[3].split():
            meaning = Meaning(topic, label, signed)
            meanings[normalise(term)] = (*meanings.get(normalise(term), ()), meaning)
    return meanings


@cache
def lexicon() -> Lexicon:
    """The curated lexicon of topics and labels, read once."""
    return Lexicon(read_terms("lexicon.tsv"))


@cache
def topic_labels() -> dict[str, dict[str, float]]:
    """For each topic the share of reports that belong to each label, from `data/topics.tsv`."""
    shares: dict[str, dict[str, float]] = {}
    for line in (DATA / "topics.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            topic, *labels = line.split("\t")
            pairs = (label.rsplit(" ", 1) for label in labels)
            shares[topic] = {name: int(share) / 10 for name, share in pairs}
    return shares


TOPICS = tuple(topic_labels())
