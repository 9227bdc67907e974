"""Learns the weights of `nlp.conflict` from annotated reports; never imported at run time.

    python -m nlp.train_conflict rural_gold_dev.csv --cases tests/nlp/conflict_cases.csv [--write]

The file has the columns title, body, about_cadre (yes | no). The cases are invented short sentences
(expected, text); they stand for what villagers write in a mini program, which is shorter than the
letters to leaders, and are always in the training part, never in the measured part. The stored
weights saw more reports than the published file has: the header of the weights counts them.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from nlp.accusation import read_accusations
from nlp.conflict import ALWAYS_ASKED, ASK_THRESHOLD, BIAS, THRESHOLD
from nlp.normal import DATA
from nlp.words import read

STRENGTH = 0.3
"""Inverse of the regularisation: small, because the reports are few."""
CASE_WEIGHT = 0.5
REPEATS = 10

Example = tuple[dict[str, float], bool]


def examples(path: Path) -> list[Example]:
    """Features and answer of every report of an annotated file."""
    with path.open(encoding="utf-8") as file:
        return [
            (_features(row["title"], row["body"]), row["about_cadre"] == "yes")
            for row in csv.DictReader(file)
        ]


def cases(path: Path) -> list[Example]:
    """Features and answer of every invented sentence."""
    with path.open(encoding="utf-8") as file:
        return [
            (_features("", row["text"]), row["expected"] == "yes") for row in csv.DictReader(file)
        ]


def _features(title: str, body: str) -> dict[str, float]:
    return read_accusations([read("title", title), read("body", body)]).features


class Trainer:
    """Fits and measures on a fixed list of features."""

    def __init__(self, reports: Sequence[Example], invented: Sequence[Example]) -> None:
        self.names = sorted({name for features, _ in [*reports, *invented] for name in features})
        self.reports = self._matrix(reports)
        self.answers = np.array([answer for _, answer in reports])
        self.asked = np.array([not ALWAYS_ASKED.isdisjoint(features) for features, _ in reports])
        self.invented = self._matrix(invented)
        self.invented_answers = np.array([answer for _, answer in invented], dtype=bool)

    def _matrix(self, rows: Sequence[Example]) -> Any:
        matrix = np.zeros((len(rows), len(self.names)))
        for index, (features, _) in enumerate(rows):
            for name, amount in features.items():
                matrix[index, self.names.index(name)] = amount
        return matrix

    def fit(self, chosen: Any) -> LogisticRegression:
        """A model of the chosen reports and all invented sentences, yes and no of equal weight."""
        inputs = np.vstack([self.reports[chosen], self.invented])
        answers = np.concatenate([self.answers[chosen], self.invented_answers])
        importance = np.concatenate(
            [_balanced(self.answers[chosen], 1.0), _balanced(self.invented_answers, CASE_WEIGHT)]
        )
        model = LogisticRegression(C=STRENGTH, max_iter=5000)
        return model.fit(inputs, answers, sample_weight=importance)

    def held_out_scores(self, seed: int) -> Any:
        """The belief in each report by a model that did not see it (five folds)."""
        scores = np.zeros(len(self.answers))
        folds = StratifiedKFold(5, shuffle=True, random_state=seed)
        for chosen, held_out in folds.split(self.reports, self.answers):
            scores[held_out] = self.fit(chosen).predict_proba(self.reports[held_out])[:, 1]
        return scores

    def weights(self) -> list[tuple[str, float]]:
        """The weights of a model of everything, rounded, the bias first."""
        model = self.fit(np.arange(len(self.answers)))
        pairs = sorted(zip(self.names, model.coef_[0], strict=True), key=lambda pair: -pair[1])
        return [(BIAS, round(float(model.intercept_[0]), 3))] + [
            (name, round(float(weight), 3)) for name, weight in pairs
        ]


def _balanced(answers: Any, total: float) -> Any:
    """Weights that give yes and no the same say and sum to `total` times the number of answers."""
    share = max(float(answers.mean()), 1e-9) if len(answers) else 0.5
    return np.where(answers, 0.5 / share, 0.5 / max(1 - share, 1e-9)) * total


def figures(trainer: Trainer, thresholds: Sequence[float]) -> list[str]:
    """One line a threshold: recall and precision, mean and spread of the repetitions."""
    runs = [trainer.held_out_scores(seed) for seed in range(REPEATS)]
    lines = []
    for threshold in thresholds:
        recalls, precisions = [], []
        for scores in runs:
            said = (scores >= threshold) | (trainer.asked & (threshold <= ASK_THRESHOLD))
            right = float((said & trainer.answers).sum())
            recalls.append(right / float(trainer.answers.sum()))
            precisions.append(right / max(float(said.sum()), 1.0))
        lines.append(
            f"score >= {threshold:.2f}: recall {np.mean(recalls):.3f} +- {np.std(recalls):.3f}, "
            f"precision {np.mean(precisions):.3f} +- {np.std(precisions):.3f}"
        )
    return lines


def main() -> None:
    """Print cross-validated figures; with --write also store the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    trainer = Trainer(examples(arguments.file), cases(arguments.cases))
    lines = figures(trainer, sorted({0.25, 0.3, ASK_THRESHOLD, 0.5, THRESHOLD}))
    print("\n".join(lines))  # noqa: T201 -- a command line prints
    if arguments.write:
        header = [
            f"# Learned by nlp/train_conflict.py from {len(trainer.answers)} annotated reports "
            f"({int(trainer.answers.sum())} about cadres)",
            f"# and {len(trainer.invented_answers)} invented sentences; {REPEATS} x 5-fold "
            "cross-validation over the reports:",
        ]
        header += [f"#   {line}" for line in lines]
        rows = [f"{name}\t{weight}" for name, weight in trainer.weights()]
        (DATA / "conflict_weights.tsv").write_text("\n".join([*header, *rows, ""]), "utf-8")


if __name__ == "__main__":
    main()
