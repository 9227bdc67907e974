"""Search tokens find what a villager would type, and mark it in the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import words
from nlp.search import MAX_TOKENS, highlight, query_tokens, search_tokens, snippet

REPORT = "我们村东头小学门口的路灯坏了半个多月，晚上接孩子看不清路，联系供电所说不归他们管。"


@pytest.fixture(autouse=True, scope="module")
def dictionary() -> None:
    """Loaded before the first test, so that none of them pays for it within its deadline."""
    words.load()


def finds(text: str, query: str) -> bool:
    wanted = query_tokens(query)
    return bool(wanted) and set(wanted) <= set(search_tokens(text))


@pytest.mark.parametrize(
    "query",
    [
        "路灯",
        "路灯坏了",
        "小学 路灯",
        "供电所",
        "供电",
        "灯坏",
        "东头小学的路灯",
        "路",
        "怎么还没有路灯",
    ],
)
def test_a_question_in_the_villagers_words_finds_the_report(query: str) -> None:
    assert finds(REPORT, query)


@pytest.mark.parametrize("query", ["自来水", "路灯 停水", "大学", "", "，。！", "的"])
def test_what_the_report_does_not_say_is_not_found(query: str) -> None:
    assert not finds(REPORT, query)


def test_every_pair_of_neighbouring_characters_finds_the_report() -> None:
    phrases = REPORT.replace("，", "。").split("。")
    pairs = [phrase[i : i + 2] for phrase in phrases for i in range(len(phrase) - 1)]
    assert [pair for pair in pairs if not finds(REPORT, pair)] == []


def test_a_case_number_is_found_whole_and_by_its_parts() -> None:
    text = "案件 330825001001-20261121-0001 已转办"
    assert finds(text, "330825001001-20261121-0001")
    assert finds(text, "20261121")
    assert not finds(text, "20261122")


def test_full_width_and_capital_letters_find_the_same() -> None:
    assert finds("ＰＰＲ水管漏水，型号DN５０", "ppr水管")
    assert finds("ppr水管漏水，型号dn50", "ＤＮ50")


def test_what_tells_most_is_looked_up_first() -> None:
    assert query_tokens("井 路灯 330825001001") == ["330825001001", "路灯", "井"]


def test_a_question_of_stop_words_only_is_still_looked_up() -> None:
    assert query_tokens("怎么") == ["怎么"]
    assert finds("这个事怎么办", "怎么")


def test_an_abbreviation_is_found_by_the_standard_word_and_as_typed() -> None:
    text = "这事找了cwh三次"
    assert finds(text, "村委会")
    assert finds(text, "CWH")
    assert highlight(text, "村委会") == [(4, 7)]


def test_tokens_are_distinct_and_bounded_for_a_long_text() -> None:
    text = "".join(chr(0x4E00 + (i * 37) % 5000) for i in range(10_000))
    tokens = search_tokens(text)
    assert len(tokens) == len(set(tokens)) == MAX_TOKENS


def test_a_megabyte_of_one_character_or_none_at_all_costs_little() -> None:
    started = time.thread_time()
    for text in ("水" * 1_000_000, "a" * 1_000_000, "\x00" * 1_000_000, "🚰" * 1_000_000):
        search_tokens(text)
        query_tokens(text)
        highlight(text, "水水")
        snippet(text, "水水")
    assert time.thread_time() - started < 2


def test_marks_lie_on_the_words_of_the_question() -> None:
    spans = highlight(REPORT, "小学路灯")
    assert [REPORT[start:end] for start, end in spans] == ["小学", "路灯"]


def test_a_word_absent_as_such_is_marked_by_its_pairs() -> None:
    spans = highlight("自来的水管在冒水", "水管冒水")
    assert [("自来的水管在冒水")[start:end] for start, end in spans] == ["水管", "冒水"]


def test_the_passage_shown_holds_the_words_asked_for() -> None:
    text = "前面说了很多别的事情。" * 20 + "水库大坝渗水已经三天。" + "后面又说了许多。" * 20
    shown = snippet(text, "大坝渗水", 40)
    assert "大坝渗水" in shown
    assert len(shown) <= 40
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_a_short_text_is_shown_whole_and_a_text_without_hit_from_its_beginning() -> None:
    assert snippet("路灯坏了", "路灯", 40) == "路灯坏了"
    assert snippet("甲" * 100, "路灯", 10) == "甲" * 9 + "…"


@given(st.text(max_size=300), st.text(max_size=40))
def test_marks_are_sorted_apart_and_inside_any_text(text: str, query: str) -> None:
    spans = highlight(text, query)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


@given(st.text(max_size=300), st.text(max_size=40), st.integers(min_value=4, max_value=120))
def test_a_passage_never_exceeds_its_length(text: str, query: str, length: int) -> None:
    assert len(snippet(text, query, length)) <= length


@given(st.text(alphabet="村路灯水的了坏修a1 ，", max_size=60), st.data())
def test_any_part_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    part = text[start:end]
    wanted = {token for token in query_tokens(part) if not token.isascii()}
    assert wanted <= set(search_tokens(text))
