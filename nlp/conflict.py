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
ASK_THRESHOLD = 0.48
"""From this score on the reporter is asked. Figures for both: `data/conflict_weights.tsv`."""
ALWAYS_ASKED = frozenset(
    {
        "cadre_accused",  # 举报村支书, 查处村主任
        "village_soft",  # 村里不给开证明, 村里说没有指标
        "village_hard",  # 村里强行收费
        "neutral_with_soft",  # 找村干部总说没有
        "neutral_then_soft",  # 向村主任要求公开账目，他置之不理
        "neutral_with_hard",  # 找村主任盖章被他骂
        "neutral_then_hard",  # 找村主任盖章，他开口要钱
        "loose_soft",  # 当官的不管
        "loose_hard",  # 当官的贪了
        "spoke_empty",  # 村干部说没有名额
        "favour",  # 靠关系才有低保
        "questioned",  # 村委会凭什么扣我的钱
        "owns",  # 村主任的砂场
        "kin",  # 村支书的儿子
    }
)
"""Features that are asked about whatever their learned weight: too rare in the letters to leaders
that taught the weights, but what villagers write when the cadres are the matter."""
BIAS = "(bias)"
MAX_EVIDENCE = 8
LEAST_WEIGHT = 0.1
"""What a word is shown with that counts by rule and not by its learned weight."""


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
    score = judge(reading.features, weights(), ask_threshold)
    if score < ask_threshold:
        return ConcernFinding(Concern.NO, score, ())
    concern = Concern.YES if score >= threshold else Concern.ASK
    return ConcernFinding(concern, score, _evidence(reading.marks, weights()))


def judge(
    features: Mapping[str, float], weight_of: Mapping[str, float], ask_threshold: float
) -> float:
    """The belief, lifted to `ask_threshold` where a feature of `ALWAYS_ASKED` was found."""
    score = belief(features, weight_of)
    return score if ALWAYS_ASKED.isdisjoint(features) else max(score, ask_threshold)


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
        weight = weight_of.get(mark.feature, 0.0)
        if mark.feature in ALWAYS_ASKED:
            weight = max(weight, LEAST_WEIGHT)
        place = (mark.text.field, mark.hit.start)
        known = heaviest[place][0] if place in heaviest else 0.0
        if weight > 0:
            heaviest[place] = (known + weight, mark)
    best = sorted(heaviest.items(), key=lambda item: -item[1][0])[:MAX_EVIDENCE]
    ordered = sorted(best, key=lambda item: (item[0][0] != "title", item[0][1]))
    return tuple(
        evidence(mark.text, mark.hit.start, mark.hit.end, round(weight, 3))
        for _, (weight, mark) in ordered
    )
