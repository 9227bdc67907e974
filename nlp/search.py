"""Words to store with a document and words to look it up by; it knows no database and no ranking.

The stored tokens are *all* pairs of neighbouring Chinese characters, the single characters, and
the Latin words and numbers. The query is cut by jieba into words, each word into its pairs, and a
document is found when it holds every token of the query (`{"tokens": {"$all": [...]}}`). So both
sides agree without depending on jieba cutting both texts alike: a word of two characters is always
found where it stands, also inside a longer word, a name or a typing mistake. A document with a
dialect word or a known misspelling is found by the standard word as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from nlp.normal import DATA, MAX_CHARACTERS, normalise
from nlp.words import Text, read

Span = tuple[int, int]

MAX_QUERY_CHARACTERS = 100
MAX_TOKENS = 3_000  # holds every pair and character of a report of the longest allowed 2,000
MAX_QUERY_TOKENS = 24
MAX_HIGHLIGHTS = 200
MAX_LATIN = 32  # longer runs of letters or digits are cut, alike on both sides

# Characters that join words and are no part of names: pairs with them find nothing one looks for.
JOINING = frozenset("的了吗呢吧啊呀嘛哦")

_HAN = "〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"(?P<han>[{_HAN}]+)|[^\\W_{_HAN}]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


def search_tokens(text: str) -> list[str]:
    """Tokens to store with a document: distinct, in order of appearance, at most `MAX_TOKENS`.

    Only the first `MAX_CHARACTERS` are read. Every two-character query that stands in the first
    2,000 characters finds the document.
    """
    typed = normalise(text[:MAX_CHARACTERS])
    tokens: dict[str, None] = {}
    for run in _RUN.finditer(" ".join((typed, *_respelled(read("body", text), typed)))):
        tokens.update(dict.fromkeys(_pieces(run["han"]) if run["han"] else _cut(run[0])))
    return list(tokens)[:MAX_TOKENS]


def query_tokens(query: str) -> list[str]:
    """Tokens that a document must all hold; the ones that tell most come first.

    Empty when the query has no letter, digit or Chinese character that tells anything: then
    nothing is found, rather than everything. At most
    `MAX_QUERY_TOKENS`, from the first `MAX_QUERY_CHARACTERS`.
    """
    tokens: dict[str, None] = {}
    for word in _query_words(query):
        tokens.update(dict.fromkeys(_required(word)))
    return sorted(tokens, key=len, reverse=True)[:MAX_QUERY_TOKENS]


def highlight(text: str, query: str) -> list[Span]:
    """Spans `(start, end)` of `text` to mark for `query`: sorted, apart, at most `MAX_HIGHLIGHTS`.

    Whole words of the query are marked; where a word does not occur as such, its pairs are.
    """
    typed = normalise(text[:MAX_CHARACTERS])
    respelled = read("body", text).words
    spans: list[Span] = []
    for word in _query_words(query):
        spans += _occurrences(typed, word) or [
            span for piece in _required(word) for span in _occurrences(typed, piece)
        ]
        spans += [(found.start, found.end) for found in respelled if found.text == word]
    return _merged(sorted(spans))[:MAX_HIGHLIGHTS]


def snippet(text: str, query: str, length: int = 80) -> str:
    """The passage of at most `length` characters that holds most of the query's words.

    It begins at a sentence where one begins near, and shows `…` where something is left out.
    Without a hit it is the beginning of the text. White space is folded to single spaces.
    """
    folded = " ".join(text[:MAX_CHARACTERS].split())
    if len(folded) <= length:
        return folded
    start = _passage_start(folded, highlight(folded, query), length - 2)
    end = min(len(folded), start + length - (start > 0))
    if end < len(folded):
        end -= 1
    return "…" * (start > 0) + folded[start:end] + "…" * (end < len(folded))


def _respelled(text: Text, typed: str) -> list[str]:
    """The standard spelling of the words that were typed in another one."""
    return [word.text for word in text.words if typed[word.start : word.end] != word.text]


def _pieces(han: str) -> Iterator[str]:
    """All pairs and single characters of a Chinese run, without those that only join."""
    for left, right in pairwise(han):
        if left not in JOINING and right not in JOINING:
            yield left + right
    yield from (character for character in han if character not in JOINING)


def _required(word: str) -> list[str]:
    """What a document must hold to hold `word`; pairs speak for their characters."""
    if not _RUN.fullmatch(word) or not re.match(f"[{_HAN}]", word):
        return _cut(word)
    pieces = list(_pieces(word)) or [word[0]]
    return [piece for piece in pieces if len(piece) > 1] or pieces


def _cut(latin: str) -> list[str]:
    return [latin[:MAX_LATIN]]


@cache
def stop_words() -> frozenset[str]:
    """Words of a question that describe no matter; a query of nothing else is still looked up."""
    lines = (DATA / "search_stop_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _query_words(query: str) -> list[str]:
    """The distinct words of a query in order, without stop words unless it has nothing else."""
    words: dict[str, None] = {}
    for run in _RUN.finditer(normalise(query[:MAX_QUERY_CHARACTERS])):
        words.update(dict.fromkeys(_cuts(run[0]) if run["han"] else [run[0]]))
    told = [word for word in words if word not in stop_words() and word not in JOINING]
    return told or [word for word in words if word not in JOINING]


def _cuts(han: str) -> list[str]:
    """The words of a Chinese run as typed: a document need not be spelled by the standard."""
    return [han[word.start : word.end] for word in read("body", han).words]


def _occurrences(normal: str, word: str) -> list[Span]:
    found: list[Span] = []
    start = normal.find(word)
    while start >= 0 and len(found) < MAX_HIGHLIGHTS:
        found.append((start, start + len(word)))
        start = normal.find(word, start + len(word))
    return found


def _merged(spans: list[Span]) -> list[Span]:
    """Sorted spans with overlapping and touching ones joined."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _passage_start(text: str, spans: list[Span], width: int) -> int:
    """Where the window of `width` characters begins that covers most marked characters."""
    best, best_start = 0, 0
    for index, (start, _) in enumerate(spans):
        inside = [span for span in spans[index:] if span[1] <= start + width]
        covered = sum(end - begin for begin, end in inside)
        if covered > best:
            best, best_start = covered, start
    lead = max(0, best_start - width // 3)
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, lead, best_start)]
    return min(sentences[0] if sentences else lead, max(0, len(text) - width))
