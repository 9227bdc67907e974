"""Seals all personal data anew with the first key of DATA_KEYS; repeat it until nothing is left.

It may be interrupted, repeated, and run while the service runs: a value is replaced only if it is
still the one that was read.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import dataclass
from typing import Any

from bson.min_key import MinKey

from models.base import Collection, Row
from models.store import Store
from models.vault import Sealed, Vault, VaultError
from server.lifecycle import make_vault, open_database
from server.settings import Settings

BATCH = 500
EXIT_LEFT = 1


@dataclass
class Counts:
    """What became of the values of one field."""

    current: int = 0
    rotated: int = 0
    changed_meanwhile: int = 0
    unreadable: int = 0

    @property
    def left(self) -> int:
        """Values that an old key (or an unknown one) still seals."""
        return self.changed_meanwhile + self.unreadable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: the keys are a setting."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when nothing is left that needs an older key, 1 otherwise."""
    left = asyncio.run(_rotate_all(settings))
    if left:
        print(
            f"{left} left: run it again; unreadable ones need a key that is missing here",
            file=sys.stderr,
        )
        return EXIT_LEFT
    print("nothing is left: older keys can go from DATA_KEYS once no backup needs them")
    return 0


async def _rotate_all(settings: Settings) -> int:
    database = open_database(settings)
    try:
        store, vault = Store(database), make_vault(settings)
        left = 0
        for collection in store.collections():
            for sealed in collection.sealed:
                counts = await rotate(collection, sealed, vault)
                left += counts.left
                print(
                    f"{collection.name}.{sealed.field}: {counts.rotated} sealed with "
                    f"{vault.newest}, {counts.current} were already, "
                    f"{counts.changed_meanwhile} changed meanwhile, "
                    f"{counts.unreadable} unreadable"
                )
        return left
    finally:
        await database.close()


async def rotate(collection: Collection[Any], sealed: Sealed, vault: Vault) -> Counts:
    """Walks the collection by id, so that no batch is read twice and no index is needed."""
    counts, field = Counts(), sealed.field
    after: object = MinKey()
    while True:
        where = {"_id": {"$gt": after}}
        found = collection.raw.find(where, {field: 1}, sort=[("_id", 1)], limit=BATCH)
        rows = await found.to_list(BATCH)
        for row in rows:
            if row.get(field) is not None:
                await rotate_one(collection, sealed, vault, row, counts)
        if len(rows) < BATCH:
            return counts
        after = rows[-1]["_id"]


async def rotate_one(
    collection: Collection[Any], sealed: Sealed, vault: Vault, row: Row, counts: Counts
) -> None:
    """Seals the value of a row that was read, unless it is current or changed since."""
    field, value = sealed.field, row[sealed.field]
    if vault.is_current(value):
        counts.current += 1
        return
    try:
        anew = vault.rotate(value, sealed.of(row["_id"]))
    except VaultError:
        counts.unreadable += 1
        return
    done = await collection.raw.update_one(
        {"_id": row["_id"], field: value}, {"$set": {field: anew}}
    )
    if done.modified_count:
        counts.rotated += 1
    else:
        counts.changed_meanwhile += 1
