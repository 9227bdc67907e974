"""Learns the weights of `nlp.model` from labelled messages; only here scikit-learn is needed.

The same rows give the same bytes: documents are sorted, the solver is seeded, numbers are rounded.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

from nlp.features import count_all, vocabulary
from nlp.labelled import Row, figures, read_rows
from nlp.model import FIGURES, WEIGHTS, Model, softmax
from nlp.words import read

FEATURES = 10_000
PENALTY = 0.5
FOLDS = 5
MIN_DOCUMENTS = 2
UNCERTAIN_SHARE = 0.10
_TEMPERATURES = [step / 4 for step in range(4, 41)]


@dataclass(frozen=True, slots=True)
class Sample:
    """Labelled messages as counts of features, in an order that does not depend on the file."""

    documents: list[dict[str, int]]
    labels: list[str]

    def part(self, places: Sequence[int]) -> Sample:
        """The messages at the given places."""
        return Sample([self.documents[i] for i in places], [self.labels[i] for i in places])


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m nlp train`."""
    parser.add_argument("files", nargs="+", type=Path, help="CSV with title, body and the label")
    parser.add_argument("--column", default="label", help="the column that holds the label")
    parser.add_argument("--out", type=Path, required=True, help="directory for the weights")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if the weights would differ"
    )


def run(args: argparse.Namespace) -> int:
    """Train, cross-validate and write (or with --check compare) the weights; 0 is success."""
    rows = [row for path in args.files for row in read_rows(path, args.column)]
    written = train(rows)
    if args.check:
        return _compare(written, args.out)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (args.out / name).write_bytes(content)
    sys.stdout.write(written[FIGURES].decode())
    return 0


def train(rows: Sequence[Row]) -> dict[str, bytes]:
    """The files of a model by name. Raises ValueError unless each label has `FOLDS` messages."""
    sample = as_sample(rows)
    for label in set(sample.labels):
        if sample.labels.count(label) < FOLDS:
            raise ValueError(f"too few messages labelled {label}: at least {FOLDS} are needed")
    checked = cross_validate(sample)
    temperature, threshold = calibrate(checked)
    return _files(fit(sample), sample, checked, temperature, threshold)


def as_sample(rows: Sequence[Row]) -> Sample:
    """Counts of features per message, sorted by a digest of the message."""
    keyed = sorted((_digest(row), row) for row in {_digest(row): row for row in rows}.values())
    documents = [count_all((read("title", row.title), read("body", row.body))) for _, row in keyed]
    return Sample(documents, [row.label for _, row in keyed])


def _digest(row: Row) -> str:
    return hashlib.sha256(f"{row.title}\0{row.body}\0{row.label}".encode()).hexdigest()


def fit(sample: Sample) -> Model:
    """A linear support vector machine on tf-idf values of the features that chi-square selects."""
    from sklearn.svm import LinearSVC  # only training needs it

    names, matrix = _select(sample)
    frequencies = matrix.astype(bool).sum(axis=0).A1
    total = matrix.shape[0]
    inverse = [round(100 * (log((1 + total) / (1 + number)) + 1)) for number in frequencies]
    machine = LinearSVC(C=PENALTY, random_state=0, max_iter=5000)
    machine.fit(_weighted(matrix, inverse), sample.labels)
    labels = tuple(str(label) for label in machine.classes_)
    rows = {
        name: (inverse[place], *(round(100 * float(weights[place])) for weights in machine.coef_))
        for place, name in enumerate(names)
    }
    bias = tuple(round(float(value), 3) for value in machine.intercept_)
    rows = {name: row for name, row in rows.items() if any(row[1:])}
    return Model(labels, bias, rows, vocabulary(tuple(rows)), 1.0, 0.0, "")


