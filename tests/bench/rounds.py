"""Two servers under the same load in turn, several times: what the machine does besides hits both.

It knows neither what is asked nor who answers.
"""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psutil

from tests.bench.load import Outcome


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its process, and one round of load on it."""

    pid: int
    load: Callable[[], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Medians over the rounds: answers a second of either side, and the ratio of the two.

    The same per second of processor time, which other work on the machine hardly changes; where
    the two ratios are far apart, the run was disturbed, or one side mostly waits.
    """

    ours: float
    theirs: float
    ratio: float
    ours_per_cpu: float
    theirs_per_cpu: float
    cpu_ratio: float


async def compare(ours: Side, theirs: Side, rounds: int) -> Comparison:
    """Alternates the two after one round each to warm up; who comes first changes each time."""
    await ours.load()
    await theirs.load()
    pairs = []
    for number in range(rounds):
        if number % 2:
            second, first = await _round(theirs), await _round(ours)
        else:
            first, second = await _round(ours), await _round(theirs)
        pairs.append((first, second))
    return Comparison(
        ours=statistics.median(a.rate for a, _ in pairs),
        theirs=statistics.median(b.rate for _, b in pairs),
        ratio=statistics.median(a.rate / b.rate for a, b in pairs),
        ours_per_cpu=statistics.median(a.per_cpu for a, _ in pairs),
        theirs_per_cpu=statistics.median(b.per_cpu for _, b in pairs),
        cpu_ratio=statistics.median(a.per_cpu / b.per_cpu for a, b in pairs),
    )


@dataclass(frozen=True, slots=True)
class _Round:
    rate: float
    per_cpu: float


async def _round(side: Side) -> _Round:
    process = psutil.Process(side.pid)
    before = _cpu_seconds(process)
    outcome = await side.load()
    # The kernel counts in hundredths of a second.
    used = max(0.01, _cpu_seconds(process) - before)
    return _Round(outcome.per_second, len(outcome.times) / used)


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
