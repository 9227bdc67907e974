"""The doctor: looks at settings, keys, database, indexes, jobs and files; says what to do."""

from __future__ import annotations

import argparse
import asyncio

from models.store import Store
from server.doctor import examine
from server.lifecycle import open_database
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--revive", action="store_true", help="make all dead jobs due again; nothing else"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 if all is well; 1 if something has to be done, one line for each."""
    return asyncio.run(_revive(settings) if args.revive else _check(settings))


async def _check(settings: Settings) -> int:
    ill = 0
    async for finding in examine(settings):
        ill += not finding.is_well
        mark = "ok  " if finding.is_well else "FAIL"
        remedy = "" if finding.is_well else f" -> {finding.remedy}"
        print(f"{mark} {finding.part}: {finding.fact}{remedy}", flush=True)
    print(f"{ill} to repair" if ill else "all is well")
    return 1 if ill else 0


async def _revive(settings: Settings) -> int:
    database = open_database(settings)
    jobs, revived = Store(database).jobs, 0
    while dead := await jobs.by_state("dead"):
        revived += sum([await jobs.revive(job.id) for job in dead])
    print(f"{revived} jobs are due again")
    await database.close()
    return 0
