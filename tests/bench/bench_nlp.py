"""`python -m tests.bench.bench_nlp`: what tagging costs, as ratios to plain jieba in the same run.

It knows no database and no server. `--fuzz N` adds N random and mutated texts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import jieba
from rich.console import Console

from nlp import load, tag
from nlp.labelled import read_records
from tests.bench.rows import Row, show, write_json
from tests.nlp import mutated

DATA = Path(__file__).parents[2].parent / "shared" / "data"
MESSAGES, BATCH, ROUNDS, STARTS = 600, 25, 7, 5
LONG = 2000
SPEED_AIM, START_AIM, MEMORY_AIM, LONG_AIM, FUZZ_AIM = 1.5, 1.3, 40.0, 15.0, 5.0
MEGABYTE = 1024 * 1024

_JIEBA = "import jieba; jieba.setLogLevel(60); jieba.initialize(); use = jieba.lcut"
_NLP = "import nlp; nlp.load(); use = lambda text: nlp.tag('', text)"
_CHILD = """
import sys, time, psutil
began = time.process_time()
{start}
seconds = time.process_time() - began
for line in sys.stdin:
    use(line)
print(seconds, psutil.Process().memory_info().rss)
"""


def main(arguments: list[str] | None = None) -> int:
    """0 if every aim was reached, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_nlp", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")
    parser.add_argument("--fuzz", type=int, default=2000, metavar="N", help="texts to try (2000)")
    parser.add_argument("--smoke", action="store_true", help="tiny counts: does all of it run?")
    chosen = parser.parse_args(arguments)
    rows = measure(50, 1, 1, 20) if chosen.smoke else measure(fuzz=chosen.fuzz)
    show(rows, Console())
    if chosen.json is not None:
        write_json(rows, chosen.json)
    return int(not chosen.smoke and not all(row.passed for row in rows))


def measure(
    messages: int = MESSAGES, rounds: int = ROUNDS, starts: int = STARTS, fuzz: int = 2000
) -> list[Row]:
    """All rows; the last one tries `fuzz` texts."""
    reports, source = _reports(messages)
    jieba.setLogLevel(60)
    jieba.initialize()
    load()
    return [
        _speed(reports, source, rounds),
        *_process(reports, starts),
        _long(reports),
        _fuzz(fuzz),
    ]


def _reports(count: int) -> tuple[list[str], str]:
    """That many texts and where they come from: real messages where they are at hand."""
    file = Path(os.environ.get("CUNWU_DATA") or DATA) / "messages_dev.csv"
    known, source = (
        ["，".join(mutated.reports()[at : at + 12]) for at in range(120)],
        "made-up texts",
    )
    if file.is_file():
        known, source = [row["body"] for row in read_records(file, ("body",))], "real messages"
    return [known[number % len(known)] for number in range(count)], source


def _speed(reports: list[str], source: str, rounds: int) -> Row:
    """Small batches in turn, the fastest time of each: other work on the machine counts little."""
    batches = [reports[at : at + BATCH] for at in range(0, len(reports), BATCH)]
    times = [
        [(_seconds(jieba.lcut, batch), _seconds(_tag_body, batch)) for batch in batches]
        for _ in range(rounds)
    ]
    plain, ours = (
        len(reports) / sum(min(each[at][side] for each in times) for at in range(len(batches)))
        for side in (0, 1)
    )
    note = f"{len(reports)} {source}, processor time; the ratio is that of the times"
    return Row("tagging with evidence", ours, "/s", plain, plain / ours, "<=", SPEED_AIM, note)


def _tag_body(text: str) -> object:
    return tag("", text)


def _seconds(use: Callable[[str], object], reports: list[str]) -> float:
    began = process_time()
    for report in reports:
        use(report)
    return process_time() - began


def _process(reports: list[str], starts: int) -> list[Row]:
    """Start and memory, each in fresh processes in turn; the caches are warm after the first."""
    lines = "\n".join(report.replace("\n", " ") for report in reports)
    both = [(_child(_JIEBA, lines), _child(_NLP, lines)) for _ in range(starts + 1)][1:]
    plain, ours = (min(each[side][0] for each in both) for side in (0, 1))
    memory = median(mine[1] - theirs[1] for theirs, mine in both) / MEGABYTE
    note = f"dictionary, weights, lexicons; imports included; processor time, best of {starts}"
    return [
        Row("start", ours, "s", plain, ours / plain, "<=", START_AIM, note),
        Row(
            "memory over jieba",
            memory,
            "MB",
            None,
            None,
            "<=",
            MEMORY_AIM,
            f"after {len(reports)} texts",
        ),
    ]


def _child(start: str, lines: str) -> tuple[float, float]:
    command = [sys.executable, "-W", "ignore", "-c", _CHILD.format(start=start)]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    seconds, memory = map(float, done.stdout.split())
    return seconds, memory


def _long(reports: list[str]) -> Row:
    joined = "".join(reports)
    pieces = [joined[at : at + LONG] for at in range(0, len(joined) - LONG, LONG)] or [joined]
    times = sorted(_fastest(piece, 2) for piece in pieces)
    slowest = times[int(len(times) * 0.99)] * 1000
    note = f"99th percentile of {len(times)} texts of {LONG:,} characters, processor time"
    return Row("a long text", slowest, "ms", None, None, "<=", LONG_AIM, note)


def _fuzz(count: int) -> Row:
    """The slowest text against a normal one as long; any exception ends the run."""
    normal = _Normal()
    worst, length = 0.0, 0
    for text in mutated.texts(count):
        ratio = _fastest(text, 1) / normal.seconds(len(text))
        if ratio > worst:  # Only both again, at once, tell a slow text from a busy machine.
            ratio = _fastest(text, 15) / _normal(len(text), 15)
        if ratio > worst:
            worst, length = ratio, len(text)
    note = f"slowest of {count:,} against a normal text as long; none raised; {length} characters"
    return Row("random and mutated texts", worst, "times", None, None, "<=", FUZZ_AIM, note)


class _Normal:
    """How long ordinary texts take, by length."""

    lengths = (1, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)

    def __init__(self) -> None:
        self.times = [_normal(length, 3) for length in self.lengths]

    def seconds(self, length: int) -> float:
        place = min(bisect_left(self.lengths, length), len(self.lengths) - 1)
        if place == 0:
            return self.times[0]
        low, high = self.lengths[place - 1], self.lengths[place]
        share = min((length - low) / (high - low), 1.0)
        return self.times[place - 1] + share * (self.times[place] - self.times[place - 1])


def _normal(length: int, tries: int) -> float:
    """How long an ordinary text of that length takes: the median of several."""
    joined = "，".join(mutated.reports() * 5)
    starts = (0, 700, 1400, 2100, 2800)
    return median(_fastest(joined[start : start + length], tries) for start in starts)


def _fastest(text: str, tries: int) -> float:
    return min(_seconds(_tag_body, [text]) for _ in range(tries))


if __name__ == "__main__":
    sys.exit(main())
