"""Walks the chains of what villages have published, and names the first link that is broken.

It only reads. Besides the chains it holds what readers are shown, the stored files and the daily
records of the townships against them; a record kept elsewhere can be given, too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from models.publications import RecordedHead
from models.publications.verifying import Break, Verification
from models.store import Store
from server.lifecycle import open_database
from server.settings import Settings

EXIT_BROKEN = 1
BATCH_VILLAGES = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--division", default="", metavar="CODE", help="a county, township or village; else all"
    )
    parser.add_argument(
        "--against",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a township's record that was kept elsewhere (JSON, as the API gives it)",
    )
    parser.add_argument(
        "--files", action="store_true", help="read the bytes of every picture and attachment, too"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 if all links are whole; 1 with a line for each place where one is broken."""
    if not re.fullmatch(r"|\d{6}|\d{9}|\d{12}", args.division):
        print(f"{args.division} is no division: 6, 9 or 12 digits", file=sys.stderr)
        return EXIT_BROKEN
    kept = [head for file in args.against for head in heads_in(file)]
    return asyncio.run(_verify(settings, args.division, kept, bytes_too=args.files))


def heads_in(file: Path) -> list[RecordedHead]:
    """The ends of chains in a file that holds one record, or a list of records."""
    told = json.loads(file.read_text(encoding="utf-8"))
    records = told.get("items", [told]) if isinstance(told, dict) else told
    return [RecordedHead.model_validate(head) for record in records for head in record["heads"]]


async def _verify(
    settings: Settings, division: str, kept: list[RecordedHead], *, bytes_too: bool
) -> int:
    database = open_database(settings)
    try:
        store = Store(database)
        verification = Verification(store, kept, bytes_too=bytes_too)
        broken = 0
        async for found in _breaks(store, verification, division):
            broken += 1
            print(sentence(found), flush=True)
        walked = verification.walked
        print(f"{walked.links:,} publications of {walked.villages:,} villages")
        print(f"{broken} places are broken" if broken else "all chains are whole")
        return EXIT_BROKEN if broken else 0
    finally:
        await database.close()


async def _breaks(store: Store, verification: Verification, division: str) -> AsyncIterator[Break]:
    """The first break of each township's records and of each village's chain."""
    after, township = "", ""
    while villages := await store.divisions.villages_after(
        after, within=division, limit=BATCH_VILLAGES
    ):
        for village in villages:
            if village.code[:9] != township:
                township = village.code[:9]
                if found := await verification.township(township):
                    yield found
            if found := await verification.village(village.code):
                yield found
        after = villages[-1].code
        walked = verification.walked
        print(f"... {walked.villages:,} villages, {walked.links:,} links", file=sys.stderr)


def sentence(found: Break) -> str:
    """The break in words, with its place."""
    link = f", publication {found.number}" if found.number is not None else ""
    return f"BROKEN: {found.division}{link}: {found.words}"