def _select(sample: Sample) -> tuple[list[str], Any]:
    """The names and the counts of the features that tell most about the label."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.feature_selection import SelectKBest, chi2

    vectorizer = DictVectorizer(dtype=float)
    matrix = vectorizer.fit_transform(sample.documents)
    often = matrix.astype(bool).sum(axis=0).A1 >= MIN_DOCUMENTS
    matrix, names = matrix[:, often], vectorizer.get_feature_names_out()[often]
    values = TfidfTransformer(sublinear_tf=True).fit_transform(matrix)
    best = SelectKBest(chi2, k=min(FEATURES, matrix.shape[1])).fit(values, sample.labels)
    kept = best.get_support(indices=True)
    return [str(name) for name in names[kept]], matrix[:, kept]


def _weighted(matrix: Any, inverse: Sequence[int]) -> Any:
    """Exactly what `Model.values` computes, for a whole matrix of counts."""
    import numpy as np
    from sklearn.preprocessing import normalize

    damped = matrix.copy()
    damped.data = 1 + np.log(damped.data)
    return normalize(damped.multiply(np.array(inverse, dtype=float)).tocsr())


@dataclass(frozen=True, slots=True)
class Checked:
    """Scores of messages by models that had not seen them; `fold` says which model."""

    labels: list[str]
    scores: list[dict[str, float]]
    folds: list[int]


def cross_validate(sample: Sample) -> Checked:
    """Score every message by a model trained on the other folds."""
    from sklearn.model_selection import StratifiedKFold

    split = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    scores: list[dict[str, float]] = [{} for _ in sample.labels]
    folds = [0] * len(sample.labels)
    for fold, (learn, test) in enumerate(split.split(sample.labels, sample.labels)):
        model = fit(sample.part(learn))
        for place in test:
            known = {n: c for n, c in sample.documents[place].items() if n in model.rows}
            totals = model.scores(model.values(known))
            scores[place] = dict(zip(model.labels, totals, strict=True))
            folds[place] = fold
    return Checked(sample.labels, scores, folds)


def calibrate(checked: Checked) -> tuple[float, float]:
    """The temperature with the smallest log loss, and the confidence below which a tenth lies."""

    def loss(temperature: float) -> float:
        pairs = zip(checked.scores, checked.labels, strict=True)
        return -fmean(log(softmax(scores, temperature)[label] + 1e-9) for scores, label in pairs)

    temperature = min(_TEMPERATURES, key=loss)
    tops = sorted(max(softmax(scores, temperature).values()) for scores in checked.scores)
    return temperature, round(tops[int(len(tops) * UNCERTAIN_SHARE)], 3)


def _figures(checked: Checked, temperature: float, threshold: float) -> dict[str, Any]:
    found = [max(scores, key=lambda label: scores[label]) for scores in checked.scores]
    tops = [max(softmax(scores, temperature).values()) for scores in checked.scores]
    certain = [place for place, top in enumerate(tops) if top >= threshold]
    hits = [found[place] == checked.labels[place] for place in certain]
    folds = []
    for fold in range(FOLDS):
        places = [place for place, own in enumerate(checked.folds) if own == fold]
        folds.append(figures([checked.labels[i] for i in places], [found[i] for i in places]))
    overall = figures(checked.labels, found)
    return {
        "messages": len(found),
        "folds": FOLDS,
        "macro_f1": overall["macro_f1"],
        "macro_f1_spread": round(pstdev(fold["macro_f1"] for fold in folds), 4),
        "accuracy": overall["accuracy"],
        "accuracy_spread": round(pstdev(fold["accuracy"] for fold in folds), 4),
        "uncertain": round(1 - len(certain) / len(found), 4),
        "accuracy_of_the_rest": round(fmean(hits), 4) if hits else 0.0,
        "labels": overall["labels"],
    }


def _files(
    model: Model, sample: Sample, checked: Checked, temperature: float, threshold: float
) -> dict[str, bytes]:
    header = "# feature\tidf\t" + "\t".join(model.labels) + "\t(hundredths)"
    lines = ["\t".join((name, *map(str, model.rows[name]))) for name in sorted(model.rows)]
    weights = "\n".join((header, *lines, "")).encode()
    about = {
        "version": hashlib.sha256(weights).hexdigest()[:12],
        "labels": model.labels,
        "bias": model.bias,
        "temperature": temperature,
        "threshold": threshold,
        "cross_validation": _figures(checked, temperature, threshold),
    }
    text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return {WEIGHTS: weights, FIGURES: text.encode()}


def _compare(written: dict[str, bytes], directory: Path) -> int:
    for name, content in written.items():
        path = directory / name
        if not path.exists() or path.read_bytes() != content:
            sys.stderr.write(f"{path} is not what training gives\n")
            return 1
    return 0
