"""Decides the first-level label from the learned model and the curated terms together.

It must not know topics, urgency or routes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from nlp.features import Place, count_known
from nlp.matters import Matters
from nlp.model import Model
from nlp.words import Text

LABELS = (
    *("城乡建设", "党务政务", "国土资源", "环境保护", "纪检监察"),
    *("交通运输", "经济管理", "科技与信息产业", "民政", "农村农业"),
    *("商贸旅游", "卫生计生", "政法", "教育文体", "劳动和社会保障"),
)
"""The 15 first-level labels; messages to learn from exist for seven of them."""

MODEL_POINTS = 1.0
"""What the model adds to the curated points when it is sure; a curated term brings 1 to 3."""
MODEL_SHARE = 0.5
"""How much the model counts in dividing what the labels it knows received together."""


@dataclass(frozen=True, slots=True)
class Category:
    """Belief per label, and where the evidence for each label stands."""

    belief: dict[str, float]
    model: Model
    values: dict[str, float]
    places: dict[str, Place]
    matters: Matters
    learned_only: bool

    def ranking(self) -> list[str]:
        """Labels from the most to the least believed."""
        return sorted(self.belief, key=lambda label: (-self.belief[label], label))

    def evidence(self, label: str) -> list[tuple[Place, float]]:
        """The places that speak for a label, strongest first, weights as shares of 1."""
        pairs = [*self._learned(label)]
        if not self.learned_only:
            curated = self.matters.for_label(label)
            total = sum(points for _, points in curated) or 1.0
            pairs += [(place, points / total) for place, points in curated]
        merged: dict[tuple[str, int, int], tuple[Place, float]] = {}
        for place, weight in pairs:
            key = (place.text.field, place.start, place.end)
            merged[key] = (place, weight + merged.get(key, (place, 0.0))[1])
        return sorted(merged.values(), key=lambda pair: (-pair[1], pair[0].start))

    def _learned(self, label: str) -> Iterator[tuple[Place, float]]:
        if label not in self.model.labels:
            return
        amounts = self.model.contributions(label, self.values)
        total = sum(amount for amount in amounts.values() if amount > 0)
        for name, amount in amounts.items():
            if amount > 0:
                yield self.places[name], amount / total


def categorise(
    texts: Sequence[Text], matters: Matters, model: Model, labels: Collection[str] = LABELS
) -> Category:
    """Belief in each of the given labels.

    If the model knows all of them it decides alone. Otherwise belief follows the squares of the
    curated points, and the model has a say in how the labels it knows divide what they received.
    The constants were chosen by cross-validation on the annotated village messages.
    """
    counts, places = count_known(texts, model.vocabulary)
    values = model.values(counts)
    learned = model.belief(model.scores(values)) if values else {}
    learned = _limited(learned, labels)
    alone = set(labels) <= set(model.labels)
    if alone or not any(matters.labels.get(label, 0.0) > 0 for label in labels):
        belief = learned
    else:
        belief = _combined(learned, matters, labels)
    return Category(belief, model, values, places, matters, alone)


def _limited(belief: dict[str, float], labels: Collection[str]) -> dict[str, float]:
    kept = {label: share for label, share in belief.items() if label in labels}
    total = sum(kept.values()) or 1.0
    return {label: share / total for label, share in kept.items()}


def _combined(
    learned: dict[str, float], matters: Matters, labels: Collection[str]
) -> dict[str, float]:
    squares = {
        label: (max(matters.labels.get(label, 0.0), 0.0) + MODEL_POINTS * learned.get(label, 0.0))
        ** 2
        for label in sorted(labels)
    }
    total = sum(squares.values())
    shares = {label: square / total for label, square in squares.items()}
    mass = MODEL_SHARE * sum(shares[label] for label in learned)
    return {
        label: (1 - MODEL_SHARE) * share + mass * learned[label] if label in learned else share
        for label, share in shares.items()
    }
