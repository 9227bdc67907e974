"""Lives through months of a county with the real API and worker, and checks what must hold."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from models.vault import new_key
from server.embedded import EmbeddedMongo
from server.settings import Settings
from server.simulation.run import Plan, simulate

EXIT_BROKEN = 1
WIDTH = 150
# It holds the National Day and Mid-Autumn holidays.
START = date(2026, 9, 1)
# Three reports a village and month: about a thousand people live in each.
RATE = 0.1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Starts a database of its own that is removed at the end, whatever MONGODB_URI says."
    )
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--villages", type=int, default=288, help="at most 288")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people")
    parser.add_argument("--rate", type=float, default=RATE, help="reports of a village in a day")
    parser.add_argument("--start", type=date.fromisoformat, default=START, metavar="DAY")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 if every rule held; 1 otherwise, with each broken one on a line."""
    logging.disable(logging.WARNING)
    said = Console(stderr=True)
    with ExitStack() as stack:
        chosen = _settings(settings, stack)
        plan = Plan(args.days, args.villages, args.seed, args.start, args.rate)
        result = asyncio.run(simulate(chosen, plan, lambda line: said.print(line, style="dim")))
    Console(width=WIDTH).print(result.table)
    print(f"{result.filed} cases filed, {result.acts} acts, {len(result.faults)} rules broken")
    for fault in result.faults:
        print(fault, file=sys.stderr)
    return EXIT_BROKEN if result.faults else 0


def _settings(settings: Settings, stack: ExitStack) -> Settings:
    """A database, keys and a port that nobody else has."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cunwu-simulation-")))
    mongo = EmbeddedMongo(folder, mongod=settings.mongod)
    stack.callback(mongo.stop)
    return settings.model_copy(
        update={
            "mongodb_uri": mongo.start(),
            "mongodb_database": "simulation",
            "mongo_timeout_ms": 60_000,
            "request_seconds": 60.0,
            "host": "127.0.0.1",
            "port": 0,
            "demo": True,
            "data_keys": SecretStr(f"simulation:{new_key()}"),
            "lookup_key": SecretStr(new_key()),
        }
    )
