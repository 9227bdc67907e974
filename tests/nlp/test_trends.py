"""A word rises against its own past when chance does not explain it."""

from __future__ import annotations

import random

import pytest

from nlp.trends import LEAST_SCORE, Period, count_words, rising

QUIET = [Period({"路灯": 4, "低保": 5, "停水": 1}, 60) for _ in range(8)]


def words(current: Period, past: list[Period] = QUIET) -> list[str]:
    return [each.word for each in rising(current, past)]


def test_a_word_as_frequent_as_ever_does_not_rise() -> None:
    assert words(Period({"路灯": 4, "低保": 5, "停水": 1}, 60)) == []


def test_a_burst_rises_with_its_counts_and_what_was_expected() -> None:
    (found,) = rising(Period({"路灯": 4, "停水": 12}, 60), QUIET)
    assert (found.word, found.now, found.before) == ("停水", 12, 8)
    assert 0.8 < found.expected < 1.5
    assert found.score > LEAST_SCORE


def test_more_reports_of_everything_make_nothing_rise() -> None:
    assert words(Period({"路灯": 20, "低保": 25, "停水": 5}, 300)) == []


def test_the_most_frequent_word_is_not_the_one_that_rises() -> None:
    assert words(Period({"低保": 9, "电镀": 7}, 60)) == ["电镀"]


def test_a_new_word_of_two_reports_is_no_trend_but_of_six_is() -> None:
    assert words(Period({"塌方": 2}, 20)) == []
    assert words(Period({"塌方": 6}, 20)) == ["塌方"]


def test_after_one_quiet_month_three_of_ten_reports_are_no_trend_but_seven_are() -> None:
    young = [Period({}, 10)]
    assert words(Period({"塌方": 3}, 10), young) == []
    assert words(Period({"塌方": 7}, 10), young) == ["塌方"]


def test_a_falling_word_does_not_rise() -> None:
    past = [Period({"路灯": 30}, 60) for _ in range(8)]
    assert words(Period({"路灯": 3}, 60), past) == []


def test_a_word_that_jumps_every_other_month_has_to_jump_higher() -> None:
    steady = [Period({"抢水": 6}, 60) for _ in range(8)]
    jumping = [Period({"抢水": 12 * (month % 2)}, 60) for month in range(8)]
    assert words(Period({"抢水": 18}, 60), steady) == ["抢水"]
    assert words(Period({"抢水": 18}, 60), jumping) == []


def test_without_a_past_or_a_present_nothing_rises() -> None:
    assert words(Period({"停水": 12}, 60), []) == []
    assert words(Period({"停水": 12}, 60), [Period({}, 0)]) == []
    assert words(Period({}, 0)) == []


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError):
        rising(Period({"停水": 3}, 2), QUIET)


def test_chance_alone_makes_hardly_any_word_rise() -> None:
    source = random.Random(11)
    names = {f"词{number}": source.uniform(0.01, 0.2) for number in range(400)}

    def period() -> Period:
        counts = {
            name: sum(source.random() < share for _ in range(60)) for name, share in names.items()
        }
        return Period(counts, 60)

    past = [period() for _ in range(8)]
    assert len(words(period(), past)) <= 2


def test_a_report_counts_a_word_once_and_leaves_out_stop_words_and_numbers() -> None:
    period = count_words(["停水停水停水，我们怎么办 2026", "又停水了", "路灯"])
    assert period.reports == 3
    assert period.counts["停水"] == 2
    assert {"我们", "怎么", "2026"}.isdisjoint(period.counts)


def test_the_surest_come_first_and_no_more_than_asked_for() -> None:
    current = Period({"停水": 15, "塌方": 9, "电镀": 8}, 60)
    assert [each.word for each in rising(current, QUIET, limit=2)] == words(current)[:2]
    scores = [each.score for each in rising(current, QUIET)]
    assert scores == sorted(scores, reverse=True)
