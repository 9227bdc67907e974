"""The small world that is seeded: a few places, people and instants, combined in every way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from bson import ObjectId

from models.base import Collection, Document

TOWNSHIP = "330825101"
VILLAGES = tuple(f"{township}2{n:02d}" for township in (TOWNSHIP, "330825102") for n in range(3))
HERE = VILLAGES[0]
PEOPLE = tuple(ObjectId(f"{n:024x}") for n in range(1, 7))
ME = PEOPLE[0]
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
REPETITIONS = 6


def every(**axes: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Each combination of the values, several times, an hour apart: `at` is added."""
    combinations = product(range(REPETITIONS), *axes.values())
    for number, (_, *values) in enumerate(combinations):
        yield {**dict(zip(axes, values, strict=True)), "at": NOON + timedelta(hours=number)}


async def fill(collection: Collection[Any], documents: Iterable[Document]) -> None:
    """Stores the documents as they are."""
    await collection.raw.insert_many([document.to_row() for document in documents])
