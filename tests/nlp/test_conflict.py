"""Whether a report accuses the village's own cadres, and by which words."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from nlp.conflict import ALWAYS_ASKED, ASK_THRESHOLD, find_concern, weights
from nlp.findings import Concern, ConcernFinding
from nlp.words import read

CASES = Path(__file__).with_name("conflict_cases.csv")


def concern(body: str, title: str = "") -> ConcernFinding:
    return find_concern([read("title", title), read("body", body)])


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8") as file:
        return [(row["expected"], row["text"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("expected", "text"), cases())
def test_an_accusation_is_found_or_asked_about_and_nothing_else_is(
    expected: str, text: str
) -> None:
    assert (concern(text).concern is not Concern.NO) == (expected == "yes")


def test_there_are_cases_enough_of_both_kinds() -> None:
    answers = [expected for expected, _ in cases()]
    assert len(answers) >= 150
    assert set(answers) == {"yes", "no"}
    assert min(answers.count("yes"), answers.count("no")) >= 60


@pytest.mark.parametrize(
    "text",
    ["村支书贪污了征地款", "村主任带人打伤了我父亲", "村干部私分扶贫物资，还威胁举报的人"],
)
def test_a_grave_accusation_is_a_plain_yes(text: str) -> None:
    assert concern(text).concern is Concern.YES


@pytest.mark.parametrize(
    ("village", "township"),
    [("村干部收钱不办事", "镇干部收钱不办事"), ("村支书打人", "镇长打人")],
)
def test_township_officials_are_not_the_villages_cadres(village: str, township: str) -> None:
    assert concern(village).concern is not Concern.NO
    assert concern(township).concern is Concern.NO


@pytest.mark.parametrize(
    ("accusing", "harmless"),
    [
        ("村支书推诿", "已向村支书反映"),
        ("村干部欺负人", "感谢村干部"),
        ("村委不给盖章", "请村委帮忙盖章"),
        ("村委会强占农田", "老板强占农田，村委会旁边那块"),
        ("村主任霸占鱼塘", "村主任没有霸占鱼塘"),
        ("村长拿走了补偿款", "新塘村长塘组没有补偿款"),
    ],
)
def test_who_does_it_decides_and_not_the_words_alone(accusing: str, harmless: str) -> None:
    assert concern(accusing).score > concern(harmless).score
    assert concern(harmless).concern is Concern.NO


def test_the_evidence_names_who_and_what_at_their_places() -> None:
    body = "老板很好。村支书把征地款贪污了"
    found = concern(body)
    assert {"村支书", "贪污"} <= {piece.text for piece in found.evidence}
    for piece in found.evidence:
        assert body[piece.start : piece.end] == piece.text
        assert piece.weight > 0


def test_evidence_survives_wide_and_traditional_characters() -> None:
    body = "村支書貪汙，１２３"
    for piece in concern(body).evidence:
        assert body[piece.start : piece.end] == piece.text


def test_every_yes_and_every_question_has_evidence() -> None:
    for _, text in cases():
        found = concern(text)
        assert bool(found.evidence) == (found.concern is not Concern.NO)
        assert 0.0 <= found.score <= 1.0


def test_a_text_that_names_nobody_scores_nothing() -> None:
    assert concern("路灯坏了三天") == ConcernFinding(Concern.NO, 0.0, ())
    assert concern("") == ConcernFinding(Concern.NO, 0.0, ())


def test_an_accusation_in_the_title_alone_is_seen() -> None:
    assert concern("请尽快处理", title="举报村支书贪污").concern is Concern.YES


def test_the_thresholds_are_settings() -> None:
    texts = [read("body", "村支书贪污了征地款")]
    score = find_concern(texts).score
    assert find_concern(texts, threshold=1.0).concern is Concern.ASK
    assert find_concern(texts, threshold=score, ask_threshold=score).concern is Concern.YES


@pytest.mark.parametrize("pair", [(0.3, 0.5), (0.5, 0.0), (1.2, 0.5)])
def test_senseless_thresholds_are_refused(pair: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="thresholds"):
        find_concern([read("body", "村支书")], threshold=pair[0], ask_threshold=pair[1])


def test_a_curated_rule_asks_whatever_the_learned_weights_say() -> None:
    found = concern("村里不给开证明")
    assert found.concern is not Concern.NO
    assert found.score >= ASK_THRESHOLD


def test_every_curated_rule_names_a_feature_that_can_be_found() -> None:
    assert set(weights()) >= ALWAYS_ASKED


@pytest.mark.parametrize(
    "piece", ["村", "村支书", "村支书不管", "村里说没", "没有", "。", "a", "\n"]
)
def test_hostile_repetition_costs_bounded_time(piece: str) -> None:
    texts = [read("body", piece * 10_000)]
    started = time.thread_time()
    find_concern(texts)
    assert time.thread_time() - started < 0.5
