"""Files real messages (title, body) over HTTP into the demo county and has them answered."""

from __future__ import annotations

import argparse
import asyncio
import csv
import sys
import uuid
from collections import Counter
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from server.demo.divisions import HERE, VILLAGES, villages_in
from server.replay import Message, Replay, Report
from server.settings import Settings

VILLAGES_IN_SHARED_DATA = "longyou_330825_villages.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV with the columns title and body")
    parser.add_argument("--limit", type=int, help="only N messages, spread over the file")
    parser.add_argument("--villages", type=Path, default=HERE, help="folder or CSV of the villages")
    parser.add_argument("--villagers", type=int, default=200, help="how many people file")
    parser.add_argument("--concurrency", type=int, default=32, help="how many at a time")
    parser.add_argument("--url", help="the server; default: HOST and PORT of the settings")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 if every message is answered or in somebody's inbox, 1 otherwise."""
    url = args.url or f"http://{settings.host}:{settings.port}"
    try:
        messages = read_messages(args)
    except (OSError, KeyError) as error:
        print(f"Cannot read the messages: {error!r}", file=sys.stderr)
        return 2
    try:
        report = asyncio.run(_replay(messages, url, args.concurrency))
    except httpx.TransportError as error:
        print(f"No server at {url} ({error}): start one with `make run`.", file=sys.stderr)
        return 2
    print_report(report)
    return 0 if report.adds_up and not report.errors else 1


def read_messages(args: argparse.Namespace) -> list[Message]:
    """The messages, spread over villages and villagers in turn."""
    codes = [village.code for village in villages_in(villages_file(args.villages))]
    with args.file.open(encoding="utf-8-sig", newline="") as lines:
        rows = spread(list(csv.DictReader(lines)), args.limit)
    return [
        Message(n, row["title"], row["body"], codes[n % len(codes)], n % args.villagers)
        for n, row in enumerate(rows)
    ]


def spread(rows: list[dict[str, str]], limit: int | None) -> list[dict[str, str]]:
    """`limit` rows from all over the file: such files are often sorted by label."""
    count = min(len(rows), len(rows) if limit is None else limit)
    return [rows[n * len(rows) // count] for n in range(count)]


def villages_file(given: Path) -> Path:
    """The CSV itself, or the one in a folder, by either of its names."""
    names = (VILLAGES, VILLAGES_IN_SHARED_DATA)
    found = [given / name for name in names if (given / name).is_file()]
    return found[0] if found else given


async def _replay(messages: list[Message], url: str, concurrency: int) -> Report:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    tasks = {}
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bars:

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done)

        limits = httpx.Limits(max_connections=concurrency)
        async with httpx.AsyncClient(
            base_url=f"{url}/api/v1", timeout=30, limits=limits, trust_env=False
        ) as client:
            return await Replay(client, concurrency, show).run(messages, uuid.uuid4().hex[:8])


def print_report(report: Report) -> None:
    """Tables for a person; the last line says whether the counts add up."""
    console = Console()
    console.print(_counts("按标签 by label", report.by(lambda case: case["category"])))
    console.print(_counts("按派单规则 by route", report.by(lambda case: case["route"]["rule"])))
    not_routed = sum(1 for case in report.filed.values() if not case["handler"]["desk"])
    rate = len(report.filed) / report.seconds if report.seconds else 0.0
    console.print(
        f"messages {report.messages}  filed {len(report.filed)}  errors {len(report.errors)}  "
        f"not routed {not_routed}\n"
        f"filing p50 {report.percentile(0.5):.0f} ms  p95 {report.percentile(0.95):.0f} ms  "
        f"p99 {report.percentile(0.99):.0f} ms  {rate:.0f} messages/s\n"
        f"answered {len(report.answered)}  in an inbox {len(report.waiting)}  "
        f"lost {len(report.lost)}"
    )
    for error in report.errors[:10]:
        console.print(f"error {error}", style="red")
    console.print("the counts add up" if report.adds_up else "THE COUNTS DO NOT ADD UP")


def _counts(title: str, counts: Counter[str]) -> Table:
    table = Table(title=title)
    table.add_column("")
    table.add_column("", justify="right")
    for name, count in counts.most_common():
        table.add_row(name, str(count))
    return table
