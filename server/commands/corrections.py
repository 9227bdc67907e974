"""Writes what people corrected as JSON lines, for `python -m nlp suggest` to learn from."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from pathlib import Path

from models.feedback import Feedback
from models.store import Store
from nlp.routes import Receiver
from server.lifecycle import open_database
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="file to write; readable by its owner only")
    parser.add_argument("--division", required=True, help="code of a county, township or village")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when all corrections of the division are written."""
    print(f"{asyncio.run(_write(args.file, args.division, settings))} corrections written")
    return 0


async def _write(file: Path, division: str, settings: Settings) -> int:
    database = open_database(settings)
    store, count, after = Store(database), 0, None
    # The texts are people's own: the file is nobody else's to read, and must not stay around.
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as lines:
        while True:
            page = await store.feedback.corrected_in(division, after=after)
            lines.writelines(json.dumps(as_line(c), ensure_ascii=False) + "\n" for c in page.items)
            count, after = count + len(page.items), page.next
            if after is None:
                break
    await store.audit.record("corrections.export", division=division, note=str(count))
    await database.close()
    return count


def as_line(case: Feedback) -> dict[str, object]:
    """The line of one corrected case: what was found, and what a person made of it."""
    found = case.found
    return {
        "title": case.title,
        "body": case.text,
        "found": {
            "category": found.category.label if found.category else "",
            "tags": [tag.label for tag in found.tags],
            "route": _receiver(case.route.rule),
        },
        "corrected": {
            "category": case.category or "",
            "tags": list(case.topics),
            **({"route": case.desk.partition(":")[0]} if case.route_corrected else {}),
        },
    }


def _receiver(rule: str) -> str:
    if rule in ("conflict_of_interest", "possible_conflict", "no_secretary"):
        return Receiver.MONITOR
    return Receiver.BOTH if rule == "danger" else Receiver.SECRETARY
