"""`python -m tests.bench`: measures everything, prints one table, writes one JSON file if asked."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console

from tests.bench import (
    bench_nlp,
    calendar,
    cards,
    filing,
    growth,
    live,
    pages,
    process,
    publication,
    reading,
    wechat_hangs,
    wechat_pushes,
)
from tests.bench.rows import Row, show, write_json
from tests.bench.sizes import SMOKE, Sizes
from tests.bench.stage import Stage


async def _nlp(_: Stage, sizes: Sizes) -> list[Row]:
    return bench_nlp.measure(50, 1, 1, 20) if sizes is SMOKE else bench_nlp.measure()


async def _wechat(stage: Stage, sizes: Sizes) -> list[Row]:
    return await wechat_hangs.measure(stage, sizes) + await wechat_pushes.measure(stage, sizes)


PARTS: dict[str, Callable[[Stage, Sizes], Awaitable[list[Row]]]] = {
    "reading": reading.measure,
    "filing": filing.measure,
    "process": process.measure,
    "growth": growth.measure,
    "calendar": calendar.measure,
    "cards": cards.measure,
    "live": live.measure,
    "wechat": _wechat,
    "pages": pages.measure,
    "publication": publication.measure,
    "nlp": _nlp,
}
EXIT_MISSED = 1
# Wide enough that no line is broken, also where the output is no terminal.
WIDTH = 150


def main(arguments: list[str] | None = None) -> int:
    """0 if every aim was reached, 1 otherwise; a smoke run judges no figure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there, too")
    parser.add_argument("--only", choices=PARTS, action="append", help="some parts instead of all")
    parser.add_argument("--smoke", action="store_true", help="tiny counts: does all of it run?")
    chosen = parser.parse_args(arguments)
    sizes = SMOKE if chosen.smoke else Sizes()
    rows = asyncio.run(_measure(chosen.only or list(PARTS), sizes))
    show(rows, Console(width=WIDTH))
    if chosen.json is not None:
        write_json(rows, chosen.json)
    return EXIT_MISSED if not chosen.smoke and not all(row.passed for row in rows) else 0


async def _measure(parts: list[str], sizes: Sizes) -> list[Row]:
    rows: list[Row] = []
    said = Console(stderr=True)
    with Stage.open(in_memory=sizes is SMOKE) as stage:
        for name in parts:
            said.print(f"measuring {name} ...", style="dim")
            rows += await PARTS[name](stage, sizes)
    return rows


if __name__ == "__main__":
    sys.exit(main())
