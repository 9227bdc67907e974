"""Brings the findings about one report together; it must not know how any of them is found."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from functools import cache

from nlp import words
from nlp.category import LABELS, Category, categorise
from nlp.conflict import ASK_THRESHOLD, THRESHOLD, find_concern
from nlp.features import Place
from nlp.findings import Context, Evidence, Finding, Tagging
from nlp.lexicon import Lexicon, lexicon
from nlp.matters import Matters, weigh
from nlp.model import load_model, softmax
from nlp.normal import DATA
from nlp.places import find_places
from nlp.urgency import find_urgency
from nlp.words import evidence, read

OPEN_THRESHOLD = 0.57
"""Confidence below which a category among all 15 labels is uncertain (about a tenth of reports)."""
TOPIC_SHARPNESS = 0.25
MAX_TOPICS = 3
WEAKEST_TOPIC = 0.2
"""A further topic needs this part of the points of the best one."""
MAX_EVIDENCE = 6


def tag(
    title: str,
    body: str = "",
    context: Context | None = None,
    *,
    labels: Collection[str] = LABELS,
    threshold: float | None = None,
    concern_threshold: float = THRESHOLD,
    ask_threshold: float = ASK_THRESHOLD,
    trial: Lexicon | None = None,
) -> Tagging:
    """Everything found in one report, each finding with the words that led to it.

    `labels` limits the category. `threshold` is the confidence (0..1) below which the category is
    uncertain; the other two are those of `nlp.conflict.find_concern`. `trial` is a lexicon
    to try instead of the stored one and of `context.extra_words`. Raises ValueError for
    `context.extra_words` of a topic that does not exist.
    """
    context = context or Context()
    texts = (read("title", title), read("body", body))
    matters = weigh(texts, context.extra_words, trial)
    category = categorise(texts, matters, load_model(), labels)
    first, second = _two_best(category)
    if threshold is None:
        threshold = category.model.threshold if category.learned_only else OPEN_THRESHOLD
    return Tagging(
        category=first,
        runner_up=second,
        uncertain=first is None or first.confidence < threshold,
        tags=_topics(matters),
        urgency=find_urgency(texts),
        concerns_cadres=find_concern(texts, concern_threshold, ask_threshold),
        places=find_places(texts, context),
        version=version(),
    )


def load() -> None:
    """Read dictionary, weights and lexicons now instead of at the first report."""
    words.load()
    load_model()
    lexicon()
    version()
    tag("村里路灯不亮")


@cache
def version() -> str:
    """A name for the data of this library: any change of a data file gives another one."""
    digest = hashlib.sha256()
    for path in sorted(DATA.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _two_best(category: Category) -> tuple[Finding | None, Finding | None]:
    """The two labels with most belief among those that words of the text speak for."""
    found = []
    for label in category.ranking()[:4]:
        places = category.evidence(label)
        if places:
            found.append(Finding(label, round(category.belief[label], 4), _evidence(places)))
        if len(found) == 2:
            break
    return (found[0] if found else None), (found[1] if len(found) > 1 else None)


def _topics(matters: Matters) -> tuple[Finding, ...]:
    shares = softmax(matters.topics, TOPIC_SHARPNESS)
    best = sorted(matters.topics, key=lambda topic: (-matters.topics[topic], topic))[:MAX_TOPICS]
    return tuple(
        Finding(topic, round(shares[topic], 4), _evidence(matters.for_topic(topic)))
        for topic in best
        if matters.topics[topic] >= max(WEAKEST_TOPIC * matters.topics[best[0]], 0.01)
    )


def _evidence(places: Sequence[tuple[Place, float]]) -> tuple[Evidence, ...]:
    """The strongest places, none over another: the reader sees each word underlined once."""
    taken: list[Evidence] = []
    for place, weight in places:
        field = place.text.field
        if not any(
            each.field == field and each.start < place.end and place.start < each.end
            for each in taken
        ):
            taken.append(evidence(place.text, place.start, place.end, round(weight, 3)))
            if len(taken) == MAX_EVIDENCE:
                break
    return tuple(taken)
