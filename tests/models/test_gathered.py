"""Documents that are stored in one write: none is lost, each hears of its own fate."""

from __future__ import annotations

import asyncio

from bson import ObjectId
from bson.errors import InvalidDocument
from pymongo.errors import AutoReconnect, BulkWriteError, DuplicateKeyError, PyMongoError

from models.gathered import GatheredInserts
from tests.waiting import turns_of_the_loop


class Collection:
    """Counts writes; each lasts for as long as the gate is closed, and fails as told."""

    def __init__(self, *errors: Exception | None) -> None:
        self.writes: list[list[dict]] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self._errors = list(errors)

    async def insert_many(self, rows, *, ordered):
        self.writes.append(rows)
        await turns_of_the_loop()
        await self.gate.wait()
        error = self._errors.pop(0) if self._errors else None
        if error is not None:
            raise error


def fate(*inserts):
    return asyncio.gather(*inserts, return_exceptions=True)


async def test_what_comes_while_a_write_runs_goes_together_in_the_next():
    raw = Collection()
    inserts = GatheredInserts(raw)
    await asyncio.gather(*(inserts.insert({"_id": number}) for number in range(5)))
    await inserts.insert({"_id": 5})
    assert [row["_id"] for rows in raw.writes for row in rows] == list(range(6))
    assert len(raw.writes) == 2


async def test_a_document_that_is_there_already_fails_alone(store):
    inserts, same = GatheredInserts(store.feedback.raw), ObjectId()
    others = [inserts.insert({"_id": ObjectId(), "division": str(n)}) for n in range(3)]
    first, again, *rest = await fate(
        inserts.insert({"_id": same, "division": "a"}),
        inserts.insert({"_id": same, "division": "b"}),
        *others,
    )
    assert first is None
    assert rest == [None, None, None]
    assert isinstance(again, DuplicateKeyError)
    assert again.details["keyPattern"] == {"_id": 1}


async def test_a_database_that_is_away_is_told_to_those_who_wait_too():
    raw = Collection(AutoReconnect("away"))
    inserts = GatheredInserts(raw)
    raw.gate.clear()
    both = [asyncio.create_task(inserts.insert({"_id": number})) for number in (1, 2)]
    await turns_of_the_loop()
    raw.gate.set()
    fates = await fate(*both)
    assert list(map(type, fates)) == [AutoReconnect, AutoReconnect]
    assert len(raw.writes) == 1
    await inserts.insert({"_id": 3})


async def test_what_the_majority_did_not_confirm_is_not_called_stored():
    concern = {"code": 64, "errmsg": "waiting for replication timed out"}
    inserts = GatheredInserts(Collection(BulkWriteError({"writeConcernErrors": [concern]})))
    for error in await fate(inserts.insert({"_id": 1})):
        assert isinstance(error, PyMongoError)
        assert error.code == 64


async def test_who_gives_up_takes_nobody_along():
    inserts = GatheredInserts(Collection())
    impatient = asyncio.create_task(inserts.insert({"_id": 1}))
    patient = asyncio.create_task(inserts.insert({"_id": 2}))
    await asyncio.sleep(0)
    impatient.cancel()
    _, told = await fate(impatient, patient)
    assert told is None


async def test_what_cannot_be_written_at_all_fails_alone(store):
    inserts = GatheredInserts(store.feedback.raw)
    good, bad = await fate(
        inserts.insert({"_id": ObjectId(), "division": "good"}),
        inserts.insert({"_id": ObjectId(), "division": object()}),
    )
    assert good is None
    assert isinstance(bad, InvalidDocument)
