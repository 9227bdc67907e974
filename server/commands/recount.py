"""Counts all roll-ups and the weeks anew from the cases, repairs what differs and says what did."""

from __future__ import annotations

import argparse
import asyncio

from models.store import Store
from server.lifecycle import open_database
from server.rollups import recount
from server.settings import Settings
from server.weeks import recount_weeks

EXIT_DIFFERENT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--division", default="", help="only the villages of this county, township or village"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what differs, repair nothing")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 if every figure was right; 1 if some differed (and were repaired, unless a dry run)."""
    return asyncio.run(_recount(settings, args.division, repair=not args.dry_run))


async def _recount(settings: Settings, division: str, *, repair: bool) -> int:
    database = open_database(settings)
    store = Store(database)
    villages = [village.code for village in await store.divisions.villages_in(division)]
    wrong = 0
    async for difference in recount(store, villages, repair=repair):
        wrong += 1
        print(f"{difference.village} {difference.month}: {'; '.join(difference.fields())}")
    wrong_weeks = 0
    async for week in recount_weeks(store, villages, repair=repair):
        wrong_weeks += 1
        print(f"{week.division} {week.begins}: {'; '.join(week.fields())}")
    verb = "repaired" if repair else "found"
    counted = f"{len(villages)} villages counted"
    print(f"{counted}, {wrong} wrong months and {wrong_weeks} wrong weeks {verb}")
    await database.close()
    return EXIT_DIFFERENT if wrong or wrong_weeks else 0
