"""Measures tagging against labelled files; it must not change what is measured.

Predictions are limited to the labels that occur in the file. Message texts leave this module only
into the file of misclassified rows that the caller asks for.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from nlp.findings import Concern, Evidence, Tagging
from nlp.labelled import Row, figures, label_figures, read_records, read_rows
from nlp.tagger import tag
from nlp.words import load


def evaluate(rows: Sequence[Row]) -> tuple[dict[str, Any], list[tuple[Row, Tagging]]]:
    """The figures of tagging these rows, and the rows that were tagged otherwise."""
    load()
    labels = frozenset(row.label for row in rows)
    began = perf_counter()
    tagged = [tag(row.title, row.body, labels=labels) for row in rows]
    seconds = perf_counter() - began
    found = [_label(tagging) for tagging in tagged]
    result = figures([row.label for row in rows], found)
    pairs = list(zip(rows, tagged, strict=True))
    certain = [row.label == _label(got) for row, got in pairs if not got.uncertain]
    result["messages"] = len(rows)
    result["uncertain"] = round(1 - len(certain) / max(len(rows), 1), 4)
    result["accuracy_of_the_rest"] = round(sum(certain) / max(len(certain), 1), 4)
    result["messages_per_second"] = round(len(rows) / seconds, 1) if seconds else 0.0
    return result, [(row, got) for row, got in pairs if _label(got) != row.label]


def _label(tagging: Tagging) -> str:
    return tagging.category.label if tagging.category else ""


def evaluate_routing(records: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Figures of category, topic, urgency and the concern of cadres.

    `about_cadre` counts a report as found when it would not reach the secretary unasked, that is
    for the answers yes and ask; `about_cadre_unasked` counts only yes.
    """
    load()
    labels = frozenset(record["category"] for record in records)
    tagged = [tag(record["title"], record["body"], labels=labels) for record in records]
    pairs = list(zip(tagged, records, strict=True))
    category = figures([record["category"] for record in records], list(map(_label, tagged)))
    urgency = figures(
        [record["urgency"] for record in records],
        [str(tagging.urgency.level) for tagging in tagged],
    )
    concerns = [tagging.concerns_cadres.concern for tagging in tagged]
    cadres = [record["about_cadre"] for record in records]
    return {
        "messages": len(records),
        "about_cadre": _yes_figures(cadres, [concern != Concern.NO for concern in concerns]),
        "about_cadre_unasked": _yes_figures(cadres, [each == Concern.YES for each in concerns]),
        "urgency": urgency["labels"],
        "category": {name: category[name] for name in ("accuracy", "macro_f1", "labels")},
        "topic": {"top1": _topic_share(pairs, 1), "top2": _topic_share(pairs, 2)},
    }


def _yes_figures(true: Sequence[str], found: Sequence[bool]) -> dict[str, Any]:
    pairs = Counter(zip(true, ("yes" if each else "no" for each in found), strict=True))
    return label_figures(pairs, "yes")


def _topic_share(pairs: Sequence[tuple[Tagging, dict[str, str]]], best: int) -> float:
    hits = [record["topic"] in [each.label for each in got.tags[:best]] for got, record in pairs]
    return round(sum(hits) / max(len(hits), 1), 4)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m nlp evaluate`."""
    parser.add_argument("file", type=Path, help="CSV with title, body and the label")
    parser.add_argument("--column", default="label", help="the column that holds the label")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--errors", type=Path, help="write misclassified rows with evidence here")


def run(args: argparse.Namespace) -> int:
    """Measure one labelled file and print the figures; 0 is success."""
    result, wrong = evaluate(read_rows(args.file, args.column))
    if args.errors:
        _write_errors(args.errors, wrong)
    sys.stdout.write(_as_json(result) if args.json else _as_table(result))
    return 0


def add_routing_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `python -m nlp evaluate-routing`."""
    parser.add_argument("file", type=Path, help="CSV with the columns of the rural gold")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run_routing(args: argparse.Namespace) -> int:
    """Measure one annotated file and print the figures; 0 is success."""
    columns = ("title", "body", "category", "topic", "about_cadre", "urgency")
    result = evaluate_routing(read_records(args.file, columns))
    sys.stdout.write(_as_json(result) if args.json else _as_routing_table(result))
    return 0


def _as_json(result: dict[str, Any]) -> str:
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _as_table(result: dict[str, Any]) -> str:
    lines = [_line(label, each) for label, each in result["labels"].items()]
    names = ("messages", "accuracy", "macro_f1", "uncertain", "accuracy_of_the_rest")
    lines += [f"{name:24}{result[name]}" for name in (*names, "messages_per_second")]
    for label, row in result["confusion"].items():
        others = ((n, got) for got, n in row.items() if got != label)
        worst = ", ".join(f"{got or '-'} {n}" for n, got in sorted(others, reverse=True)[:3])
        lines.append(f"{label} -> {worst or '-'}")
    return "\n".join((*lines, ""))


def _as_routing_table(result: dict[str, Any]) -> str:
    lines = [_line(name, result[name]) for name in ("about_cadre", "about_cadre_unasked")]
    lines += [_line(level, each) for level, each in result["urgency"].items()]
    lines += [_line(label, each) for label, each in result["category"]["labels"].items()]
    for name in ("accuracy", "macro_f1"):
        lines.append(f"category {name:15}{result['category'][name]}")
    lines += [f"topic {best:18}{share}" for best, share in result["topic"].items()]
    return "\n".join((*lines, ""))


def _line(name: str, each: dict[str, Any]) -> str:
    shares = "  ".join(f"{key} {each[key]:.3f}" for key in ("precision", "recall", "f1"))
    return f"{name}\t{shares}  support {each['support']}"


def _write_errors(path: Path, wrong: Sequence[tuple[Row, Tagging]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("label", "found", "confidence", "evidence", "title", "body"))
        for row, tagging in wrong:
            category = tagging.category
            words = _words(category.evidence) if category else ""
            confidence = category.confidence if category else 0.0
            writer.writerow(
                (row.label, _label(tagging), f"{confidence:.3f}", words, row.title, row.body)
            )


def _words(evidence: Sequence[Evidence]) -> str:
    return "|".join(each.text for each in evidence)
