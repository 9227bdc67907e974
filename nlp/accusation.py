"""Reads who is blamed for what in a text, clause by clause; must not decide what follows from it.

A mention of the village's cadres gets a role from the words around it (doer, told, asked, thanked,
place, accused ...). Words of blame belong to the doer last named in the sentence, so that 村委会
loses 污染 to the factory that is named in between. What is found is counted as named features.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from nlp.negation import negated, supposed
from nlp.normal import DATA
from nlp.phrases import Hit, Phrases
from nlp.words import Text

CADRES = frozenset({"cadre", "group"})
ACTORS = frozenset({"cadre", "group", "village", "loose"})
OTHERS = frozenset({"town", "firm"})
SOFT = frozenset({"neglect", "refuse"})
HARD = frozenset({"taking", "favouring", "force", "hidden", "vote", "wrong", "debt"})
BLAME = SOFT | HARD
NEUTRAL = frozenset({"told", "asked", "thanked", "place", "writer", "consent"})
MAX_HITS = 4_000

_MARKS = re.compile(r"[，、。！？；：\n ]")
_STOPS = "。！？；\n"
_PLACE_NAME = re.compile(r"[一-鿿]{1,2}[组口冲岭坡湾塘坪垅屋]")
_JOINT = re.compile(r"[和与同跟及、或](?:者|及)?[^，。]{0,6}$|^[，、]$")
_WRITER = re.compile(
    r"(?:我是|本人是|本人系|我系|我叫|我身为|我作为|我担任|我曾任|我当过|我当了|我们是|"
    r"(?:我|本人|父亲|爷爷|母亲)[^，。；]{0,12}(?:担任|历任|曾任|当过|当了|任))[^，。；]{0,14}$|"
    r"(?:离任|离职|退休|历任|老年|当选|退职|卸任)的?$"
)
_CONSENT = re.compile(
    r"的?(?:证明|介绍信|意见|签字|盖章|公章|一致同意|同意|支持下?|协助|配合|批准)"
)
_OWNS = re.compile(
    r"[^，。；！？]{0,10}?(?:厂|场|矿|公司|老板|承包|合伙|开的|办的|的车|工程队|私人|入股)"
)
_SPOKE_EMPTY = re.compile(
    r"[^。；！？]{0,16}?说(?:是|的是)?(?:已经|现在|都|也)?(?:没|不|等|要等|上面|上级|超|名额|指标|只)"
)
_BY = re.compile(r"[被遭由让](?:了|到|现任|原|本|我|该|我们)?(?:[一-鿿]{1,5}[村镇乡组])?$")


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


def read_accusations(texts: Sequence[Text]) -> Reading:
    """Count what the fields of one report say of the village's cadres."""
    counts: defaultdict[str, float] = defaultdict(float)
    marks: list[Mark] = []
    for text in texts:
        _FieldReader(text, counts, marks).read()
    return Reading({name: min(count, 3.0) for name, count in counts.items() if count}, marks)


