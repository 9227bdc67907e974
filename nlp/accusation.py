"""Reads who is blamed for what in a text, clause by clause; must not decide what follows from it.

A mention of the village's cadres gets a role from the words around it (doer, told, asked, thanked,
place, accused ...). Words of blame belong to the doer last named in the sentence, so that 村委会
loses 污染 to the factory that is named in between. What is found is counted as named features.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from nlp.negation import negated, supposed
from nlp.normal import DATA
from nlp.phrases import Hit, Phrases
from nlp.roles import (
    ASIDE,
    NEUTRAL,
    located,
    manners,
    only_looks_like,
    role_of,
    speaks_empty,
    told_of,
    village_acts,
)
from nlp.words import Text

CADRES = frozenset({"cadre", "group"})
ACTORS = frozenset({"cadre", "group", "village", "loose", "official"})
_NAMING = ACTORS | {"favour", "none"}
WEAK = frozenset({"village", "loose", "official"})
OTHERS = frozenset({"town", "firm"})
SOFT = frozenset({"neglect", "refuse"})
HARD = frozenset({"taking", "favouring", "force", "hidden", "vote", "wrong", "debt"})
BLAME = SOFT | HARD | {"stalled"}
_OF_THE_VILLAGE = frozenset({"hidden", "taking", "vote"})
"""What is done to things of the village: 村里的账目不公开, 村里的地卖了, but not 村里的路坏了."""
MAX_HITS = 400
MOST = 3.0
"""More of a feature counts no more: a long letter is not a graver accusation."""

_MARKS = re.compile(r"[，、。！？；：\n ]")
_STOPS = "。！？；\n"
_JOINT = re.compile(r"[和与同跟及、或](?:者|及)?[^，。]{0,6}$|^[，、]$")
_PEOPLE = re.compile(r"[人户狗厂场矿车店]|村民|百姓|群众|学生|孩")


class Mark(NamedTuple):
    """A hit that counted for `feature`."""

    text: Text
    hit: Hit
    feature: str


class Reading(NamedTuple):
    """`features` maps a feature to its amount (0..3); `marks` are the words behind it."""

    features: dict[str, float]
    marks: list[Mark]


class _Doer(NamedTuple):
    """Who the sentence is about at the moment; `role` is empty for somebody outside the village."""

    hit: Hit
    role: str
    clause: int


@cache
def phrases() -> Phrases:
    """The word list of this module, compiled once."""
    return Phrases.load(DATA / "conflict_phrases.tsv")


@cache
def actors() -> Phrases:
    """The part of the list that names somebody: most sentences have none and are done with."""
    kinds = phrases().kinds
    return Phrases({phrase: kind for phrase, kind in kinds.items() if kind in _NAMING})


def read_accusations(texts: Sequence[Text]) -> Reading:
    """Count what the fields of one report say of the village's cadres."""
    counts: defaultdict[str, float] = defaultdict(float)
    marks: list[Mark] = []
    for text in texts:
        _FieldReader(text, counts, marks).read()
    counts["cadre_bare"] = min(counts["cadre_bare"], 1.0)  # A list of posts is one mention.
    _redeem(counts)
    return Reading({name: min(count, MOST) for name, count in counts.items() if count > 0}, marks)


def _redeem(counts: dict[str, float]) -> None:
    """Take back mentions in a report of praise or by a cadre, without a word of blame."""
    blamed = any(name.startswith(("direct_", "carried_")) for name in counts)
    kind_words = sum(counts.get(name, 0.0) for name in ("good", "denied", "cadre_writer"))
    if blamed or not kind_words:
        return
    for name in ("cadre_doer", "acts", "spoke"):
        counts[name] = counts.get(name, 0.0) - kind_words


