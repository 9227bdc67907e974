"""Words that became frequent against their own past, by a test of significance; it knows no dates.

The caller counts in how many reports each word occurs, in the current period and in each past one,
and says how many reports there were. A word rises when its share of the reports is larger than its
past explains: G, the log-likelihood ratio of two Poisson rates (Dunning 1993), after

- shrinkage: `PRIOR` reports are added to the past, one of which has the word, so that a word seen
  for the first time needs several villagers to rise;
- overdispersion: where past periods swing more than chance lets them (schools in September, water
  in July), G is divided by that swing, so that a word that jumps every month has to jump higher;
- the number of words tried: by a bar (`LEAST_SCORE`) far above the usual 3.84.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from nlp.search import stop_words
from nlp.words import read

LEAST_COUNT = 3
"""Reports of the current period that must hold a word: one family is no trend."""
LEAST_SCORE = 10.83
"""G of one chance in a thousand (chi-square, one degree of freedom)."""
PRIOR = 20.0
"""Reports added to the past, `_SEEN` of which have the word."""
_SEEN = 1.0


@dataclass(frozen=True, slots=True)
class Period:
    """How many reports of one period hold each word, and how many reports there were."""

    counts: Mapping[str, int]
    reports: int


@dataclass(frozen=True, slots=True)
class Rising:
    """A rising word: in `now` of this period's reports where `expected` were to be expected.

    `score` is the corrected G: 10.83 is one chance in a thousand, 15.1 one in ten thousand.
    `before` counts the past reports with the word, all periods together.
    """

    word: str
    score: float
    now: int
    before: int
    expected: float


def count_words(texts: Iterable[str]) -> Period:
    """One period's words: each counted once a report, two characters or more, no stop words."""
    counts: Counter[str] = Counter()
    reports = 0
    for text in texts:
        words = {word.text for word in read("body", text).words}
        counts.update(word for word in words - stop_words() if len(word) > 1 and word.isalpha())
        reports += 1
    return Period(dict(counts), reports)


def rising(
    current: Period,
    past: Sequence[Period],
    *,
    least_count: int = LEAST_COUNT,
    least_score: float = LEAST_SCORE,
    limit: int = 20,
) -> list[Rising]:
    """The words of the current period that rose, the surest first, at most `limit`.

    Without reports in the past nothing can rise: an empty list. Raises ValueError where a word is
    counted in more reports than there were.
    """
    for period in (current, *past):
        _check(period)
    reports = sum(period.reports for period in past)
    if not reports or not current.reports:
        return []
    found = [
        _measure(word, count, current.reports, past, reports)
        for word, count in current.counts.items()
        if count >= least_count
    ]
    kept = [each for each in found if each.score >= least_score and each.now > each.expected]
    return sorted(kept, key=lambda each: (-each.score, each.word))[:limit]


def _check(period: Period) -> None:
    if any(count > period.reports or count < 0 for count in period.counts.values()):
        raise ValueError("a word is counted in more reports than there are")


def _measure(word: str, now: int, size: int, past: Sequence[Period], reports: int) -> Rising:
    before = sum(period.counts.get(word, 0) for period in past)
    rate = (before + _SEEN) / (reports + PRIOR)
    score = _log_likelihood_ratio(now, size, before + _SEEN, reports + PRIOR)
    score /= _swing(word, rate, past)
    return Rising(word, round(score, 2), now, before, round(rate * size, 2))


def _log_likelihood_ratio(now: float, size: float, before: float, past_size: float) -> float:
    """G for two Poisson rates being one: 2 * sum(observed * ln(observed / expected))."""
    together = (now + before) / (size + past_size)
    ratio = now * log(now / (size * together)) + before * log(before / (past_size * together))
    return max(0.0, 2 * ratio)


def _swing(word: str, rate: float, past: Sequence[Period]) -> float:
    """How much more than by chance the word swings between past periods, at least 1.

    Pearson's chi-square over its degrees of freedom; unknown with fewer than three periods.
    """
    periods = [period for period in past if period.reports]
    if len(periods) < 3:
        return 1.0
    squares = sum(
        (period.counts.get(word, 0) - rate * period.reports) ** 2 / (rate * period.reports)
        for period in periods
    )
    return max(1.0, squares / (len(periods) - 1))
