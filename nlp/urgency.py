"""Decides how soon somebody must act from the signs of danger and cut supply; knows no routing.

Kinds of signs have points (`data/urgency_points.tsv`); a level is reached at `DECIDES`. Points are
taken off where the report is about something else: a word dropped once in a long letter, what
happened long ago and is now fought over in court, an illness in a dispute with a hospital.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from nlp.findings import Evidence, Urgency, UrgencyFinding
from nlp.normal import DATA
from nlp.signs import Sign, candidates, context_of, said_so
from nlp.words import Text, evidence

COUNTED = 3
"""Further hits of a kind add nothing: a long letter is not more urgent than a short one."""
MAX_EVIDENCE = 8
DECIDES = {Urgency.EMERGENCY: 0.75, Urgency.URGENT: 1.0}
"""Points that reach a level. An emergency is decided early: a false alarm costs a look."""

LONG = 400
"""Characters from which a report is a letter: what it is about it names more than once."""
GRAVE = 0.6
"""Kinds worth this much could decide almost alone, so a letter must name them twice."""
ONCE_IN_A_LETTER = 0.6
IN_COURT = 0.5
AFTERWARDS = frozenset(
    {"attack", "armed", "threat", "death", "struck", "drown", "poison", "suicide", "symptom"}
    | {"blast", "fire", "detain", "missing", "hazard", "beast", "mild"}
)
"""What is no danger any more once it is argued about who pays for it; a cracked house still is."""
OF_THE_SICK = frozenset({"symptom", "mild", "death", "help", "poison"})
IN_HOSPITAL = 0.25
TELLING = {"aftermath": 2, "death": 2, "medical": 3}
"""So many different words make a report one of a court, of somebody dead, or of a hospital."""
SUPPORT = frozenset({"now", "exposed", "worse", "anytime", "peril", "waters", "help", "smoke"})
"""What makes a danger graver and is none by itself: 随时, 还住着人, 越来越宽."""
MOST_SUPPORT = 0.6
SUPPORT_OF_CORE = 1.2
"""Support counts at most this many times what it supports: 隐患 in every line makes no danger."""


class _Points(NamedTuple):
    first: float
    further: float


def find_urgency(texts: Sequence[Text]) -> UrgencyFinding:
    """How urgent the fields of one report are together, and by which words (none for `NORMAL`)."""
    signs = _signs(texts)
    if signs:
        shares = _shares(signs, texts)
        for level in (Urgency.EMERGENCY, Urgency.URGENT):
            if _total(signs, shares, level) >= DECIDES[level]:
                return UrgencyFinding(level, _evidence(signs, _points()[level]))
    return UrgencyFinding(Urgency.NORMAL, ())


def score(texts: Sequence[Text], level: Urgency) -> float:
    """The points of a level; from `DECIDES` on it is reached. For measuring and for explaining."""
    signs = _signs(texts)
    return _total(signs, _shares(signs, texts), level)


def _signs(texts: Sequence[Text]) -> list[Sign]:
    """The signs of all fields; none where nothing could decide, which most reports are."""
    found = [candidates(text) for text in texts]
    if all(sign.kind not in _deciding() for signs in found for sign in signs):
        return []
    return [sign for signs in found for sign in said_so(signs)]


@cache
def _deciding() -> frozenset[str]:
    return frozenset({kind for points in _points().values() for kind in points} - SUPPORT)


def _total(signs: Sequence[Sign], shares: Mapping[str, float], level: Urgency) -> float:
    """Points of the first phrase of each kind and of the further different ones."""
    points = _points()[level]
    different: defaultdict[str, set[str]] = defaultdict(set)
    for sign in signs:
        if sign.kind in points:
            different[sign.kind].add(sign.hit.phrase)
    core = support = 0.0
    for kind, phrases in different.items():
        further = min(len(phrases), COUNTED) - 1
        worth = points[kind].first + points[kind].further * further
        if kind in SUPPORT:
            support += worth
        else:
            core += worth * (shares.get(kind, 1.0) if level is Urgency.EMERGENCY else 1.0)
    return round(core + min(support, MOST_SUPPORT, SUPPORT_OF_CORE * core), 6)


def _shares(signs: Sequence[Sign], texts: Sequence[Text]) -> dict[str, float]:
    """The share of its points that each kind keeps in this report."""
    points = _points()[Urgency.EMERGENCY]
    times: defaultdict[str, int] = defaultdict(int)
    for sign in signs:
        times[sign.kind] += 2 if sign.text.field == "title" else 1
    shares = dict.fromkeys(times, 1.0)
    length = sum(len(text.normal) for text in texts)
    told = _told(signs, texts)
    court = told & {"aftermath", "death"} and "now" not in times
    hospital = "medical" in told and "fumes" not in times
    for kind, count in times.items():
        if length > LONG and count == 1 and kind in points and points[kind].first >= GRAVE:
            shares[kind] *= ONCE_IN_A_LETTER
        if court and kind in AFTERWARDS:
            shares[kind] *= IN_COURT
        if hospital and kind in OF_THE_SICK:
            shares[kind] *= IN_HOSPITAL
    return shares


def _told(signs: Sequence[Sign], texts: Sequence[Text]) -> set[str]:
    """Which of `TELLING` the report says enough of."""
    words: defaultdict[str, set[str]] = defaultdict(set)
    for text in texts:
        for kind, found in context_of(text).items():
            words[kind] |= found
    words["death"] = {sign.hit.phrase for sign in signs if sign.kind == "death"}
    return {kind for kind, least in TELLING.items() if len(words[kind]) >= least}


@cache
def _points() -> dict[Urgency, dict[str, _Points]]:
    table: dict[Urgency, dict[str, _Points]] = {Urgency.EMERGENCY: {}, Urgency.URGENT: {}}
    for row in (DATA / "urgency_points.tsv").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            level, kind, first, further = row.split("\t")
            table[Urgency(level)][kind] = _Points(float(first), float(further))
    return table


def _evidence(signs: Sequence[Sign], points: Mapping[str, _Points]) -> tuple[Evidence, ...]:
    """The strongest signs in the order of the text."""
    counting = [sign for sign in signs if sign.kind in points]
    best = sorted(counting, key=lambda sign: -points[sign.kind].first)[:MAX_EVIDENCE]
    best.sort(key=lambda sign: (sign.text.field != "title", sign.hit.start))
    return tuple(
        evidence(sign.text, sign.hit.start, sign.hit.end, points[sign.kind].first) for sign in best
    )
