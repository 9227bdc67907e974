"""The learned weights and the curated terms: what they reach; training gives the same bytes."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from nlp import tag
from nlp.__main__ import main
from nlp.evaluate import evaluate_routing
from nlp.labelled import Row, read_records
from nlp.model import FIGURES, WEIGHTS, load_model
from nlp.normal import DATA
from nlp.train import train

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("CUNWU_DATA") or ROOT.parent / "shared" / "data")
REGRESSION = Path(__file__).with_name("regression.csv")

PARTS = {
    "教育文体": ("学校", "老师", "学费", "校车", "教室"),
    "交通运输": ("公路", "班车", "桥梁", "票价", "车站"),
    "环境保护": ("污染", "废水", "噪音", "粉尘", "臭气"),
}


def sample() -> list[Row]:
    """Made-up messages: each label has words of its own and shares others."""
    return [
        Row(f"关于{word}的问题", f"我们村的{word}和{other}有问题，希望领导解决{number}次", label)
        for label, parts in PARTS.items()
        for number, word in enumerate(parts)
        for other in parts
    ]


def regression() -> list[dict[str, str]]:
    with REGRESSION.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", regression(), ids=lambda row: row["body"][:12])
def test_a_village_matter_is_known_by_its_topic(row: dict[str, str]) -> None:
    tagging = tag(row["title"], row["body"])
    if row["topic"]:
        assert row["topic"] in [finding.label for finding in tagging.tags[:2]]
    assert tagging.category is not None
    candidates = [tagging.category.label, tagging.runner_up.label if tagging.runner_up else ""]
    assert row["category"] in candidates


def test_nearly_all_village_matters_have_the_right_category() -> None:
    rows = regression()
    tagged = [(row["category"], tag(row["title"], row["body"]).category) for row in rows]
    hits = [found is not None and found.label == wanted for wanted, found in tagged]
    assert len(rows) >= 120
    assert sum(hits) / len(hits) >= 0.97


def test_the_weights_reach_the_aims_in_cross_validation() -> None:
    about = json.loads((DATA / FIGURES).read_text("utf-8"))["cross_validation"]
    assert about["macro_f1"] >= 0.91
    assert about["accuracy_of_the_rest"] >= 0.945
    assert 0.08 <= about["uncertain"] <= 0.12
    assert (DATA / WEIGHTS).stat().st_size < 600_000


def test_annotated_village_messages_are_tagged_as_well_as_aimed_at() -> None:
    columns = ("title", "body", "category", "topic", "about_cadre", "urgency")
    result = evaluate_routing(read_records(SHARED / "rural_gold_dev.csv", columns))
    assert result["category"]["macro_f1"] >= 0.75
    assert result["topic"]["top2"] >= 0.85


def test_training_gives_the_same_bytes_whatever_the_order() -> None:
    rows = sample()
    assert train(rows) == train(rows[::-1]) == train(rows + rows[:3])


def test_what_was_trained_can_be_read_and_tells_the_labels_apart(tmp_path: Path) -> None:
    for name, content in train(sample()).items():
        (tmp_path / name).write_bytes(content)
    model = load_model(tmp_path)
    assert set(model.labels) == set(PARTS)
    for label, parts in PARTS.items():
        belief = model.belief(model.scores(model.values({parts[0]: 1})))
        assert max(belief, key=lambda each: belief[each]) == label
        assert sum(belief.values()) == pytest.approx(1)


def test_too_few_messages_of_a_label_are_refused() -> None:
    with pytest.raises(ValueError, match="too few messages labelled 民政"):
        train([*sample(), Row("低保", "低保名单", "民政")])


def test_the_command_writes_weights_and_checks_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "messages.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(Row._fields)
        writer.writerows(sample())
    out_directory = tmp_path / "weights"
    assert main(["train", str(file), "--out", str(out_directory)]) == 0
    assert json.loads(capsys.readouterr().out)["cross_validation"]["macro_f1"] > 0.5
    assert main(["train", str(file), "--out", str(out_directory), "--check"]) == 0
    with (out_directory / WEIGHTS).open("a", encoding="utf-8") as weights:
        weights.write("多余\t1\t1\t1\t1\n")
    assert main(["train", str(file), "--out", str(out_directory), "--check"]) == 1
    assert "is not what training gives" in capsys.readouterr().err