class _FieldReader:
    """One walk over the hits of one field, adding to the counts of the whole report."""

    def __init__(self, text: Text, counts: defaultdict[str, float], marks: list[Mark]) -> None:
        self.text = text
        self.counts = counts
        self.marks = marks
        self.doer: _Doer | None = None
        self.hits: list[Hit] = []

    def read(self) -> None:
        self._cut()
        for begin, end in self._sentences_with_actors():
            hits = phrases().find(self.text.normal, begin, end)
            self.hits = [hit for hit in islice(hits, MAX_HITS) if hit.kind != "none"]
            self.doer = None
            for index, hit in enumerate(self.hits):
                self._step(index, hit)

    def _cut(self) -> None:
        """Where clauses and sentences end, for looking up the number of either by bisection."""
        self.clause_ends: list[int] = []
        self.sentence_ends: list[int] = []
        for match in _MARKS.finditer(self.text.normal):
            self.clause_ends.append(match.start())
            if match.group() in _STOPS:
                self.sentence_ends.append(match.start())

    def _sentences_with_actors(self) -> Iterator[tuple[int, int]]:
        """Begin and end of each sentence that names somebody; the other sentences cost nothing."""
        normal, ends, done = self.text.normal, self.sentence_ends, -1
        for hit in actors().find(normal):
            number = bisect_right(ends, hit.start)
            if hit.kind != "none" and number != done:
                done = number
                begin = ends[number - 1] + 1 if number else 0
                yield begin, ends[number] if number < len(ends) else len(normal)

    def _clause(self, hit: Hit) -> int:
        return bisect_right(self.clause_ends, hit.start)

    def _count(self, hit: Hit, feature: str, amount: float = 1.0) -> None:
        self.counts[feature] += amount
        self.marks.append(Mark(self.text, hit, feature))

    def _step(self, index: int, hit: Hit) -> None:
        kind = hit.kind
        if kind in CADRES:
            self._cadre(index, hit)
        elif kind in WEAK:
            self._weak_actor(index, hit)
        elif kind in OTHERS:
            self._other(index, hit)
        elif kind in BLAME:
            self._blame(index, hit)
        elif kind in ("good", "thank"):
            self._good(hit)
        elif kind == "favour":
            self._count(hit, "favour")
        elif kind == "kin" and self._belongs(hit):
            self._count(hit, "kin")
        elif kind == "why" and self.doer and self.doer.role and self._near_doer(hit):
            self._count(hit, "questioned")

    def _near_doer(self, hit: Hit) -> bool:
        return self.doer is not None and self.doer.clause == self._clause(hit)

    def _belongs(self, hit: Hit) -> bool:
        """Whether the relative is the doer's: 村支书的儿子, 村支书王某的弟弟, not 村支书说父母."""
        doer = self.doer
        if doer is None or not doer.role or doer.role in WEAK:
            return False
        between = self.text.normal[doer.hit.end : hit.start]
        return len(between) <= 5 and (not between or between[-1] in "的家其他她亲之")

    def _cadre(self, index: int, hit: Hit) -> None:
        if only_looks_like(self.text, hit):
            return
        role = role_of(self.text, self.hits, index, self.clause_ends)
        self._count(hit, f"cadre_{role}")
        if role in ("accused", "by", "with"):
            self._count(hit, "cadre_doer")
        self.doer = _Doer(hit, role, self._clause(hit))
        for manner in manners(self.text, hit.end, role):
            self._count(hit, manner)

    def _weak_actor(self, index: int, hit: Hit) -> None:
        """村里, 当官的, 干部: they accuse only when they act, 干部 only where 村里 came before."""
        doer, role = self.doer, hit.kind
        if only_looks_like(self.text, hit):
            return
        if doer and doer.role and hit.kind == "village" and hit.start - doer.hit.end < 12:
            return
        if hit.kind == "official" and doer and doer.hit.kind == "village":
            self._cadre(index, hit)
            return
        if role == "village" and told_of(self.text, hit.start):
            role = "place"  # 跟村里反映也不了了之: contacted without result is no accusation.
        self.doer = _Doer(hit, role, self._clause(hit))
        if role in ("loose", "official"):
            self._count(hit, role)
        elif role == "village" and village_acts(self.text, hit):
            self._count(hit, "village_hard")
        elif role == "village" and not located(self.text, hit) and speaks_empty(self.text, hit.end):
            self._count(hit, "village_soft")

    def _other(self, index: int, hit: Hit) -> None:
        doer, clause = self.doer, self._clause(hit)
        previous = self.hits[index - 1] if index else None
        if previous and previous.kind == "contact" and hit.start - previous.end <= 6:
            return  # 村委向镇政府汇报: whoever is told takes over nothing.
        joined = doer and doer.role and hit.start - doer.hit.end <= 12
        if joined and _JOINT.search(self.text.normal, doer.hit.end if doer else 0, hit.start):
            return
        self.doer = _Doer(hit, "", clause)

    def _blame(self, index: int, hit: Hit) -> None:
        doer = self.doer
        side = "soft" if hit.kind in SOFT else "hard" if hit.kind in HARD else "stalled"
        if doer is None or not doer.role:
            return
        if self._denied(hit):
            self._count(hit, "denied")
            return
        away = self._clause(hit) - doer.clause
        if doer.role in WEAK:
            between = self.text.normal[doer.hit.end : hit.start]
            near = away == 0 and len(between) <= 12 and not _PEOPLE.search(between)
            if doer.role == "village" and (
                located(self.text, doer.hit)
                or (between[:1] == "的" and hit.kind not in _OF_THE_VILLAGE)
            ):
                return
            if near or (doer.role != "village" and away <= 1):
                self._count(doer.hit, f"{doer.role}_{side}", 0.0)
                self._count(hit, f"{doer.role}_{side}")
        elif doer.role in NEUTRAL:
            turned_to = "aside" if doer.role in ASIDE else "neutral"
            self._count(hit, f"{turned_to}_then_{side}" if away else f"{turned_to}_with_{side}")
        elif away == 0:
            self._count(hit, f"direct_{side}")
        elif away <= 3:
            self._count(hit, f"carried_{side}")

    def _good(self, hit: Hit) -> None:
        doer = self.doer
        said_of_them = doer and doer.role == "doer" and doer.clause == self._clause(hit)
        if said_of_them and not negated(self.text, hit.start):
            self._count(hit, "good")

    def _denied(self, hit: Hit) -> bool:
        if hit.phrase[0] in "没不未无":
            return False
        return negated(self.text, hit.start) or supposed(self.text, hit.start)
