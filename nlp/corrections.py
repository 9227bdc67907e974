"""Corrections of findings by people, and reports whose right findings are known; it learns nothing.

A correction is a line of JSON: {"title", "body", "found": {"category", "tags", "route"},
"corrected": {...}}. What `corrected` leaves out was right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.category import LABELS
from nlp.findings import Tagging
from nlp.labelled import read_records
from nlp.lexicon import TOPICS


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, or what is right; empty where nothing is known."""

    category: str
    tags: frozenset[str]
    route: str


@dataclass(frozen=True, slots=True)
class Correction:
    """One report with what was found and what a person made of it."""

    title: str
    body: str
    found: Answer
    corrected: Answer


@dataclass(frozen=True, slots=True)
class Known:
    """A report whose category and tags are known; "" or no tags where they are not."""

    title: str
    body: str
    category: str
    tags: frozenset[str]


def read_corrections(path: Path) -> list[Correction]:
    """The corrections of a JSONL file. Raises ValueError with the line that is wrong."""
    corrections = []
    for number, record in _json_lines(path):
        found = _answer(record.get("found"), f"{path}:{number}", {})
        corrected = _answer(record.get("corrected"), f"{path}:{number}", record["found"])
        corrections.append(Correction(record["title"], record["body"], found, corrected))
    return corrections


def read_known(path: Path) -> list[Known]:
    """Reports to measure on: JSONL {title, body, category, tags}, or CSV with the column topic.

    Several topics of a CSV row are joined by "|". Raises ValueError for a line of another shape.
    """
    if path.suffix != ".csv":
        return [_known(record, f"{path}:{number}") for number, record in _json_lines(path)]
    records = read_records(path, ("title", "body", "category", "topic"))
    return [
        _known(record | {"tags": [*filter(None, record["topic"].split("|"))]}, f"{path}")
        for record in records
    ]


def is_category_right(tagging: Tagging, category: str) -> bool:
    """Whether the first suggestion is the right category."""
    return tagging.category is not None and tagging.category.label == category


def are_tags_right(tagging: Tagging, tags: frozenset[str]) -> bool:
    """Whether all right tags were found and the best tag is one of them."""
    found = [finding.label for finding in tagging.tags]
    return bool(found) and found[0] in tags and tags <= set(found)


def _json_lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    records = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"{path}:{number}: {error}") from None
        if not isinstance(record, dict) or not all(
            isinstance(record.get(name), str) for name in ("title", "body")
        ):
            raise ValueError(f"{path}:{number}: title and body expected")
        records.append((number, record))
    return records


def _answer(value: object, place: str, otherwise: Mapping[str, Any]) -> Answer:
    if not isinstance(value, dict):
        raise ValueError(f"{place}: found and corrected expected")
    merged = {**otherwise, **value}
    return Answer(
        _category(merged.get("category"), place),
        _tags(merged.get("tags"), place),
        str(merged.get("route") or ""),
    )


def _known(record: Mapping[str, Any], place: str) -> Known:
    category, tags = _category(record.get("category"), place), _tags(record.get("tags"), place)
    return Known(record["title"], record["body"], category, tags)


def _category(value: object, place: str) -> str:
    if not value:
        return ""
    if value not in LABELS:
        raise ValueError(f"{place}: no such category: {value}")
    return str(value)


def _tags(value: object, place: str) -> frozenset[str]:
    tags = value or []
    if not isinstance(tags, list) or not all(tag in TOPICS for tag in tags):
        raise ValueError(f"{place}: tags from the list of topics expected")
    return frozenset(tags)
