"""The figures of `evaluate` and `evaluate-routing`, their JSON, and their unhappy paths."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from nlp.__main__ import main
from nlp.labelled import figures

MESSAGES = [
    ("学校乱收费", "小学老师收补课费和资料费，学生家长有意见", "教育文体"),
    ("公路坏了", "县道公路路面破损，客运班车无法通行", "交通运输"),
    ("工厂污染", "化工厂排放废水废气，环境污染严重", "环境保护"),
    ("中学食堂", "中学食堂饭菜质量差，学生吃坏了肚子", "环境保护"),
]
ROUTED = [
    ("", "村支书打人，以权谋私，还骂得很难听", "纪检监察", "村干部作风", "yes", "normal"),
    ("路灯不亮", "路灯坏了一个月", "城乡建设", "路灯", "no", "normal"),
    ("", "房子要塌了，里面还有老人，快来救人", "城乡建设", "危房改造", "no", "emergency"),
]


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return str(path)


@pytest.fixture
def messages(tmp_path: Path) -> str:
    return write(tmp_path / "messages.csv", ("title", "body", "label"), MESSAGES)


def test_figures_are_those_of_the_textbook() -> None:
    result = figures(["a", "a", "b", "b"], ["a", "b", "b", ""])
    assert result["accuracy"] == 0.5
    assert result["labels"]["a"] == {"precision": 1.0, "recall": 0.5, "f1": 0.6667, "support": 2}
    assert result["labels"]["b"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert result["macro_f1"] == 0.5833
    assert result["confusion"] == {"a": {"a": 1, "b": 1}, "b": {"": 1, "b": 1}}


def test_evaluate_prints_the_agreed_json(messages: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", messages, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["accuracy"] == 0.75
    assert set(result["labels"]) == {"教育文体", "交通运输", "环境保护"}
    assert set(result["labels"]["教育文体"]) == {"precision", "recall", "f1", "support"}
    assert result["confusion"]["环境保护"] == {"教育文体": 1, "环境保护": 1}
    assert result["messages_per_second"] > 0
    assert 0 <= result["uncertain"] <= 1


def test_only_labels_of_the_file_are_predicted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "two.csv", ("title", "body", "kind"), [(*MESSAGES[0][:2], "环境保护")])
    assert main(["evaluate", file, "--column", "kind", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert set(result["confusion"]["环境保护"]) <= {"环境保护", ""}


def test_misclassified_rows_are_written_with_their_evidence(
    messages: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    errors = tmp_path / "errors.csv"
    assert main(["evaluate", messages, "--errors", str(errors)]) == 0
    assert "macro_f1" in capsys.readouterr().out
    with errors.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["label"], row["found"]) for row in rows] == [("环境保护", "教育文体")]
    assert "学生" in rows[0]["evidence"]


def test_evaluate_routing_prints_the_agreed_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = ("title", "body", "category", "topic", "about_cadre", "urgency")
    file = write(tmp_path / "routed.csv", header, ROUTED)
    assert main(["evaluate-routing", file, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["about_cadre"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 1}
    assert result["urgency"]["emergency"]["recall"] == 1.0
    assert set(result["category"]) >= {"accuracy", "macro_f1"}
    assert result["topic"] == {"top1": 1.0, "top2": 1.0}
    assert main(["evaluate-routing", file]) == 0
    assert "topic top2" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["evaluate", "evaluate-routing"])
def test_a_file_without_the_columns_is_named_and_not_a_traceback(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "other.csv", ("title", "text"), [("a", "b")])
    assert main([command, file]) == 2
    assert "no column" in capsys.readouterr().err
    assert main([command, str(tmp_path / "missing.csv")]) == 2


def test_tag_prints_findings_their_words_and_the_route(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["tag", "村支书贪污低保款，还打人", "--title", "举报"]) == 0
    printed = capsys.readouterr().out
    for part in ("类别：", "标签：低保救助", "紧急程度：", "涉及村干部：是", "建议派单：monitor"):
        assert part in printed
    assert main(["tag", "。。。"]) == 0
    assert "类别：无" in capsys.readouterr().out
