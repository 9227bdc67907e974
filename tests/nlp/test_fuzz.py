"""Whatever people or machines send is tagged without an exception, in bounded time."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import Evidence, Tagging, tag
from nlp.normal import MAX_CHARACTERS, normalise
from tests.nlp import mutated


def every_evidence(tagging: Tagging) -> list[Evidence]:
    found = [tagging.category, tagging.runner_up, *tagging.tags]
    found += [tagging.urgency, tagging.concerns_cadres]
    return [each for finding in found if finding for each in finding.evidence] + [
        place.evidence for place in tagging.places
    ]


def holds(title: str, body: str) -> Tagging:
    tagging = tag(title, body)
    fields = {"title": title, "body": body}
    for each in every_evidence(tagging):
        assert 0 <= each.start < each.end
        assert fields[each.field][each.start : each.end] == each.text
    for finding in (tagging.category, tagging.runner_up, *tagging.tags):
        assert finding is None or (finding.evidence and 0 <= finding.confidence <= 1)
    return tagging


def seconds(text: str) -> float:
    """The fastest of three, so that other work on this machine is not counted."""

    def once() -> float:
        began = process_time()
        tag("", text)
        return process_time() - began

    return min(once() for _ in range(3))


def test_mutated_reports_are_tagged_with_words_that_stand_where_they_say() -> None:
    for text in mutated.texts(800):
        holds(text[:30], text)


@given(title=st.text(max_size=60), body=st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_tagged_with_words_that_stand_where_they_say(title: str, body: str) -> None:
    holds(title, body)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_normalising_keeps_every_position(text: str) -> None:
    normal = normalise(text)
    assert len(normal) == len(text)
    assert normalise(normal) == normal


@pytest.mark.parametrize(
    "text",
    [
        "水" * 1_000_000,
        "a" * 1_000_000,
        "\x00\x1b\u200b" * 300_000,
        "1 " * 500_000,
        "欠" * 1_000_000,
        "村支书打人不" * 160_000,
        "（" * 1_000_000,
        "\ud800" * 1_000_000,
        "😀" * 1_000_000,
    ],
    ids=lambda text: ascii(text[:6]),
)
def test_a_megabyte_of_anything_costs_no_more_than_a_long_report(text: str) -> None:
    long_report = "，".join(mutated.reports() * 4)[:MAX_CHARACTERS]
    assert seconds(text) < 5 * seconds(long_report)


def test_only_the_first_ten_thousand_characters_are_read() -> None:
    tagging = holds("", "。" * MAX_CHARACTERS + "自来水停了三天")
    assert tagging.category is None
    assert tagging.uncertain
    assert tagging.tags == ()


@pytest.mark.parametrize("text", ["", " \n\t", "!!!???", "12345", "😀😀", "\x00\x01"])
def test_without_a_word_that_says_anything_nothing_is_claimed(text: str) -> None:
    tagging = holds("", text)
    assert tagging.category is None
    assert tagging.uncertain
    assert every_evidence(tagging) == []
