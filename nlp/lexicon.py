"""Finds the curated terms of a lexicon in a text; it must not know what is decided with them.

Files are tab-separated (topic, label, weight, terms); their first lines explain the notation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from nlp.normal import DATA, normalise
from nlp.words import Text

ACCEPTED = "accepted.tsv"
"""Changes that people accepted from `python -m nlp suggest`; they add to the curated weights."""
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
        self._firsts = frozenset(term[0] for term in meanings)

    def extended(self, additions: dict[str, tuple[Meaning, ...]]) -> Lexicon:
        """This lexicon with the additions of a county; a term in both means both."""
        merged = dict(self.meanings)
        for term, meanings in additions.items():
            merged[term] = merged.get(term, ()) + meanings
        return Lexicon(merged)

    def find(self, text: Text) -> list[Hit]:
        """The terms of a text from left to right; of plain terms that overlap the longest.

        A term of one character must be a whole word, one of two must begin or end a word: Chinese
        has no blanks, and shorter terms would be found across the border of two words.
        """
        scan = _Scan(text)
        normal, index, single, firsts = text.normal, self._index, self._single, self._firsts
        for start, character in enumerate(normal):
            if character in firsts:
                for entry in index.get(normal[start : start + 2], ()):
                    scan.match(entry, start)
                for entry in single.get(character, ()):
                    scan.match(entry, start)
        return scan.hits


class _Scan:
    """One pass over a text: what was found, and up to where plain terms cover it."""

    def __init__(self, text: Text) -> None:
        self.normal = text.normal
        self.words = {word.start: word.end for word in text.words}
        self.ends = frozenset(self.words.values())
        self.covered = 0
        self.hits: list[Hit] = []

    def match(self, entry: _Entry, start: int) -> None:
        """Add the hit of an entry at a position, if it stands there."""
        if not self.normal.startswith(entry.head, start):
            return
        end = start + len(entry.head)
        if entry.tail:
            end = _end_of_tail(entry.tail, self.normal, end)
        elif start < self.covered or not self._is_word(start, end):
            return
        else:
            self.covered = end
        if end:
            self.hits.append(Hit(entry.term, start, end, entry.meanings))

    def _is_word(self, start: int, end: int) -> bool:
        if end - start == 1:
            return self.words.get(start) == end
        return end - start > 2 or start in self.words or end in self.ends


def _end_of_tail(tail: str, normal: str, after: int) -> int:
    """Where the second part of a gapped term ends; 0 if it does not follow in the clause."""
    place = normal.find(tail, after, after + GAP + len(tail))
    if place < 0 or not _CLAUSE_ENDS.isdisjoint(normal[after:place]):
        return 0
    return place + len(tail)


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
    """The curated lexicon with what people accepted from corrections, read once."""
    return accepted_lexicon(DATA / ACCEPTED)


def accepted_lexicon(accepted: Path) -> Lexicon:
    """The curated lexicon with the accepted changes of another file, which may not exist yet."""
    changes = read_terms(str(accepted.resolve())) if accepted.exists() else {}
    return Lexicon(read_terms("lexicon.tsv")).extended(changes)


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
