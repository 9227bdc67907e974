"""Texts cut into words with their positions; it must not know what any word means.

The dictionary is jieba's with the words of `data/words.txt` on top. The path through the word graph
is found here instead of by `jieba.cut`: the same maximum-probability path (jieba's, without its HMM
for unknown words) in one pass, about half the time.
"""

from __future__ import annotations

import logging
import os
import stat
import tempfile
import threading
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from math import log
from pathlib import Path
from typing import NamedTuple

from nlp.findings import Evidence, Field
from nlp.normal import DATA, MAX_CHARACTERS, normalise

with warnings.catch_warnings():
    # jieba 0.42.1 has not been released since 2020: its escapes and pkg_resources warn.
    warnings.filterwarnings("ignore", message=r"invalid escape sequence|\"\\.+\" is an invalid")
    warnings.filterwarnings("ignore", message=r".*pkg_resources")
    import jieba

logging.getLogger("jieba").setLevel(logging.CRITICAL)


class Word(NamedTuple):
    """A word in its standard spelling; `original[start:end]` is what was typed."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """One field of a report. `normal` has the length of `original`; blanks are no words."""

    field: Field
    original: str
    normal: str
    words: tuple[Word, ...]


# Calling the class costs three times as much, and a report has hundreds of words.
_as_word: Callable[[tuple[str, int, int]], Word] = partial(tuple.__new__, Word)


def read(field: Field, text: str) -> Text:
    """Cut a field into words; beyond `MAX_CHARACTERS` it is not read.

    A known misspelling or abbreviation (`data/variants.txt`) becomes the standard word in
    `Word.text`, and in `normal` too where both are equally long.
    """
    original = text[:MAX_CHARACTERS]
    normal = normalise(original)
    words, changed = _words(normal)
    if changed:
        normal = _spelled(normal, words)
    return Text(field, original, normal, words)


def evidence(text: Text, start: int, end: int, weight: float) -> Evidence:
    """The words between two positions of a text as evidence of the given weight."""
    return Evidence(text.field, start, end, text.original[start:end], weight)


def load() -> None:
    """Read the dictionary now (about as long as jieba's own start) instead of at the first text."""
    segmenter()


class Segmenter:
    """jieba's dictionary with our words, and the best path through it."""

    def __init__(self, tokenizer: jieba.Tokenizer, variants: dict[str, str]) -> None:
        self.frequencies: dict[str, int] = tokenizer.FREQ
        self.log_total = log(tokenizer.total)
        self.variants = variants
        # Filled as characters come; a small table is much faster than the dictionary.
        self._single: dict[str, tuple[float, bool]] = {}

    def ends(self, text: str) -> list[int]:
        """For each position the end of the best word that starts there."""
        get, single, log_total = self.frequencies.get, self._single, self.log_total
        size = len(text)
        scores = [0.0] * (size + 1)
        ends = [0] * size
        for start in range(size - 1, -1, -1):
            best_end = end = start + 1
            character = text[start]
            best, begins = single.get(character) or self._score_and_begins(character)
            best += scores[end]
            frequency = 0 if begins else None
            while frequency is not None and end < size:
                end += 1
                frequency = get(text[start:end])
                if frequency:
                    score = log(frequency) - log_total + scores[end]
                    if score >= best:
                        best, best_end = score, end
            scores[start], ends[start] = best, best_end
        return ends

    def _score_and_begins(self, character: str) -> tuple[float, bool]:
        """The score of a character as a word, and whether words of the dictionary begin with it."""
        frequency = self.frequencies.get(character)
        found = (log(frequency) if frequency else 0.0) - self.log_total, frequency is not None
        if frequency is not None:  # What else people send has no bound and is not kept.
            self._single[character] = found
        return found


_ready: Segmenter | None = None
_loading = threading.Lock()


def segmenter() -> Segmenter:
    """The one segmenter of this process, built at the first call."""
    global _ready
    if _ready is None:
        with _loading:
            if _ready is None:
                _ready = _build()
    return _ready


def _build() -> Segmenter:
    # A tokenizer of our own: words added here must not leak into other users of jieba.
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_cache_directory())
    tokenizer.initialize()
    for word, frequency in dictionary_words():
        tokenizer.add_word(word, frequency)
    variants = variant_words()
    for variant, standard in variants.items():
        if len(variant) > 1:
            tokenizer.add_word(variant, max(tokenizer.FREQ.get(standard) or 0, 100))
    return Segmenter(tokenizer, variants)


def dictionary_words() -> list[tuple[str, int | None]]:
    """The words of `data/words.txt`, with a frequency where jieba's own guess is too low."""
    rows = (row.split() for row in _rows("words.txt"))
    return [(row[0], int(row[1]) if len(row) > 1 else None) for row in rows]


@cache
def variant_words() -> dict[str, str]:
    """Misspellings, dialect and abbreviations with the standard word, from `data/variants.txt`."""
    rows = map(str.split, _rows("variants.txt"))
    return {row[0]: row[1] for row in rows}


def _rows(name: str) -> list[str]:
    path = DATA / name
    if not path.exists():
        return []
    lines = (line.partition("#")[0].strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line]


def _words(normal: str) -> tuple[tuple[Word, ...], bool]:
    active = segmenter()
    ends, variants = active.ends(normal), active.variants
    words: list[tuple[str, int, int]] = []
    changed = False
    start, size = 0, len(normal)
    while start < size:
        end = ends[start]
        text = normal[start:end]
        if text < "\x80" and end == start + 1:
            while text.isalnum() and end < size and normal[end] < "\x80" and normal[end].isalnum():
                end += 1
            text = normal[start:end]
        if text in variants:
            text, changed = variants[text], True
        if text > " ":  # The normal text has no other marks before the blank than line feeds.
            words.append((text, start, end))
        start = end
    return tuple(map(_as_word, words)), changed


def _spelled(normal: str, words: tuple[Word, ...]) -> str:
    pieces: list[str] = []
    last = 0
    for word in words:
        if len(word.text) == word.end - word.start:
            pieces += (normal[last : word.start], word.text)
            last = word.end
    return "".join(pieces) + normal[last:]


def _cache_directory() -> Path:
    """A directory only this user can write: jieba unmarshals the cache it finds there.

    jieba writes the cache to a temporary file and renames it, so several processes may start at
    once. The shared /tmp that jieba takes by default would let another user plant a dictionary.
    """
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cunwu-jieba"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = home.stat()
        if state.st_uid == os.getuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            return home
    except (OSError, RuntimeError):
        pass
    return Path(tempfile.mkdtemp(prefix="cunwu-jieba-"))
