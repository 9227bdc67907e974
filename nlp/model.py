"""The learned linear model: reads its weights and scores features; it must not know how it learned.

`data/weights.tsv` is text for people to review: a line for each feature with its inverse document
frequency and one weight per label, both in hundredths.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp, log, sqrt
from pathlib import Path

from nlp.features import Vocabulary, vocabulary
from nlp.normal import DATA

WEIGHTS = "weights.tsv"
FIGURES = "weights.json"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights per feature: `rows[feature]` is the idf followed by one weight per label.

    `temperature` turns scores into confidences, `threshold` is the confidence below which a result
    is uncertain; both are set in cross-validation.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, tuple[int, ...]]
    vocabulary: Vocabulary
    temperature: float
    threshold: float
    version: str

    def values(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Counts of known features as tf-idf values (tf damped by a logarithm, length 1)."""
        raw = {name: (1 + log(count)) * self.rows[name][0] for name, count in counts.items()}
        norm = sqrt(sum(value * value for value in raw.values())) or 1.0
        return {name: value / norm for name, value in raw.items()}

    def scores(self, values: Mapping[str, float]) -> list[float]:
        """One score per label; the sum of what each feature adds, and the bias."""
        totals = [0.0] * len(self.labels)
        for name, value in values.items():
            row = self.rows[name]
            for place in range(len(totals)):
                totals[place] += value * row[place + 1]
        return [bias + total / 100 for bias, total in zip(self.bias, totals, strict=True)]

    def belief(self, scores: list[float]) -> dict[str, float]:
        """Scores as shares of belief that add up to 1."""
        return softmax(dict(zip(self.labels, scores, strict=True)), self.temperature)

    def contributions(self, label: str, values: Mapping[str, float]) -> dict[str, float]:
        """What each feature speaks for a label, beyond what it says for all labels on average."""
        place, size, found = self.labels.index(label) + 1, len(self.labels), {}
        for name, value in values.items():
            row = self.rows[name]
            found[name] = value * (row[place] - (sum(row) - row[0]) / size) / 100
        return found


def softmax(scores: Mapping[str, float], temperature: float = 1.0) -> dict[str, float]:
    """Shares that add up to 1; a larger temperature makes them sharper."""
    if not scores:
        return {}
    top = max(scores.values())
    powers = {name: exp(temperature * (score - top)) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}


@cache
def load_model(directory: Path = DATA) -> Model:
    """The model of a directory. Raises OSError without one, ValueError if it is damaged."""
    about = json.loads((directory / FIGURES).read_text("utf-8"))
    rows: dict[str, tuple[int, ...]] = {}
    for line in (directory / WEIGHTS).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, *numbers = line.split("\t")
            rows[name] = tuple(map(int, numbers))
    return Model(
        labels=tuple(about["labels"]),
        bias=tuple(about["bias"]),
        rows=rows,
        vocabulary=vocabulary(tuple(rows)),
        temperature=about["temperature"],
        threshold=about["threshold"],
        version=about["version"],
    )
