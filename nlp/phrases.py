"""Finds the phrases of a word list in one pass over a text; it must not know what they mean.

A list is a tab-separated file: `kind<TAB>phrases separated by spaces`, `#` opens a comment.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple


class Hit(NamedTuple):
    """A phrase found at `start..end` (end exclusive) and the kind that the list gives it."""

    kind: str
    start: int
    end: int
    phrase: str


class Phrases:
    """A word list compiled to one expression: leftmost, longest, never overlapping."""

    def __init__(self, kinds: dict[str, str]) -> None:
        """Compile `kinds`, a mapping of phrase to kind; longer phrases win over shorter ones."""
        self.kinds = kinds
        self._find = re.compile(_trie_pattern(kinds)).finditer

    @classmethod
    def load(cls, path: Path) -> Phrases:
        """Compile the list at `path`; errors as of `kinds_of`."""
        return cls(kinds_of(path))

    def find(self, text: str, begin: int = 0, end: int = sys.maxsize) -> Iterator[Hit]:
        """Yield the hits of `text[begin:end]` in the order of the text."""
        kinds = self.kinds
        for match in self._find(text, begin, end):
            phrase = match.group()
            yield Hit(kinds[phrase], match.start(), match.end(), phrase)


BUCKET = 32
"""How many first characters share a branch: `re` tries the branches of a position one by one."""


def kinds_of(path: Path) -> dict[str, str]:
    """Phrase to kind of a list; a phrase listed twice or no tab in a line raises `ValueError`."""
    kinds: dict[str, str] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, tab, words = line.partition("\t")
        if not tab:
            raise ValueError(f"{path.name}:{number}: no tab after the kind")
        for phrase in words.split():
            if phrase in kinds:
                raise ValueError(f"{path.name}:{number}: {phrase} is listed twice")
            kinds[phrase] = kind
    return kinds


def _trie_pattern(phrases: Iterable[str]) -> str:
    """One expression whose branches share their beginnings, so that each character is tried once.

    A plain alternation tries every phrase at every character and costs several times as much; so
    do hundreds of first characters side by side, which is why they stand in buckets.
    """
    ordered = sorted(set(phrases))
    if not ordered:
        return r"(?!)"
    firsts = sorted({phrase[0] for phrase in ordered})
    buckets = [firsts[at : at + BUCKET] for at in range(0, len(firsts), BUCKET)]
    branches = (
        _one_of(bucket) + _branches([phrase for phrase in ordered if phrase[0] in bucket], 0)
        for bucket in buckets
    )
    return f"{_one_of(firsts)}(?:{'|'.join(branches)})"


def _one_of(characters: Iterable[str]) -> str:
    return f"(?=[{''.join(map(_literal, characters))}])"


def _literal(character: str) -> str:
    return character if character.isalnum() else re.escape(character)


def _branches(phrases: list[str], depth: int) -> str:
    ends_here = phrases[0] != "" and len(phrases[0]) == depth
    groups: dict[str, list[str]] = {}
    for phrase in phrases[1:] if ends_here else phrases:
        groups.setdefault(phrase[depth], []).append(phrase)
    parts = [_literal(first) + _branches(rest, depth + 1) for first, rest in groups.items()]
    if not parts:
        return ""
    joined = parts[0] if len(parts) == 1 and not ends_here else "(?:" + "|".join(parts) + ")"
    return joined + "?" if ends_here else joined
