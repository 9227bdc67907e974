"""How urgent a report is: danger now, supply cut, deadline near; not danger past or supposed."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from nlp.findings import Urgency, UrgencyFinding
from nlp.normal import DATA
from nlp.urgency import find_urgency
from nlp.words import read

CASES = Path(__file__).with_name("urgency_cases.csv")


def urgency(body: str, title: str = "") -> UrgencyFinding:
    return find_urgency([read("title", title), read("body", body)])


def rows(name: str) -> list[str]:
    lines = (DATA / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def cases() -> list[tuple[str, str]]:
    with CASES.open(encoding="utf-8") as file:
        return [(row["expected"], row["text"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("expected", "text"), cases())
def test_the_level_follows_from_what_is_so_now(expected: str, text: str) -> None:
    assert urgency(text).level == expected


def test_there_are_cases_enough_of_every_level() -> None:
    levels = [expected for expected, _ in cases()]
    assert len(levels) >= 80
    assert all(levels.count(level) >= 20 for level in Urgency)


@pytest.mark.parametrize(
    ("now", "not_now"),
    [
        ("有人受到刀具威胁，持刀行凶", "没有人持刀行凶"),
        ("全村停水", "是否会停水"),
        ("房屋倒塌，有生命危险", "去年倒塌的房屋，有生命危险的说法"),
        ("山体滑坡", "防止山体滑坡"),
        ("仓库起火", "仓库起火已经扑灭"),
    ],
)
def test_denied_supposed_past_and_settled_danger_is_no_emergency(now: str, not_now: str) -> None:
    assert urgency(now).level is not Urgency.NORMAL
    assert urgency(not_now).level is Urgency.NORMAL


def test_a_threat_of_suicide_is_not_softened_by_if() -> None:
    assert urgency("如果再不解决我就跳楼").level is Urgency.EMERGENCY


def test_danger_that_may_come_any_moment_is_danger_now() -> None:
    assert urgency("房子墙体开裂，随时会倒塌，危及生命").level is Urgency.EMERGENCY


def test_title_and_body_count_together() -> None:
    assert urgency("随时会塌，一家人不敢住", title="房屋墙体开裂").level is Urgency.EMERGENCY


def test_water_counts_only_where_people_drink_it() -> None:
    assert urgency("井水被猪粪污染").level is Urgency.URGENT
    assert urgency("空气被工厂污染").level is Urgency.NORMAL


def test_the_evidence_stands_where_it_says() -> None:
    title, body = "全村停水", "已经停水三天，老人没有水喝。"
    found = urgency(body, title)
    fields = {"title": title, "body": body}
    assert {piece.field for piece in found.evidence} == {"title", "body"}
    for piece in found.evidence:
        assert fields[piece.field][piece.start : piece.end] == piece.text


def test_a_normal_report_carries_no_evidence() -> None:
    assert urgency("路灯坏了") == UrgencyFinding(Urgency.NORMAL, ())
    assert urgency("") == UrgencyFinding(Urgency.NORMAL, ())


def test_what_is_urgent_or_worse_always_has_evidence() -> None:
    for _, text in cases():
        found = urgency(text)
        assert bool(found.evidence) == (found.level is not Urgency.NORMAL)


FILLER = "村里的路修了三年还没有硬化，晴天一身灰，雨天一身泥，大家都盼着早点修好。" * 15


@pytest.mark.parametrize("word", ["石头从山上滚下来", "爆炸", "有人持枪"])
def test_a_word_dropped_once_in_a_long_letter_is_no_emergency(word: str) -> None:
    assert urgency(word).level is Urgency.EMERGENCY
    assert urgency(f"{FILLER}{word}。{FILLER}").level is Urgency.NORMAL


def test_the_title_says_what_a_long_letter_is_about() -> None:
    assert urgency(FILLER, title="煤气泄漏").level is Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("now", "fought_over"),
    [
        ("两伙人拿着铁棍打架", "他拿着铁棍打人，法院已经判决，至今没有赔偿"),
        ("老人被车撞伤，压在下面", "老人被撞伤，司法鉴定八级伤残，请求赔偿"),
    ],
)
def test_what_is_argued_about_in_court_is_over(now: str, fought_over: str) -> None:
    assert urgency(now).level is Urgency.EMERGENCY
    assert urgency(fought_over).level is Urgency.NORMAL


def test_an_illness_in_a_dispute_with_a_hospital_is_no_emergency() -> None:
    assert urgency("酒席后十几个人呕吐晕倒").level is Urgency.EMERGENCY
    told = "住院治疗期间呕吐昏倒，喘不过气，医生不管，医院多收药费"
    assert urgency(told).level is Urgency.NORMAL


def test_dead_fish_are_no_dead_people() -> None:
    assert urgency("鱼大量死亡，毒死了一塘鱼，有危险").level is Urgency.NORMAL


@pytest.mark.parametrize("words", ["随时，安全隐患，担心，生命财产", "还有人住在里面", "越来越宽"])
def test_what_makes_a_danger_graver_is_none_by_itself(words: str) -> None:
    assert urgency(words).level is Urgency.NORMAL


def test_a_danger_grows_with_those_who_are_exposed_to_it() -> None:
    assert urgency("墙裂了").level is Urgency.NORMAL
    assert urgency("墙裂了，老人还住在里面，裂口越来越宽").level is Urgency.EMERGENCY


def test_every_pair_joins_kinds_that_have_phrases_and_yields_one_that_has_points() -> None:
    kinds = {line.split("\t")[0] for line in rows("urgency_phrases.tsv")}
    valued = {line.split("\t")[1] for line in rows("urgency_points.tsv")}
    for line in rows("urgency_pairs.tsv"):
        trigger, companion, reach, result = line.split("\t")
        assert {trigger, companion} <= kinds
        assert result in valued
        assert 0 < int(reach) <= 20


@pytest.mark.parametrize(
    "piece", ["房屋裂缝", "停水，", "去年", "没有", "水源污染", "路断", "火", "\n"]
)
def test_hostile_repetition_costs_bounded_time(piece: str) -> None:
    texts = [read("body", piece * 10_000)]
    started = time.thread_time()
    find_urgency(texts)
    assert time.thread_time() - started < 0.5
