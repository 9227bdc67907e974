"""What mongod looked at to answer a query: its own profile of it, not an explanation made up for
a query like it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from models.store import Store


@dataclass
class Examined:
    """The queries on one collection, as profiled."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def documents(self) -> int:
        """How many documents were fetched."""
        return sum(row.get("docsExamined", 0) for row in self.rows)

    @property
    def keys(self) -> int:
        """How many index keys were read."""
        return sum(row.get("keysExamined", 0) for row in self.rows)

    @property
    def returned(self) -> int:
        """How many documents came back."""
        return sum(row.get("nreturned", 0) for row in self.rows)

    @property
    def sorts(self) -> bool:
        """True if something was sorted in memory instead of being read in order."""
        return any(row.get("hasSortStage") for row in self.rows)


@asynccontextmanager
async def examined(store: Store, collection: str) -> AsyncIterator[Examined]:
    """Profiles the queries on the collection that are made inside."""
    database, found = store.db.raw, Examined()
    await database.command("profile", 0)
    await database.drop_collection("system.profile")
    await database.command("profile", 2)
    try:
        yield found
    finally:
        await database.command("profile", 0)
    where = {"ns": f"{database.name}.{collection}"}
    found.rows += [row async for row in database["system.profile"].find(where)]
    assert found.rows, "no query was made"
