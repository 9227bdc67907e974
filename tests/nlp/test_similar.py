"""Reports of one incident find each other in other words; other incidents stay apart."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import words
from nlp.similar import KEYS, LIKELY, SAMPLE, Signature, signature, similarity

REPORTS = Path(__file__).with_name("similar_reports.csv")
ROOT = Path(__file__).parents[2]
LONG = "村里的水渠堵了很久，下面的田没有水。" * 28


@pytest.fixture(autouse=True, scope="module")
def dictionary() -> None:
    """Loaded before the first test, so that none of them pays for it within its deadline."""
    words.load()


def found(one: Signature, other: Signature) -> bool:
    """As a caller finds: an equal key leads to the report, the similarity decides."""
    return not set(one.keys).isdisjoint(other.keys) and similarity(one, other) >= LIKELY


def pairs() -> dict[str, list[tuple[Signature, Signature]]]:
    """Pairs of the hand-written reports: of the same incident, topic, or neither."""
    with REPORTS.open(encoding="utf-8", newline="") as file:
        rows = [
            (row["topic"], row["incident"], signature("", row["text"]))
            for row in csv.DictReader(file)
        ]
    kinds: dict[str, list[tuple[Signature, Signature]]] = {"incident": [], "topic": [], "": []}
    for one, other in combinations(rows, 2):
        kind = "incident" if one[:2] == other[:2] else "topic" if one[0] == other[0] else ""
        kinds[kind].append((one[2], other[2]))
    return kinds


def test_reworded_reports_of_one_incident_are_found_and_other_incidents_are_not() -> None:
    kinds = pairs()
    assert len(kinds["incident"]) >= 40
    shares = {kind: sum(found(*pair) for pair in each) / len(each) for kind, each in kinds.items()}
    assert shares["incident"] >= 0.9
    assert shares["topic"] <= 0.03
    assert shares[""] <= 0.005


def test_keys_lead_to_few_reports_of_other_matters() -> None:
    kinds = pairs()
    led = [not set(one.keys).isdisjoint(other.keys) for one, other in kinds[""]]
    assert sum(led) / len(led) <= 0.08
    led = [not set(one.keys).isdisjoint(other.keys) for one, other in kinds["incident"]]
    assert sum(led) / len(led) >= 0.95


def test_a_text_is_like_itself_whatever_its_punctuation_and_spelling() -> None:
    one = signature("路灯不亮", "小学门口路灯不亮，晚上看不见。")
    other = signature("", "路燈不亮\n小学门口路灯不亮 晚上看不见！！")
    assert similarity(one, one) == 1.0
    assert similarity(one, other) > 0.9


def test_a_text_without_words_is_like_nothing() -> None:
    empty = signature("", "！！🚰🚰  \x00")
    assert empty == Signature((), (), 0)
    assert similarity(empty, empty) == 0.0
    assert similarity(empty, signature("", "路灯不亮")) == 0.0


def test_a_long_text_is_estimated_close_to_the_truth() -> None:
    source = random.Random(3)
    characters = [chr(code) for code in range(0x4E00, 0x5200)]
    errors = []
    for kept in (0.2, 0.5, 0.8):
        text = [source.choice(characters) + source.choice(characters) for _ in range(1_500)]
        changed = [word if source.random() < kept else source.choice(characters) for word in text]
        one, other = ("，".join(each) for each in (text, changed))
        estimate = similarity(signature("", one), signature("", other))
        errors.append(abs(estimate - exact(one, other)))
    assert max(errors) < 0.12


def exact(one: str, other: str) -> float:
    """The similarity of two texts whose clauses are features, without sampling."""
    sets = [
        {clause for clause in text.split("，") if len(clause) > 1} | set(text) - {"，"}
        for text in (one, other)
    ]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_a_phone_number_never_becomes_a_key() -> None:
    assert signature("", "13800001111").keys == ()
    assert signature("", "电话13800001111").keys == signature("", "电话13900002222").keys


def test_signatures_are_the_same_in_every_process() -> None:
    code = f"from nlp.similar import signature; print(signature('', {LONG[:60]!r}))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert printed == {f"{signature('', LONG[:60])}\n"}


def test_a_signature_costs_little_beside_reading_the_words() -> None:
    source = random.Random(5)
    with REPORTS.open(encoding="utf-8") as file:
        clauses = file.read().replace("\n", "，").split("，")
    texts = ["".join(source.sample(clauses, 80))[:500] for _ in range(40)]
    signing = min(_seconds(lambda: [signature("", text) for text in texts]) for _ in range(3))
    reading = min(_seconds(lambda: [words.read("body", text) for text in texts]) for _ in range(3))
    assert signing < 10 * reading


def _seconds(work: Callable[[], object]) -> float:
    """Processor time, which other work on the machine does not lengthen much."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


@given(st.text(max_size=400), st.text(max_size=400))
def test_similarity_is_symmetric_bounded_and_stored_in_little_space(one: str, other: str) -> None:
    left, right = signature("", one), signature("", other)
    assert similarity(left, right) == similarity(right, left)
    assert 0.0 <= similarity(left, right) <= 1.0
    assert len(left.keys) <= KEYS
    assert len(left.hashes) <= SAMPLE
    assert list(left.hashes) == sorted(set(left.hashes))
