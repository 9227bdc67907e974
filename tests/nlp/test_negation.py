"""What is denied, supposed, over or settled in a clause."""

from __future__ import annotations

import pytest

from nlp.negation import negated, over, settled, supposed
from nlp.words import read


def at(sentence: str) -> tuple[str, int]:
    """The sentence without its bar, and where the bar stood."""
    return sentence.replace("|", ""), sentence.index("|")


@pytest.mark.parametrize(
    "sentence",
    [
        "没有受到|威胁",
        "我没|打人",
        "并未发生|爆炸",
        "村干部不是|贪污",
        "并没有任何|贿赂",
        "从未|停水",
        "避免|倒塌",
        "不存在|危险",
    ],
)
def test_a_negator_in_the_clause_denies(sentence: str) -> None:
    text, start = at(sentence)
    assert negated(read("body", text), start)


@pytest.mark.parametrize(
    "sentence",
    [
        "没有人管，房屋|倒塌",
        "不仅|打人",
        "不断|停水",
        "无故|殴打村民",
        "有没有|贪污",
        "村里没水。他|威胁我",
        "不得不|搬走",
        "|停水",
    ],
)
def test_what_only_looks_like_a_negator_denies_nothing(sentence: str) -> None:
    text, start = at(sentence)
    assert not negated(read("body", text), start)


@pytest.mark.parametrize("sentence", ["是否会|停水", "会不会|倒塌", "如果|着火", "防止|滑坡"])
def test_a_question_or_condition_supposes(sentence: str) -> None:
    text, start = at(sentence)
    assert supposed(read("body", text), start)


@pytest.mark.parametrize("sentence", ["随时可能|倒塌", "如果不修，房屋就要|倒塌", "已经|停水"])
def test_what_is_near_or_happening_is_not_supposed(sentence: str) -> None:
    text, start = at(sentence)
    assert not supposed(read("body", text), start)


@pytest.mark.parametrize("sentence", ["去年|倒塌", "2015年|滑坡", "三年前房屋|倒塌", "曾|着火"])
def test_a_past_time_puts_it_behind_us(sentence: str) -> None:
    text, start = at(sentence)
    assert over(read("body", text), start)


@pytest.mark.parametrize("sentence", ["从去年到现在一直|停水", "2019年3月5日|倒塌", "今天|着火"])
def test_what_goes_on_is_not_over(sentence: str) -> None:
    text, start = at(sentence)
    assert not over(read("body", text), start)


def test_words_after_it_can_take_it_back() -> None:
    assert settled(read("body", "停水已经恢复了"), 2)
    assert settled(read("body", "火灾的预防知识"), 2)
    assert not settled(read("body", "停水还没恢复"), 2)
    assert not settled(read("body", "停水三天"), 2)


def test_positions_at_the_edges_are_safe() -> None:
    text = read("body", "没有")
    for position in (0, 2):
        for question in (negated, supposed, over, settled):
            assert question(text, position) in (True, False)
