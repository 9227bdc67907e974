"""Weighs what the curated terms of a report say about its topics and its first-level label.

It must not know the learned model; `nlp.category` brings both together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from nlp.features import Place
from nlp.lexicon import Lexicon, Meaning, lexicon, topic_labels
from nlp.normal import normalise
from nlp.words import Text

TITLE_WEIGHT = 5
"""A curated term of the title counts as often as five of the body: it names the matter."""
EXTRA_WEIGHT = 3.0

Additions = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the report: its damped frequency, its meanings and where it stands first."""

    amount: float
    meanings: tuple[Meaning, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Matters:
    """Points per topic and per label, and the terms they come from."""

    topics: Mapping[str, float]
    labels: Mapping[str, float]
    terms: tuple[Term, ...]

    def for_topic(self, topic: str) -> list[tuple[Place, float]]:
        """The places that speak for a topic, with their points."""
        return _strongest(
            (term.place, meaning.weight * term.amount)
            for term in self.terms
            for meaning in term.meanings
            if meaning.topic == topic
        )

    def for_label(self, label: str) -> list[tuple[Place, float]]:
        """The places that speak for a label, itself or through a topic, with their points."""
        return _strongest(
            (term.place, meaning.weight * term.amount * _share(meaning, label))
            for term in self.terms
            for meaning in term.meanings
        )


def weigh(
    texts: Sequence[Text], additions: Additions = (), trial: Lexicon | None = None
) -> Matters:
    """What the terms of the lexicon, with a county's additions, say about a report.

    `trial` is a whole lexicon to try instead; the additions do not count then.
    """
    active = trial or (_extended(additions) if additions else lexicon())
    counts: dict[str, int] = {}
    first: dict[str, tuple[tuple[Meaning, ...], Place]] = {}
    for text in texts:
        weight = TITLE_WEIGHT if text.field == "title" else 1
        for hit in active.find(text):
            counts[hit.term] = counts.get(hit.term, 0) + weight
            if hit.term not in first:
                first[hit.term] = (hit.meanings, Place(text, hit.start, hit.end))
    terms = tuple(Term(1 + log(counts[name]), *found) for name, found in first.items())
    return _added_up(terms)


def _added_up(terms: tuple[Term, ...]) -> Matters:
    topics: dict[str, float] = {}
    labels: dict[str, float] = {}
    through: dict[str, float] = {}
    for term in terms:
        for topic, label, weight in term.meanings:
            points = weight * term.amount
            if topic:
                topics[topic] = topics.get(topic, 0.0) + points
            if label:
                labels[label] = labels.get(label, 0.0) + points
            else:
                through[topic] = through.get(topic, 0.0) + points
    for topic, points in through.items():
        for label, share in topic_labels()[topic].items():
            labels[label] = labels.get(label, 0.0) + points * share
    return Matters(topics, labels, terms)


def _share(meaning: Meaning, label: str) -> float:
    if meaning.label:
        return float(meaning.label == label)
    return topic_labels()[meaning.topic].get(label, 0.0)


def _strongest(points: Iterable[tuple[Place, float]]) -> list[tuple[Place, float]]:
    return sorted(
        ((place, each) for place, each in points if each > 0),
        key=lambda pair: (-pair[1], pair[0].start),
    )


@lru_cache(maxsize=32)
def _extended(additions: Additions) -> Lexicon:
    """The lexicon of a county. Raises ValueError for a topic that does not exist."""
    meanings: dict[str, tuple[Meaning, ...]] = {}
    for topic, words in additions:
        if topic not in topic_labels():
            raise ValueError(f"no such topic: {topic}")
        for word in filter(None, map(normalise, map(str.strip, words))):
            meanings[word] = (*meanings.get(word, ()), Meaning(topic, "", EXTRA_WEIGHT))
    return lexicon().extended(meanings)
