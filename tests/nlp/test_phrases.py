"""Word lists found in one pass: leftmost, longest, with positions."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from nlp.phrases import Phrases


def test_the_longest_phrase_wins_and_hits_never_overlap() -> None:
    phrases = Phrases({"村": "a", "村委": "b", "村委会": "c", "会计": "d"})
    found = [(hit.kind, hit.start, hit.end) for hit in phrases.find("村委会计和村委、村")]
    assert found == [("c", 0, 3), ("b", 5, 7), ("a", 8, 9)]


def test_it_finds_what_a_plain_search_finds() -> None:
    chance = random.Random(7)
    words = {"".join(chance.choices("村支书不管", k=chance.randint(1, 4))): "k" for _ in range(40)}
    phrases = Phrases(words)
    text = "".join(chance.choices("村支书不管，", k=500))
    position, expected = 0, []
    while position < len(text):
        best = max((word for word in words if text.startswith(word, position)), key=len, default="")
        expected += [best] if best else []
        position += len(best) or 1
    assert [hit.phrase for hit in phrases.find(text)] == expected


def test_signs_with_a_meaning_in_expressions_are_plain_text() -> None:
    assert [hit.start for hit in Phrases({"a.c": "k", "(x": "k"}).find("abc a.c (x")] == [4, 8]


def test_a_part_of_a_text_keeps_the_positions_of_the_whole() -> None:
    assert [hit.start for hit in Phrases({"停水": "k"}).find("停水停水停水", 2, 5)] == [2]


def test_an_empty_list_finds_nothing() -> None:
    assert list(Phrases({}).find("村支书")) == []


@pytest.mark.parametrize("lines", ["kind without tab", "a\t停水\nb\t停水"])
def test_a_broken_list_is_refused_with_its_line(tmp_path: Path, lines: str) -> None:
    path = tmp_path / "list.tsv"
    path.write_text(lines, "utf-8")
    with pytest.raises(ValueError, match=r"list\.tsv:\d"):
        Phrases.load(path)
