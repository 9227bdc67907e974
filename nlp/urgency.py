"""Decides how soon somebody must act, from danger and cut supply now; must not know the routing.

Phrases have kinds (`data/urgency_phrases.tsv`), kinds have points (`data/urgency_points.tsv`); a
level is reached at one point. What is denied, only supposed or over counts nothing; a crack counts
only in a building, pollution only in water that people drink, a blockage only on a road.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from re import compile as pattern
from typing import NamedTuple

from nlp.findings import Evidence, Urgency, UrgencyFinding
from nlp.negation import negated, over, settled, supposed
from nlp.normal import DATA
from nlp.phrases import Hit, Phrases
from nlp.words import Text, evidence

COUNTED = 3
"""Further hits of a kind add nothing: a long letter is not more urgent than a short one."""
MAX_HITS = 3_000
MAX_EVIDENCE = 8

# What a hit needs nearby to count, and as what it counts then: kind -> (companion, reach, result).
_PAIRS = {
    "crack": ("building", 14, "crack"),
    "collapse": ("building", 14, "collapse"),
    "pollute": ("watersource", 16, "fouled"),
    "nopower": ("often", 16, "outage"),
    "blocked": ("road", 18, "cutoff"),
    "unusable": ("watersource", 6, "nowater"),
    "deadline": ("soon", 14, "due"),
}
_COMPANIONS = {companion for companion, _, _ in _PAIRS.values()} | {"irrigation"}
DRY_REACH = 8
"""A dry ditch or pond is no cut supply: 水渠没水, 鱼塘没水."""
LOOKED_AT = 12
"""Neighbours of a hit that are looked at, so that a repeated word costs bounded time."""
DECIDES = {Urgency.EMERGENCY: 0.7, Urgency.URGENT: 1.0}
"""Points that reach a level. An emergency is decided early: a false alarm costs a look."""
_ENDS = pattern(r"[。！？；\n]")
# These say themselves that something is lacking, so a negator before them is part of another word.
_OWN_NEGATION = "没不无断"


class _Sign(NamedTuple):
    """A hit that counts, under the name that carries the points."""

    text: Text
    hit: Hit
    kind: str


class _Points(NamedTuple):
    first: float
    further: float


def find_urgency(texts: Sequence[Text]) -> UrgencyFinding:
    """How urgent the fields of one report are together, and by which words (none for `NORMAL`)."""
    signs = [sign for text in texts for sign in _signs(text)]
    for level in (Urgency.EMERGENCY, Urgency.URGENT):
        points = _points()[level]
        counting = [sign for sign in signs if sign.kind in points]
        if total(counting_kinds(counting), points) >= DECIDES[level]:
            return UrgencyFinding(level, _evidence(counting, points))
    return UrgencyFinding(Urgency.NORMAL, ())


def score(texts: Sequence[Text], level: Urgency) -> float:
    """The points of a level; from `DECIDES` on it is reached. For measuring and for explaining."""
    signs = [sign for text in texts for sign in _signs(text)]
    return total(counting_kinds(signs), _points()[level])


def counting_kinds(signs: Sequence[_Sign]) -> dict[str, int]:
    """How many different phrases of each kind there are, title and body together."""
    different: defaultdict[str, set[str]] = defaultdict(set)
    for sign in signs:
        different[sign.kind].add(sign.hit.phrase)
    return {kind: min(len(phrases), COUNTED) for kind, phrases in different.items()}


def total(kinds: dict[str, int], points: dict[str, _Points]) -> float:
    """Points of the first phrase of each kind and of the further ones."""
    worth = 0.0
    for kind, count in kinds.items():
        if kind in points:
            worth += points[kind].first + points[kind].further * (count - 1)
    return round(worth, 6)


@cache
def _phrases() -> Phrases:
    return Phrases.load(DATA / "urgency_phrases.tsv")


@cache
def _points() -> dict[Urgency, dict[str, _Points]]:
    table: dict[Urgency, dict[str, _Points]] = {Urgency.EMERGENCY: {}, Urgency.URGENT: {}}
    for row in (DATA / "urgency_points.tsv").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            level, kind, first, further = row.split("\t")
            table[Urgency(level)][kind] = _Points(float(first), float(further))
    return table


def _signs(text: Text) -> Iterator[_Sign]:
    hits = [hit for hit in _phrases().find(text.normal) if hit.kind != "none"][:MAX_HITS]
    if not hits:
        return
    ends = [match.start() for match in _ENDS.finditer(text.normal)]
    companions = [hit for hit in hits if hit.kind in _COMPANIONS]
    denied_up_to = -1
    for hit in hits:
        if hit.kind in _COMPANIONS:
            continue
        kind = _kind(hit, companions, ends)
        if kind and hit.start != denied_up_to and _holds(text, hit):
            yield _Sign(text, hit, kind)
        elif kind:
            denied_up_to = hit.end  # 没有人(持刀)(行凶): what follows at once is denied with it.


def _kind(hit: Hit, companions: list[Hit], ends: list[int]) -> str:
    """As what a hit counts beside its neighbours; empty where it counts nothing."""
    if hit.kind == "dry":
        return "" if _has_companion(hit, companions, ends, "irrigation", DRY_REACH) else "nowater"
    if hit.kind not in _PAIRS:
        return hit.kind
    companion, reach, kind = _PAIRS[hit.kind]
    return kind if _has_companion(hit, companions, ends, companion, reach) else ""


def _has_companion(hit: Hit, companions: list[Hit], ends: list[int], kind: str, reach: int) -> bool:
    """Whether a phrase of the kind stands within reach on either side in the same sentence."""
    sentence = bisect_right(ends, hit.start)
    first = bisect_right(companions, hit.start - reach - 8, key=lambda other: other.start)
    for other in companions[first : first + LOOKED_AT]:
        if other.start > hit.end + reach:
            return False
        near = hit.start - other.end <= reach
        if near and other.kind == kind and bisect_right(ends, other.start) == sentence:
            return True
    return False


def _holds(text: Text, hit: Hit) -> bool:
    """Whether the hit is said to be so, now."""
    if hit.kind == "suicide":
        return not negated(
            text, hit.start
        )  # 如果不给钱我就跳楼 is a threat now, not a supposition.
    if supposed(text, hit.start) or over(text, hit.start) or settled(text, hit.end):
        return False
    return hit.phrase[0] in _OWN_NEGATION or not negated(text, hit.start)


def _evidence(signs: Sequence[_Sign], points: dict[str, _Points]) -> tuple[Evidence, ...]:
    """The strongest signs in the order of the text."""
    best = sorted(signs, key=lambda sign: -points[sign.kind].first)[:MAX_EVIDENCE]
    best.sort(key=lambda sign: (sign.text.field != "title", sign.hit.start))
    return tuple(
        evidence(sign.text, sign.hit.start, sign.hit.end, points[sign.kind].first) for sign in best
    )
