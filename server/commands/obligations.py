"""Makes the disclosure calendar of all villages now; again changes nothing, stopped it goes on."""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import date

from models.store import Store
from server.lifecycle import open_database
from server.obligations import ObligationWork
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    since = "periods that end on this day or later, instead of this month and later"
    until = "and up to this day, instead of as many months ahead as the setting says"
    parser.add_argument("--from", dest="first", type=date.fromisoformat, help=since)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, help=until)
    parser.add_argument("--division", default="", help="only what lies in this county or township")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when every village has its obligations."""
    asyncio.run(_generate(args, settings))
    return 0


async def _generate(args: argparse.Namespace, settings: Settings) -> None:
    # A batch of many villages may take longer than a request may.
    database = open_database(settings.model_copy(update={"mongo_timeout_ms": 600_000}))
    work = ObligationWork(Store(database), settings.calendar)
    first, last = work.horizon()
    begun = time.perf_counter()
    _, done = await work.generate_between(
        args.first or first, args.last or last, division=args.division
    )
    seconds = time.perf_counter() - begun
    print(f"{done.made} made, {done.moved} moved, {done.removed} removed in {seconds:.1f} s")
    await database.close()
