"""Signatures by which reports of one incident find each other; it knows no cases and no database.

A signature is computed once and stored. `keys` are the report's rarest words: two reports of one
incident nearly always share one (找得到), so candidates are looked up by `{"keys": {"$in": [...]}}`
in an index. `similarity` then compares the signatures: a bottom-k sample (MinHash with one hash
function) of the words and neighbouring characters, which for a short report is the whole set.

Hashes are CRC-32, so signatures of all processes and machines can be compared. A change of
`VERSION` means that stored signatures must be computed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from nlp.rarity import document_frequencies
from nlp.search import stop_words
from nlp.words import Text, read

VERSION = 1
SAMPLE = 128
KEYS = 16
LONGEST_NUMBER = 4
LIKELY = 0.09
"""Similarity from which a report is worth offering as "the same has been reported"."""

# Pairs with these characters are everywhere and tell nothing of the incident.
_COMMON = frozenset("的了是我们有在不没到就都来也这那请说要")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is stored of a text: `keys` indexed, `hashes` and `size` to compare.

    `hashes` are the at most `SAMPLE` smallest hashes of its features, ascending, each below 2**32;
    `size` is how many features there are in all.
    """

    keys: tuple[str, ...]
    hashes: tuple[int, ...]
    size: int


def signature(title: str, body: str = "") -> Signature:
    """The signature of a report; empty for a text without words. About 1 ms for 500 characters."""
    text = read("body", f"{title}\n{body}" if title else body)
    words = {word.text for word in text.words if word.text.isalnum()} - stop_words()
    hashes = sorted({crc32(feature.encode()) for feature in words | _pairs(text)})
    return Signature(_rarest(words), tuple(hashes[:SAMPLE]), len(hashes))


def similarity(one: Signature, other: Signature) -> float:
    """The share (0..1) of the features of both texts that both have; 1.0 for equal texts.

    Exact where both have at most `SAMPLE` features, else estimated with a standard error of
    `sqrt(s * (1 - s) / SAMPLE)`, at most 0.045.
    """
    mine, others = frozenset(one.hashes), frozenset(other.hashes)
    sample = sorted(mine | others)
    if one.size > SAMPLE or other.size > SAMPLE:
        sample = sample[:SAMPLE]
    if not sample:
        return 0.0
    return sum(each in mine and each in others for each in sample) / len(sample)


def _pairs(text: Text) -> set[str]:
    """Neighbouring characters: they bring together words that were cut or written differently."""
    return {
        left + right
        for left, right in pairwise(text.normal)
        if left.isalnum() and right.isalnum() and left not in _COMMON and right not in _COMMON
    }


def _rarest(words: set[str]) -> tuple[str, ...]:
    """Hashes of the words found in the fewest messages: in an index nobody reads names."""
    known = document_frequencies()
    by_rarity = sorted(
        (known.get(word, 0), crc32(word.encode())) for word in words if _may_be_key(word)
    )
    return tuple(f"{hashed:08x}" for _, hashed in by_rarity[:KEYS])


def _may_be_key(word: str) -> bool:
    """Whether reports may be brought together by this word: not by a phone number or one letter."""
    return len(word) > 1 and not (word.isdigit() and len(word) > LONGEST_NUMBER)
