"""Lines of the result: what was measured, against what, what was aimed at; table and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `floor` is what `value` was compared with in the same run, in the same unit.

    `ratio` is value / floor, or the median of such ratios over several rounds; None where the
    value itself is aimed at. `note` says what else a reader needs to believe it.
    """

    name: str
    value: float
    unit: str
    floor: float | None
    ratio: float | None
    direction: Literal[">=", "<="]
    aim: float
    note: str = ""

    @property
    def passed(self) -> bool:
        """True if what is aimed at was reached."""
        figure = self.value if self.ratio is None else self.ratio
        return figure >= self.aim if self.direction == ">=" else figure <= self.aim

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "passed": self.passed}


def show(rows: Sequence[Row], console: Console) -> None:
    """Prints all rows as one table."""
    table = Table(title="Speed, as ratios in one run")
    for heading in ("what", "value", "compared with", "ratio", "aim", "", "note"):
        table.add_column(
            heading, justify="right" if heading in _FIGURES else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(
            row.name,
            f"{_figure(row.value)} {row.unit}",
            _figure(row.floor),
            _figure(row.ratio),
            f"{row.direction} {row.aim:g}",
            "[green]pass[/]" if row.passed else "[red]FAIL[/]",
            row.note,
        )
    console.print(table)


def write_json(rows: Sequence[Row], file: Path) -> None:
    """Writes `{"rows": [...], "passed": bool}`."""
    found = {"rows": [row.as_json() for row in rows], "passed": all(row.passed for row in rows)}
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


_FIGURES = frozenset({"value", "compared with", "ratio", "aim"})


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
