"""How much is measured: enough to trust the figures, or only enough to see that all of it runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sizes:
    """`few_items` and `many_items` are what the two databases of the growth rows hold."""

    few_items: int = 10_000
    many_items: int = 500_000
    open_cases: int = 100_000
    few_open_cases: int = 1_000
    cards: int = 600
    rounds: int = 9
    round_seconds: float = 1.5
    filings_a_round: int = 800
    readings_a_round: int = 60
    starts: int = 3
    sockets: int = 5_000


SMOKE = Sizes(
    few_items=40,
    many_items=80,
    open_cases=80,
    few_open_cases=40,
    cards=10,
    rounds=1,
    round_seconds=0.1,
    filings_a_round=40,
    readings_a_round=2,
    starts=1,
    sockets=20,
)
