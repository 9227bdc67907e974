"""What is found in one report, by which words, and who should receive it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from nlp import Concern, Context, Receiver, Tagging, Urgency, suggest_route, tag, version
from nlp.category import LABELS
from nlp.lexicon import TOPICS, lexicon, topic_labels
from nlp.model import load_model

LIGHTS = ("路灯不亮", "村口的路灯坏了一个月，晚上走路看不见")


def labels(tagging: Tagging) -> list[str]:
    return [finding.label for finding in tagging.tags]


def test_a_report_has_a_category_topics_and_words_for_both() -> None:
    tagging = tag(*LIGHTS)
    assert tagging.category is not None
    assert tagging.category.label == "城乡建设"
    assert labels(tagging)[0] == "路灯"
    first = tagging.tags[0].evidence[0]
    assert (first.field, first.text, first.start, first.end) == ("title", "路灯", 0, 2)
    assert first.weight > 0


def test_no_word_is_underlined_twice_for_one_finding() -> None:
    tagging = tag("", "村口的路灯坏了，路灯杆也倒了，路灯不亮，晚上摸黑走路的老人摔倒了")
    for finding in (tagging.category, *tagging.tags):
        assert finding is not None
        spans = sorted((each.start, each.end) for each in finding.evidence)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert len(tagging.category.evidence if tagging.category else ()) > 1


def test_a_report_may_have_several_topics() -> None:
    tagging = tag("", "村里的路灯坏了，自来水也停了三天，还有人天天烧垃圾")
    assert set(labels(tagging)) == {"路灯", "饮水安全", "垃圾污水"}


def test_unsure_findings_say_so_and_name_the_second_best() -> None:
    tagging = tag("", "村里的路灯坏了，自来水也停了三天，还有人天天烧垃圾", threshold=1.0)
    assert tagging.uncertain
    assert tagging.runner_up is not None
    assert tagging.runner_up.evidence
    assert not tag(*LIGHTS, threshold=0.0).uncertain


def test_the_category_can_be_limited() -> None:
    tagging = tag(*LIGHTS, labels=("交通运输", "教育文体"))
    assert tagging.category is None or tagging.category.label in ("交通运输", "教育文体")


def test_words_of_a_county_count_for_their_topic() -> None:
    text = "他们又在搞那个打井炮，房子都抖"
    assert "山林矿砂" not in labels(tag("", text))
    context = Context(extra_words=(("山林矿砂", ("打井炮",)),))
    tagging = tag("", text, context)
    assert labels(tagging)[0] == "山林矿砂"
    assert tagging.tags[0].evidence[0].text == "打井炮"


def test_words_for_a_topic_that_does_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="no such topic: 天气"):
        tag("下雨", context=Context(extra_words=(("天气", ("下雨",)),)))


def test_places_are_named_and_people_are_not() -> None:
    context = Context(villages=("坑头村", "下坑头村"), towns=("湖镇镇",))
    tagging = tag("", "湖镇镇下坑头村三组张三家门口，中山路到坑头村的路坏了", context)
    found = [(place.kind, place.name) for place in tagging.places]
    assert found == [
        ("town", "湖镇镇"),
        ("village", "下坑头村"),
        ("group", "三组"),
        ("road", "中山路"),
        ("village", "坑头村"),
    ]


def test_every_label_of_the_data_is_one_of_the_fifteen() -> None:
    assert len(LABELS) == len(set(LABELS)) == 15
    assert len(TOPICS) == 32
    assert set(load_model().labels) < set(LABELS)
    for shares in topic_labels().values():
        assert set(shares) <= set(LABELS)
        assert sum(shares.values()) == pytest.approx(1)
    for meanings in lexicon().meanings.values():
        for meaning in meanings:
            assert meaning.topic in ("", *TOPICS)
            assert meaning.label in ("", *LABELS)
            assert meaning.topic or meaning.label


def test_the_version_names_the_data() -> None:
    assert tag(*LIGHTS).version == version()
    assert len(version()) == 12


def test_a_complaint_about_the_secretary_is_not_suggested_to_the_secretary() -> None:
    tagging = tag("", "村支书贪污低保款，把名额都给了自己亲戚")
    route = suggest_route(tagging)
    assert tagging.concerns_cadres.concern is not Concern.NO
    assert route.receiver == Receiver.MONITOR
    assert route.evidence


def test_danger_goes_to_both_and_everything_else_to_the_secretary() -> None:
    assert suggest_route(tag("", "房子要塌了，里面还有老人，快来救人")).receiver == Receiver.BOTH
    assert suggest_route(tag(*LIGHTS)).receiver == Receiver.SECRETARY


@pytest.mark.parametrize(
    ("concern", "level", "receiver", "code"),
    [
        (Concern.YES, Urgency.NORMAL, Receiver.MONITOR, "concerns_cadres"),
        (Concern.YES, Urgency.EMERGENCY, Receiver.MONITOR, "concerns_cadres"),
        (Concern.ASK, Urgency.NORMAL, Receiver.MONITOR, "may_concern_cadres"),
        (Concern.ASK, Urgency.EMERGENCY, Receiver.MONITOR, "may_concern_cadres"),
        (Concern.NO, Urgency.EMERGENCY, Receiver.BOTH, "danger"),
        (Concern.NO, Urgency.URGENT, Receiver.SECRETARY, "default"),
        (Concern.NO, Urgency.NORMAL, Receiver.SECRETARY, "default"),
    ],
)
def test_every_row_of_the_route_table(
    concern: Concern, level: Urgency, receiver: Receiver, code: str
) -> None:
    plain = tag(*LIGHTS)
    route = suggest_route(
        replace(
            plain,
            concerns_cadres=replace(plain.concerns_cadres, concern=concern),
            urgency=replace(plain.urgency, level=level),
        )
    )
    assert (route.receiver, route.code) == (receiver, code)
    assert route.reason
