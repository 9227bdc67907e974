"""How urgent a report is: danger now, supply cut, deadline near; not danger past or supposed."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from nlp.findings import Urgency, UrgencyFinding
from nlp.urgency import find_urgency
from nlp.words import read

CASES = Path(__file__).with_name("urgency_cases.csv")


def urgency(body: str, title: str = "") -> UrgencyFinding:
    return find_urgency([read("title", title), read("body", body)])


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


@pytest.mark.parametrize(
    "piece", ["房屋裂缝", "停水，", "去年", "没有", "水源污染", "路断", "火", "\n"]
)
def test_hostile_repetition_costs_bounded_time(piece: str) -> None:
    texts = [read("body", piece * 10_000)]
    started = time.perf_counter()
    find_urgency(texts)
    assert time.perf_counter() - started < 0.5
