"""Every named query reads its answer off an index, and little more than its answer."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from tornado.ioloop import IOLoop

from models.store import Store
from server.lifecycle import open_database
from server.settings import Settings
from tests.conftest import empty
from tests.models import queries
from tests.models.queries.named import asks_nothing, named_queries, names_the_id, unproven_in

NOT_NOUNS = {"named", "world"}
# What may be read beyond the answer: one row to see whether there is a next page, and a few that
# several ranges of one index overlap in.
RATIO, ALLOWANCE = 1.2, 6
# Nouns whose queries have no file in tests/models/queries/ yet. This list may only shrink.
NOT_YET = {
    "remarks",
    *("templates", "vocabularies", "weeks"),
}

Query = Callable[[Store], Awaitable[object]]


def nouns() -> dict[str, ModuleType]:
    """The file of each noun."""
    found = {module.name for module in pkgutil.iter_modules(queries.__path__)} - NOT_NOUNS
    return {name: importlib.import_module(f"{queries.__name__}.{name}") for name in sorted(found)}


NOUNS = nouns()
ROWS = [(noun, name) for noun, module in NOUNS.items() for name in module.QUERIES]


@pytest.fixture(scope="module")
def seeded(io_loop: IOLoop, settings: Settings) -> Iterator[Store]:
    """A store of its own that holds every noun's seed."""
    name = settings.mongodb_database + "_queries"
    store = Store(open_database(settings.model_copy(update={"mongodb_database": name})))
    io_loop.run_sync(store.ensure_indexes)
    io_loop.run_sync(lambda: empty(store))
    for module in NOUNS.values():
        io_loop.run_sync(lambda module=module: module.seed(store))
    yield store
    io_loop.run_sync(lambda: store.db.client.drop_database(name))
    io_loop.run_sync(store.db.close)


async def profiled(store: Store, query: Query) -> tuple[object, list[dict[str, Any]]]:
    """What the query gives, and mongod's own record of each operation on a collection."""
    database = store.db.raw
    await database.drop_collection("system.profile")
    await database.command("profile", 2)
    try:
        result = await query(store)
    finally:
        await database.command("profile", 0)
    records = [row async for row in database["system.profile"].find()]
    return result, [row for row in records if "docsExamined" in row]


def answered(row: dict[str, Any], result: object) -> int:
    """How many documents an operation was about."""
    if isinstance(result, dict) and all(isinstance(count, int) for count in result.values()):
        return sum(result.values())
    if isinstance(result, int):
        return result
    return int(row.get("nreturned", 0) or row.get("nMatched", 0) or row.get("ndeleted", 0))


@pytest.mark.parametrize(("noun", "name"), ROWS, ids=[f"{noun}.{name}" for noun, name in ROWS])
async def test_a_named_query_is_read_off_an_index(seeded, noun, name):
    query, reasons = NOUNS[noun].QUERIES[name], getattr(NOUNS[noun], "REASONS", {})
    result, records = await profiled(seeded, query)
    assert records, "nothing was asked"
    for row in records:
        where = f"{row.get('planSummary')} {row.get('command', {})}"
        assert "COLLSCAN" not in row.get("planSummary", ""), where
        if name in reasons:
            continue
        assert not row.get("hasSortStage"), where
        assert row["docsExamined"] <= RATIO * answered(row, result) + ALLOWANCE, where
        assert row["keysExamined"] <= 3 * answered(row, result) + 5 * ALLOWANCE, where


def test_every_named_query_is_here_or_holds_the_id(seeded):
    functions = named_queries(seeded)
    here = {functions[f"{n}.{q}"] for n, q in ROWS if f"{n}.{q}" in functions}
    missing = [
        name
        for name, function in functions.items()
        if (noun := name.partition(".")[0]) not in NOT_YET
        and function not in here
        and not asks_nothing(function, owner := type(getattr(seeded, noun)))
        and not names_the_id(function, owner)
        and not unproven_in(function, owner) <= here
    ]
    assert missing == [], "add a row to tests/models/queries/<noun>.py"


def test_the_lists_of_exceptions_hold_no_more_than_they_must():
    assert NOT_YET & NOUNS.keys() == set()
    assert [reason for module in NOUNS.values() for reason in unused_reasons(module)] == []


def unused_reasons(module: ModuleType) -> set[str]:
    return getattr(module, "REASONS", {}).keys() - module.QUERIES.keys()
