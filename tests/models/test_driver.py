"""The seam between the two drivers: what they call differently ends in it."""

from __future__ import annotations

import asyncio
import time

import pytest
from pymongo.errors import (
    AutoReconnect,
    DuplicateKeyError,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from models.driver import Database, is_outage, open_client
from server.ports import free_port
from tests.processes import bury_refused_sockets
from tests.waiting import PATIENCE_SECONDS


async def fill(store, count: int) -> None:
    await store.db.raw.trial.insert_many([{"_id": n, "even": n % 2 == 0} for n in range(count)])


@pytest.fixture
def db(opened, io_loop):
    yield opened.db
    io_loop.run_sync(opened.db.raw.trial.drop)


async def test_an_aggregation_gives_its_rows(opened, db) -> None:
    await fill(opened, 6)
    rows = await db.aggregate("trial", [{"$match": {"_id": {"$gt": 3}}}, {"$sort": {"_id": 1}}])
    assert [row["_id"] for row in rows] == [4, 5]


async def test_a_transaction_keeps_everything_or_nothing(opened, db) -> None:
    await fill(opened, 1)

    async def half(session) -> None:
        await db.raw.trial.insert_one({"_id": 7}, session=session)
        raise LookupError("in the middle")

    with pytest.raises(LookupError):
        await db.in_transaction(half)
    assert await db.raw.trial.find_one({"_id": 7}) is None


async def test_a_transaction_gives_what_its_work_gives(opened, db) -> None:
    await fill(opened, 1)

    async def work(session) -> str:
        await db.raw.trial.insert_one({"_id": 7}, session=session)
        return "done"

    assert await db.in_transaction(work) == "done"
    assert await db.raw.trial.find_one({"_id": 7}) == {"_id": 7}


async def test_transactions_that_meet_are_done_one_after_the_other(opened, db) -> None:
    await fill(opened, 1)

    async def count_up(session) -> None:
        row = await db.raw.trial.find_one({"_id": 0}, session=session)
        changed = {"$set": {"count": row.get("count", 0) + 1}}
        await db.raw.trial.update_one({"_id": 0}, changed, session=session)

    await asyncio.gather(*(db.in_transaction(count_up) for _ in range(5)))
    assert (await db.raw.trial.find_one({"_id": 0}))["count"] == 5


async def test_a_change_stream_tells_what_happens_after_it_is_open(opened, db) -> None:
    stream = await db.watch([{"$match": {"ns.coll": "trial"}}], max_await_time_ms=100)
    async with stream:
        assert await stream.try_next() is None
        await fill(opened, 1)
        change = await asyncio.wait_for(stream.next(), PATIENCE_SECONDS)
    assert change["documentKey"] == {"_id": 0}


async def test_files_go_into_a_bucket_and_come_out(db) -> None:
    bucket = db.bucket("trial_files")
    file_id = await bucket.upload_from_stream("a.txt", "村务".encode())
    stream = await bucket.open_download_stream(file_id)
    assert (await stream.read()).decode() == "村务"
    await bucket.delete(file_id)


async def test_writes_wait_for_the_majority_unless_they_may_be_lost(db) -> None:
    assert db.collection("trial").write_concern.document == {"w": "majority"}
    assert db.collection("trial", durable=False).write_concern.document == {"w": 1}


async def test_an_operation_ends_within_its_time(opened, db, settings) -> None:
    slow = open_client(
        "motor" if opened.db.is_motor else "pymongo",
        settings.mongodb_uri,
        pool_size=2,
        timeout_ms=300,
    )
    database = Database(slow, opened.db.name)
    await fill(opened, 2)
    started = time.monotonic()
    with pytest.raises(PyMongoError) as raised:
        await database.raw.command("find", "trial", filter=SLEEP, hint="_id_")
    assert time.monotonic() - started < 10
    assert is_outage(raised.value)
    await database.close()


# Twice, for both documents: longer than anybody would wait for it.
SLEEP = {"_id": {"$gte": 0}, "$where": "sleep(10000) || true"}


@pytest.fixture
def buried():
    """The error holds the sockets of refused connections until its test is over."""
    yield
    bury_refused_sockets()


async def test_a_server_that_is_not_there_is_an_outage_soon(opened, buried) -> None:
    name = "motor" if opened.db.is_motor else "pymongo"
    nobody = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    database = Database(open_client(name, nobody, pool_size=1, timeout_ms=300), "trial")
    started = time.monotonic()
    with pytest.raises(ServerSelectionTimeoutError) as raised:
        await database.ping()
    assert is_outage(raised.value)
    assert time.monotonic() - started < 10, "left to itself, the driver looks for half a minute"
    await database.close()


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (AutoReconnect("closed"), True),
        (NetworkTimeout("slow"), True),
        (OperationFailure("time", 50), True),
        (OperationFailure("no such operator", 2), False),
        (DuplicateKeyError("twice", 11000), False),
        (RuntimeError("ours"), False),
    ],
)
def test_only_what_passes_by_itself_is_an_outage(error, outage) -> None:
    assert is_outage(error) is outage
