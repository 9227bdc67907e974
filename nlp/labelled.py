"""Labelled messages and the figures of guessing their labels; it must not know who guesses."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

csv.field_size_limit(10_000_000)  # one message of a hostile file must not stop the measurement


class Row(NamedTuple):
    """A labelled message."""

    title: str
    body: str
    label: str


def read_records(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    """The records of a CSV file (UTF-8). Raises ValueError if a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = sorted(set(columns) - set(reader.fieldnames or ()))
        if missing:
            raise ValueError(f"{path}: no column {', '.join(missing)}")
        return [{name: value or "" for name, value in record.items()} for record in reader]


def read_rows(path: Path, column: str) -> list[Row]:
    """Messages with the given column as label; rows without a label are left out."""
    records = read_records(path, ("title", "body", column))
    rows = (Row(record["title"], record["body"], record[column].strip()) for record in records)
    return [row for row in rows if row.label]


def figures(true: Sequence[str], found: Sequence[str]) -> dict[str, Any]:
    """Accuracy, macro-F1 over the labels that occur, figures per label, and the confusions."""
    pairs = Counter(zip(true, found, strict=True))
    labels = {label: label_figures(pairs, label) for label in sorted(set(true))}
    hits = sum(count for (wanted, got), count in pairs.items() if wanted == got)
    confusion: dict[str, dict[str, int]] = {label: {} for label in labels}
    for (wanted, got), count in sorted(pairs.items()):
        confusion[wanted][got] = count
    return {
        "accuracy": round(hits / len(true), 4) if true else 0.0,
        "macro_f1": round(sum(_f1(pairs, label) for label in labels) / max(len(labels), 1), 4),
        "labels": labels,
        "confusion": confusion,
    }


def label_figures(pairs: Counter[tuple[str, str]], label: str) -> dict[str, Any]:
    """Precision, recall, F1 and support of one label, from counts of (true, found)."""
    hits, said, support = _counts(pairs, label)
    return {
        "precision": round(hits / said, 4) if said else 0.0,
        "recall": round(hits / support, 4) if support else 0.0,
        "f1": round(_f1(pairs, label), 4),
        "support": support,
    }


def _f1(pairs: Counter[tuple[str, str]], label: str) -> float:
    hits, said, support = _counts(pairs, label)
    return 2 * hits / (said + support) if said + support else 0.0


def _counts(pairs: Counter[tuple[str, str]], label: str) -> tuple[int, int, int]:
    support = sum(count for (wanted, _), count in pairs.items() if wanted == label)
    said = sum(count for (_, got), count in pairs.items() if got == label)
    return pairs[label, label], said, support
