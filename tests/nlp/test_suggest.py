"""The learning loop: people correct, the command proposes, a person accepts, tagging changes."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from nlp import tag
from nlp.corrections import read_corrections, read_known
from nlp.lexicon import accepted_lexicon, lexicon
from nlp.proposals import propose
from nlp.suggest import add_arguments, preview, run

JETTIES = ["埠头的石阶松了，洗衣服摔了人", "埠头石板被水冲走了", "去溪边埠头的石板断了"]
SPEAKERS = ["村里的大喇叭坏了听不到通知", "喇叭不响已经一周", "喇叭声音听不见"]
KNOWN = [
    ("三组洗衣埠头缺了两块石头", "交通运输", ["道路维修"]),
    ("机耕路坑坑洼洼没法走", "交通运输", ["道路维修"]),
    ("自来水停水三天了", "城乡建设", ["饮水安全"]),
    ("隔壁工厂机器半夜噪音很大", "环境保护", ["噪音扰民"]),
    ("路灯不亮，晚上看不见", "城乡建设", ["路灯"]),
]


def tags(text: str, accepted: Path) -> list[str]:
    found = tag("", text, trial=accepted_lexicon(accepted)).tags
    return [finding.label for finding in found]


def correction(text: str, right: list[str]) -> dict[str, Any]:
    found = [finding.label for finding in tag("", text).tags]
    return {
        "title": "",
        "body": text,
        "found": {"category": "", "tags": found, "route": "secretary"},
        "corrected": {"tags": right},
    }


class Loop:
    """The files of one county, and the command on them."""

    def __init__(self, folder: Path, corrections: list[dict[str, Any]]) -> None:
        self.corrections = _write(folder / "corrections.jsonl", corrections)
        known = [{"title": "", "body": b, "category": c, "tags": t} for b, c, t in KNOWN]
        self.known = _write(folder / "known.jsonl", known)
        self.accepted = folder / "accepted.tsv"

    def __call__(self, *arguments: str) -> int:
        parser = argparse.ArgumentParser()
        add_arguments(parser)
        files = [str(self.corrections), "--regression", str(self.known)]
        return run(parser.parse_args([*files, "--accepted", str(self.accepted), *arguments]))


def _write(path: Path, records: list[dict[str, Any]]) -> Path:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def loop(tmp_path: Path) -> Loop:
    corrections = [correction(text, ["道路维修"]) for text in JETTIES]
    corrections += [correction(text, []) for text in SPEAKERS]
    return Loop(tmp_path, corrections)


def proposals(loop: Loop, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert loop("--json") == 0
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return rows


def test_the_loop_from_correction_to_another_tag(
    loop: Loop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "道路维修" not in tags("新修的埠头裂开了", loop.accepted)
    (first,) = [each for each in proposals(loop, capsys) if each["term"] == "埠头"]
    assert (first["topic"], first["effect"]["fixed"]) == ("道路维修", 3)
    assert first["effect"]["tags"] == [0.8, 1.0]
    assert loop("--accept", first["id"]) == 0
    assert tags("新修的埠头裂开了", loop.accepted)[0] == "道路维修"
    capsys.readouterr()
    assert "埠头" not in {each["term"] for each in proposals(loop, capsys)}


def test_a_word_that_misled_is_proposed_to_count_less(
    loop: Loop, capsys: pytest.CaptureFixture[str]
) -> None:
    lowered = [each for each in proposals(loop, capsys) if each["weight"] < 0]
    assert [(each["term"], each["topic"]) for each in lowered] == [("喇叭", "噪音扰民")]
    assert loop("--accept", lowered[0]["id"]) == 0
    assert tags(SPEAKERS[1], loop.accepted) == []
    assert tags("工厂噪音很大", loop.accepted)[0] == "噪音扰民"


def test_nothing_changes_until_a_person_accepts(
    loop: Loop, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tags("新修的埠头裂开了", loop.accepted)
    assert loop() == 0
    assert "埠头 -> 道路维修" in capsys.readouterr().out
    assert not loop.accepted.exists()
    assert tags("新修的埠头裂开了", loop.accepted) == before


def test_accepting_what_is_not_proposed_stores_nothing(
    loop: Loop, capsys: pytest.CaptureFixture[str]
) -> None:
    real = proposals(loop, capsys)[0]["id"]
    with pytest.raises(ValueError, match="ffffffff"):
        loop("--accept", real, "ffffffff")
    assert not loop.accepted.exists()


def test_accepting_twice_stores_once(loop: Loop, capsys: pytest.CaptureFixture[str]) -> None:
    name = proposals(loop, capsys)[0]["id"]
    assert loop("--accept", name) == loop("--accept", name) == 0
    assert loop.accepted.read_text("utf-8").count(f"# {name} ") == 1


def test_one_persons_correction_alone_proposes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    loop = Loop(tmp_path, [correction(JETTIES[0], ["道路维修"])])
    assert proposals(loop, capsys) == []


def test_a_change_that_breaks_more_than_it_mends_is_not_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["隔壁路灯太亮照得睡不着", "门口路灯太亮睡不着", "窗前的路灯太亮"]
    loop = Loop(tmp_path, [correction(text, []) for text in texts])
    known = [("路灯不亮了", "城乡建设", ["路灯"])] * 5
    records = [{"title": "", "body": b, "category": c, "tags": t} for b, c, t in known]
    _write(loop.known, records)
    assert [each for each in proposals(loop, capsys) if each["term"] == "路灯"] == []


def test_words_that_stand_in_every_other_letter_are_never_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["目前水碓的轴断了", "水碓目前没有人修", "目前就剩这座水碓，坏了"]
    loop = Loop(tmp_path, [correction(text, ["农田水利"]) for text in texts])
    assert {each["term"] for each in proposals(loop, capsys)} == {"水碓"}


def test_names_of_persons_are_never_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [f"户主：张大山，第{n}次说水碓坏了" for n in ("一", "二", "三")]
    loop = Loop(tmp_path, [correction(text, ["农田水利"]) for text in texts])
    terms = {each["term"] for each in proposals(loop, capsys)}
    assert "水碓" in terms
    assert not any("张大" in term or "大山" in term for term in terms)


def test_corrected_routes_are_counted_for_a_person_to_look_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = correction(JETTIES[0], ["道路维修"])
    record["corrected"]["route"] = "monitor"
    assert Loop(tmp_path, [record])() == 0
    assert "secretary -> monitor：1 件" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"title": "", "body": 1}',
        '{"title": "", "body": ""}',
        '{"title": "", "body": "", "found": {"tags": ["没有的"]}, "corrected": {}}',
        '{"title": "", "body": "", "found": {"category": "没有的"}, "corrected": {}}',
        '{"title": "", "body": "", "found": {"tags": "路灯"}, "corrected": {}}',
        '{"title": "", "body": "", "found": {}, "corrected": []}',
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text("\n" + line, "utf-8")
    with pytest.raises(ValueError, match=r"corrections\.jsonl:2"):
        read_corrections(path)


def test_known_reports_are_read_from_csv_too(tmp_path: Path) -> None:
    path = tmp_path / "known.csv"
    path.write_text("title,body,category,topic\n路灯,不亮,城乡建设,路灯|用电\n", "utf-8")
    (known,) = read_known(path)
    assert known.tags == {"路灯", "用电"}


def test_no_effect_is_claimed_without_reports_to_measure_it_on() -> None:
    with pytest.raises(ValueError):
        propose([], [], lexicon())


def test_a_preview_counts_the_messages_an_added_word_would_change() -> None:
    messages = [("", text) for text in (*JETTIES, *SPEAKERS, "路灯不亮")]
    shown = preview((("道路维修", ("埠头",)),), messages)
    assert (shown.changed, shown.total) == (3, 7)
    assert [row.index for row in shown.rows] == [0, 1, 2]
    assert all(row.tags_after[0] == "道路维修" for row in shown.rows)


def test_a_preview_compares_with_the_words_a_village_has_already() -> None:
    current = (("道路维修", ("埠头",)),)
    messages = [("", text) for text in JETTIES]
    assert preview(current, messages, current).changed == 0
    assert preview((), messages, current).changed == 3


def test_a_preview_refuses_a_tag_that_does_not_exist() -> None:
    with pytest.raises(ValueError):
        preview((("没有的标签", ("埠头",)),), [])
