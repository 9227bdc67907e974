"""The figures of `nlp.conflict` and `nlp.urgency` on the annotated reports, where they are at hand.

The reports shaped the word lists, so these figures guard against losing ground and prove nothing
about reports never seen.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from nlp.conflict import find_concern
from nlp.findings import Concern, Urgency
from nlp.urgency import find_urgency
from nlp.words import Text, read

ROOT = Path(__file__).parents[2]
FOLDERS = (Path(os.environ.get("CUNWU_DATA") or "."), ROOT.parent / "shared/data")
FOUND = [folder / "rural_gold_dev.csv" for folder in FOLDERS]
REPORTS = next((path for path in FOUND if path.exists()), None)

pytestmark = pytest.mark.skipif(
    REPORTS is None, reason="neither CUNWU_DATA nor ../shared/data holds the annotated reports"
)


@pytest.fixture(scope="module")
def reports() -> list[tuple[list[Text], dict[str, str]]]:
    assert REPORTS is not None
    with REPORTS.open(encoding="utf-8") as file:
        return [
            ([read("title", row["title"]), read("body", row["body"])], row)
            for row in csv.DictReader(file)
        ]


def recall_and_precision(said: list[bool], true: list[bool]) -> tuple[float, float]:
    right = sum(a and b for a, b in zip(said, true, strict=True))
    return right / sum(true), right / sum(said)


def test_reports_about_cadres_are_hardly_ever_missed(
    reports: list[tuple[list[Text], dict[str, str]]],
) -> None:
    said = [find_concern(texts).concern is not Concern.NO for texts, _ in reports]
    recall, precision = recall_and_precision(
        said, [row["about_cadre"] == "yes" for _, row in reports]
    )
    assert recall >= 0.92
    assert precision >= 0.75


@pytest.mark.parametrize(
    ("level", "least_recall", "least_precision"),
    [(Urgency.EMERGENCY, 0.9, 0.5), (Urgency.URGENT, 0.7, 0.5)],
)
def test_what_cannot_wait_is_found(
    reports: list[tuple[list[Text], dict[str, str]]],
    level: Urgency,
    least_recall: float,
    least_precision: float,
) -> None:
    said = [find_urgency(texts).level is level for texts, _ in reports]
    recall, precision = recall_and_precision(said, [row["urgency"] == level for _, row in reports])
    assert recall >= least_recall
    assert precision >= least_precision
