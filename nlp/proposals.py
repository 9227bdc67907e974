"""Turns corrections into proposed changes of the lexicon, each with its measured effect.

It changes nothing, and must not know where changes are stored.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nlp.corrections import Correction, Known, are_tags_right, is_category_right
from nlp.findings import Tagging
from nlp.lexicon import Lexicon, Meaning
from nlp.personal import find_personal
from nlp.rarity import document_frequencies
from nlp.search import JOINING, stop_words
from nlp.tagger import tag
from nlp.words import read

LEAST_SUPPORT = 2
"""Corrections that must ask for the same change: one person's taste teaches nothing."""
TRIED_WORDS = 12
"""Words tried for each topic or label, the ones most tied to its corrections."""
COMMON = 400
"""A word in more of the messages counted by `nlp.rarity` speaks for no matter."""
ADDED_WEIGHTS = (2.0, 3.0)
LOWERED_WEIGHTS = (-1.0, -2.0, -3.0)

_TERM = re.compile("[\u4e00-\u9fff]{2,8}")


@dataclass(frozen=True, slots=True)
class Change:
    """A meaning added to a term: for a topic or for a label; a negative weight speaks against."""

    topic: str
    label: str
    weight: float
    term: str

    @property
    def id(self) -> str:
        """A short name that is the same wherever the same change is proposed."""
        text = f"{self.topic}\t{self.label}\t{self.weight:g}\t{self.term}"
        return hashlib.sha256(text.encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does: to the corrections that ask for it and to the reports measured on.

    Accuracies are shares (0..1), before and after, of the reports whose category, or tags, are
    known; None where they are known of no report. `changed` are the reports with another category
    or other tags; `better` and `worse` count right and wrong.
    """

    asked: int
    fixed: int
    reports: int
    changed: int
    better: int
    worse: int
    category: tuple[float, float] | None
    tags: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change with its effect."""

    change: Change
    effect: Effect


def propose(
    corrections: Sequence[Correction], known: Sequence[Known], lexicon: Lexicon
) -> list[Proposal]:
    """The changes that put right more corrections than known reports they break; best first.

    Raises ValueError without known reports: an effect that nobody measured is not proposed.
    """
    if not known:
        raise ValueError("no reports to measure the effect on")
    before = [tag(each.title, each.body, trial=lexicon) for each in known]
    corrections = [_still_wrong(each, lexicon) for each in corrections]
    proposals: dict[tuple[str, str, str], Proposal] = {}
    for change, asking in _candidates(corrections, lexicon):
        trial = _with(lexicon, change)
        fixed = sum(_is_fixed(change, each, trial) for each in asking)
        if fixed < LEAST_SUPPORT:
            continue
        effect = _effect(change, (len(asking), fixed), known, before, trial)
        if fixed + effect.better <= effect.worse:
            continue
        key = change.topic, change.label, change.term
        best = proposals.get(key)
        if best is None or _gain(effect) > _gain(best.effect):
            proposals[key] = Proposal(change, effect)
    return sorted(proposals.values(), key=lambda each: (-_gain(each.effect), each.change.id))


def _still_wrong(correction: Correction, lexicon: Lexicon) -> Correction:
    """The correction with what is found now, where a person corrected what was found then.

    What later changes have already put right asks for nothing, and what nobody objected to is left.
    """
    then, right = correction.found, correction.corrected
    now = tag(correction.title, correction.body, trial=lexicon)
    category = now.category.label if now.category else ""
    tags = frozenset(finding.label for finding in now.tags)
    found = replace(
        then,
        category=right.category if then.category == right.category else category,
        tags=right.tags if then.tags == right.tags else tags,
    )
    return replace(correction, found=found)


def _gain(effect: Effect) -> int:
    return effect.fixed + effect.better - 2 * effect.worse


def _with(lexicon: Lexicon, change: Change) -> Lexicon:
    meaning = Meaning(change.topic, change.label, change.weight)
    return lexicon.extended({change.term: (meaning,)})


def _candidates(
    corrections: Sequence[Correction], lexicon: Lexicon
) -> Iterator[tuple[Change, list[Correction]]]:
    """Changes worth trying, with the corrections that ask for each."""
    for (topic, label), asking in _wanted(corrections).items():
        others = [each for each in corrections if each not in asking]
        for term in _tied_words(asking, others):
            users = [each for each in asking if term in _normal(each)]
            for weight in ADDED_WEIGHTS:
                yield Change(topic, label, weight, term), users
    for topic, asking in _unwanted(corrections).items():
        for term, count in sorted(_leading_terms(topic, asking, lexicon).items()):
            if count >= LEAST_SUPPORT:
                users = [each for each in asking if term.partition("~")[0] in _normal(each)]
                for weight in LOWERED_WEIGHTS:
                    yield Change(topic, "", weight, term), users


def _wanted(corrections: Sequence[Correction]) -> dict[tuple[str, str], list[Correction]]:
    """Per (topic, "") or ("", label) the corrections in which it was missing."""
    wanted: dict[tuple[str, str], list[Correction]] = {}
    for each in corrections:
        for topic in sorted(each.corrected.tags - each.found.tags):
            wanted.setdefault((topic, ""), []).append(each)
        if each.corrected.category not in ("", each.found.category):
            wanted.setdefault(("", each.corrected.category), []).append(each)
    return wanted


def _unwanted(corrections: Sequence[Correction]) -> dict[str, list[Correction]]:
    unwanted: dict[str, list[Correction]] = {}
    for each in corrections:
        for topic in sorted(each.found.tags - each.corrected.tags):
            unwanted.setdefault(topic, []).append(each)
    return unwanted


def _leading_terms(topic: str, asking: Sequence[Correction], lexicon: Lexicon) -> Counter[str]:
    """The terms that led to a topic, with the number of corrections they stand in."""
    return Counter(
        term
        for each in asking
        for term in {
            hit.term
            for hit in lexicon.find(read("body", f"{each.title}\n{each.body}"))
            if any(meaning.topic == topic and meaning.weight > 0 for meaning in hit.meanings)
        }
    )


def _tied_words(asking: Sequence[Correction], others: Sequence[Correction]) -> list[str]:
    """Words and word pairs of the asking corrections, rare elsewhere, most tied first."""
    inside = Counter(term for each in asking for term in _terms(each))
    outside = Counter(term for each in others for term in _terms(each))
    common = document_frequencies()
    frequent = [
        term
        for term, count in inside.items()
        if count >= LEAST_SUPPORT and common.get(term, 0) <= COMMON
    ]
    return sorted(
        frequent,
        key=lambda term: (
            outside[term] - inside[term],
            common.get(term, 0),
            len(term),
            term,
        ),
    )[:TRIED_WORDS]


def _terms(correction: Correction) -> set[str]:
    """The words of a report that may become terms, alone and two together; no one's name."""
    text = read("body", f"{correction.title}\n{correction.body}")
    told = [word for word in text.words if word.text not in stop_words()]
    together = {left.text + right.text for left, right in pairwise(told) if left.end == right.start}
    names = "\n".join(finding.text for finding in find_personal(text.original))
    terms = {word.text for word in told} | together
    return {
        term
        for term in terms
        if _TERM.fullmatch(term) and JOINING.isdisjoint(term) and term not in names
    }


def _normal(correction: Correction) -> str:
    """The text as terms are looked for in it, standard spellings included."""
    return read("body", f"{correction.title}\n{correction.body}").normal


def _is_fixed(change: Change, correction: Correction, trial: Lexicon) -> bool:
    """Whether the report now has what was missing, or no longer what was unwanted."""
    after = tag(correction.title, correction.body, trial=trial)
    if change.label:
        return is_category_right(after, correction.corrected.category)
    has_topic = any(finding.label == change.topic for finding in after.tags)
    return has_topic == (change.topic in correction.corrected.tags)


def _effect(
    change: Change,
    asked_and_fixed: tuple[int, int],
    known: Sequence[Known],
    before: Sequence[Tagging],
    trial: Lexicon,
) -> Effect:
    after = [_retagged(change, each, old, trial) for each, old in zip(known, before, strict=True)]
    was = [_rights(each, old) for each, old in zip(known, before, strict=True)]
    now = [_rights(each, new) for each, new in zip(known, after, strict=True)]
    changed = sum(_outcome(old) != _outcome(new) for old, new in zip(before, after, strict=True))
    differences = [sum(new) - sum(old) for old, new in zip(was, now, strict=True)]
    return Effect(
        *asked_and_fixed,
        reports=len(known),
        changed=changed,
        better=sum(difference > 0 for difference in differences),
        worse=sum(difference < 0 for difference in differences),
        category=_accuracies(known, was, now, 0),
        tags=_accuracies(known, was, now, 1),
    )


def _retagged(change: Change, known: Known, old: Tagging, trial: Lexicon) -> Tagging:
    """The report tagged again, unless the term cannot be in it."""
    text = read("body", f"{known.title}\n{known.body}").normal
    if change.term.partition("~")[0] not in text:
        return old
    return tag(known.title, known.body, trial=trial)


def _rights(known: Known, tagging: Tagging) -> tuple[bool, bool]:
    return is_category_right(tagging, known.category), are_tags_right(tagging, known.tags)


def _outcome(tagging: Tagging) -> tuple[str, tuple[str, ...]]:
    category = tagging.category.label if tagging.category else ""
    return category, tuple(finding.label for finding in tagging.tags)


def _accuracies(
    known: Sequence[Known],
    was: Sequence[tuple[bool, bool]],
    now: Sequence[tuple[bool, bool]],
    part: int,
) -> tuple[float, float] | None:
    asked = [i for i, each in enumerate(known) if (each.category, each.tags)[part]]
    if not asked:
        return None
    before, after = (sum(rights[i][part] for i in asked) / len(asked) for rights in (was, now))
    return round(before, 4), round(after, 4)