class _FieldReader:
    """One walk over the hits of one field, adding to the counts of the whole report."""

    def __init__(self, text: Text, counts: defaultdict[str, float], marks: list[Mark]) -> None:
        self.text = text
        self.counts = counts
        self.marks = marks
        self.doer: _Doer | None = None
        self.hits: list[Hit] = []

    def read(self) -> None:
        hits = [hit for hit in phrases().find(self.text.normal) if hit.kind != "none"][:MAX_HITS]
        if not any(hit.kind in ACTORS or hit.kind == "favour" for hit in hits):
            return
        self.hits = hits
        self._cut()
        sentence = -1
        for index, hit in enumerate(hits):
            if self._sentence(hit) != sentence:
                sentence, self.doer = self._sentence(hit), None
            self._step(index, hit)

    def _cut(self) -> None:
        """Where clauses and sentences end, for looking up the number of either by bisection."""
        self.clause_ends: list[int] = []
        self.sentence_ends: list[int] = []
        for match in _MARKS.finditer(self.text.normal):
            self.clause_ends.append(match.start())
            if match.group() in _STOPS:
                self.sentence_ends.append(match.start())

    def _clause(self, hit: Hit) -> int:
        return bisect_right(self.clause_ends, hit.start)

    def _sentence(self, hit: Hit) -> int:
        return bisect_right(self.sentence_ends, hit.start)

    def _count(self, hit: Hit, feature: str, amount: float = 1.0) -> None:
        self.counts[feature] += amount
        self.marks.append(Mark(self.text, hit, feature))

    def _step(self, index: int, hit: Hit) -> None:
        kind = hit.kind
        if kind in CADRES:
            self._cadre(index, hit)
        elif kind in ("village", "loose"):
            self._weak_actor(index, hit)
        elif kind in OTHERS:
            self._other(index, hit)
        elif kind in BLAME:
            self._blame(index, hit)
        elif kind in ("good", "thank"):
            self._good(hit)
        elif kind == "favour":
            self._count(hit, "favour")
        elif (
            kind == "kin"
            and self.doer
            and self.doer.role
            and 0 <= hit.start - self.doer.hit.end < 5
        ):
            self._count(hit, "kin")
        elif (
            kind == "why" and self.doer and self.doer.role and self.doer.clause == self._clause(hit)
        ):
            self._count(hit, "questioned")

    def _cadre(self, index: int, hit: Hit) -> None:
        if hit.phrase == "村长" and _PLACE_NAME.match(self.text.normal, hit.end):
            return  # 新塘村长塘组 is a place.
        role = self._role(index, hit)
        title = self.text.field == "title"
        self._count(hit, f"cadre_{role}")
        self.counts["mention"] += 1
        if title and role not in NEUTRAL:
            self._count(hit, "title_cadre")
        self.doer = _Doer(hit, role, self._clause(hit))
        self._what_follows(hit, role)

    def _what_follows(self, hit: Hit, role: str) -> None:
        """Signs that need more than a word of blame: 村主任家的砂场, 村干部说没有指标."""
        normal = self.text.normal
        if role not in ("place", "writer") and _OWNS.match(normal, hit.end):
            self._count(hit, "owns")
        if role != "place" and _SPOKE_EMPTY.match(normal, hit.end):
            self._count(hit, "spoke_empty")

    def _weak_actor(self, index: int, hit: Hit) -> None:
        if (
            self.doer
            and self.doer.role
            and hit.start - self.doer.hit.end < 12
            and hit.kind == "village"
        ):
            return
        self.doer = _Doer(hit, hit.kind, self._clause(hit))
        if hit.kind == "loose":
            self._count(hit, "loose")
        elif _SPOKE_EMPTY.match(self.text.normal, hit.end):
            self._count(hit, "village_soft")

    def _role(self, index: int, hit: Hit) -> str:
        """What the words around a mention make of it; `doer` where they say nothing."""
        after = self.hits[index + 1] if index + 1 < len(self.hits) else None
        if after and after.kind == "place" and after.start == hit.end:
            return "place"
        if _CONSENT.match(self.text.normal, hit.end):
            return "consent"
        before = self.text.normal[max(0, hit.start - 24) : hit.start]
        if _WRITER.search(before):
            return "writer"
        if _BY.search(before):
            return "by"
        clause = self._clause(hit)
        for earlier in reversed(self.hits[max(0, index - 4) : index]):
            if self._clause(earlier) != clause:
                break
            role = _ROLES.get(earlier.kind, "")
            gap = hit.start - earlier.end
            if role and gap <= _REACH[role]:
                return role
        return "doer"

    def _other(self, index: int, hit: Hit) -> None:
        self.counts[hit.kind] += 1
        if self.text.field == "title":
            self.counts["title_" + hit.kind] += 1
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
        side = "soft" if hit.kind in SOFT else "hard"
        if doer is None or not doer.role or self._denied(hit):
            return
        away = self._clause(hit) - doer.clause
        if doer.role in ("village", "loose"):
            near = away == 0 and hit.start - doer.hit.end <= 12
            if near or (doer.role == "loose" and away <= 1):
                self._count(doer.hit, f"{doer.role}_{side}", 0.0)
                self._count(hit, f"{doer.role}_{side}")
        elif doer.role in NEUTRAL:
            self._count(hit, f"neutral_then_{side}" if away else f"neutral_with_{side}")
        elif away == 0:
            self._count(hit, f"direct_{side}")
        elif away <= 3:
            self._count(hit, f"carried_{side}")
        else:
            self._count(hit, "far")

    def _good(self, hit: Hit) -> None:
        doer = self.doer
        said_of_them = doer and doer.role == "doer" and doer.clause == self._clause(hit)
        if said_of_them and not negated(self.text, hit.start):
            self._count(hit, "good")

    def _denied(self, hit: Hit) -> bool:
        if hit.phrase[0] in "没不未无":
            return False
        return negated(self.text, hit.start) or supposed(self.text, hit.start)


_ROLES = {
    "contact": "told",
    "ask": "asked",
    "thank": "thanked",
    "accuse": "accused",
    "favouring": "with",
    "force": "by",
}
_REACH = {"told": 5, "asked": 10, "thanked": 8, "accused": 14, "with": 4, "by": 0}
