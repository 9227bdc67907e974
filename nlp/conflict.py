"""Decides whether a report accuses the village's own cadres; it must not know where that sends it.

`data/conflict_weights.tsv` holds one learned weight for each feature of `nlp.accusation`. A miss
puts a complaint about the secretary on the secretary's desk, so the thresholds lean to false alarms
and a score between them asks the reporter instead of deciding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp

from nlp.accusation import Mark, read_accusations
from nlp.findings import Concern, ConcernFinding, Evidence
from nlp.normal import DATA
from nlp.words import Text, evidence

THRESHOLD = 0.6
"""From this score on the report is taken to accuse the cadres."""
ASK_THRESHOLD = 0.4
"""From this score on the reporter is asked. Figures for both: `python -m nlp.train_conflict`."""
BIAS = "(bias)"
MAX_EVIDENCE = 8


def find_concern(
    texts: Sequence[Text],
    threshold: float = THRESHOLD,
    ask_threshold: float = ASK_THRESHOLD,
) -> ConcernFinding:
    """Whether the village's cadres are accused in the fields of one report, and by which words.

    The score is a share of belief (0..1) on a scale where yes and no are equally frequent. Without
    a word that names or hints at cadres the score is 0 without evidence and the answer is `NO`.
    Raises `ValueError` unless `0 < ask_threshold <= threshold <= 1`.
    """
    if not 0 < ask_threshold <= threshold <= 1:
        raise ValueError("thresholds must satisfy 0 < ask_threshold <= threshold <= 1")
    reading = read_accusations(texts)
    if not reading.marks:
        return ConcernFinding(Concern.NO, 0.0, ())
    score = belief(reading.features, weights())
    if score < ask_threshold:
        return ConcernFinding(Concern.NO, score, ())
    concern = Concern.YES if score >= threshold else Concern.ASK
    return ConcernFinding(concern, score, _evidence(reading.marks, weights()))


def belief(features: Mapping[str, float], weight_of: Mapping[str, float]) -> float:
    """The logistic function of the weighted sum; a feature without a weight counts nothing."""
    total = weight_of.get(BIAS, 0.0)
    for name, amount in features.items():
        total += weight_of.get(name, 0.0) * amount
    return 1.0 / (1.0 + exp(-total))


@cache
def weights() -> dict[str, float]:
    """The learned weights: feature to weight, with `BIAS` among them."""
    rows = (DATA / "conflict_weights.tsv").read_text("utf-8").splitlines()
    pairs = (row.split("\t")[:2] for row in rows if row and not row.startswith("#"))
    return {name: float(weight) for name, weight in pairs}


def _evidence(marks: Sequence[Mark], weight_of: Mapping[str, float]) -> tuple[Evidence, ...]:
    """The heaviest marks in the order of the text, each place once."""
    heaviest: dict[tuple[str, int], tuple[float, Mark]] = {}
    for mark in marks:
        place = (mark.text.field, mark.hit.start)
        weight = max(weight_of.get(mark.feature, 0.0), 0.0)
        known = heaviest.get(place)
        heaviest[place] = (weight + (known[0] if known else 0.0), mark)
    best = sorted(heaviest.items(), key=lambda item: -item[1][0])[:MAX_EVIDENCE]
    ordered = sorted(best, key=lambda item: (item[0][0] != "title", item[0][1]))
    return tuple(
        evidence(mark.text, mark.hit.start, mark.hit.end, round(weight, 3))
        for _, (weight, mark) in ordered
    )
