"""Creates the indexes that are missing; safe to run at every deployment."""

from __future__ import annotations

import argparse
import asyncio

from models.store import Store
from server.lifecycle import open_database
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when every declared index is there."""
    asyncio.run(_ensure(settings))
    return 0


async def _ensure(settings: Settings) -> None:
    nearby = open_database(settings)
    await nearby.ping()
    await nearby.close()
    # Only what is being built may take long; a database that is away is told at once, above.
    database = open_database(settings.model_copy(update={"mongo_timeout_ms": 600_000}))
    store = Store(database)
    await store.ensure_indexes()
    total = sum(len(collection.indexes) for collection in store.collections())
    print(f"{total} indexes on {len(store.collections())} collections are in place")
    await database.close()
