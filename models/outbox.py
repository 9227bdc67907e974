"""Durable jobs: what must happen because a document changed, exactly once in effect.

A change stores its `Event`s inside the changed document, in the same atomic write; the worker
carries them over into jobs (`collect`), keyed by the event's id, so a crash between the two steps
repeats harmlessly. A job is claimed by moving its `run_at` to the end of a lease: a worker that
dies gives it back by doing nothing.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from bson import ObjectId
from pydantic import Field
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from models.base import Collection, Document, Id, Index, Instant, Row, Value

JobState = Literal["due", "done", "dead"]
DUPLICATE_KEY = 11000
BACKOFF_SECONDS = 2.0
MAX_BACKOFF_SECONDS = 3600.0
KEEP_DONE_SECONDS = 7 * 24 * 3600
ERROR_CHARACTERS = 500


class Event(Value):
    """Something that must happen because of the change it is stored with."""

    id: Id = Field(default_factory=ObjectId)
    kind: str
    payload: dict[str, Any] = Field(default_factory=dict)
    run_at: Instant | None = None


# The index that every collection whose documents carry `events` declares.
EVENTS_INDEX = Index(
    "changes whose consequences no job carries yet",
    (("events.kind", 1),),
    where={"events.kind": {"$exists": True}},
)


class Job(Document):
    """One piece of work; `key` makes enqueueing it twice the same as once."""

    key: str
    kind: str
    payload: dict[str, Any] = Field(default_factory=dict)
    state: JobState = "due"
    run_at: Instant
    tries: int = 0
    holder: Id | None = None
    error: str | None = None
    done_at: Instant | None = None


class Outbox(Collection[Job]):
    """The queue. Its verbs: enqueue, collect, claim, finish, fail."""

    name = "jobs"
    document = Job
    indexes = (
        Index("the same job is enqueued once", (("key", 1),), unique=True),
        Index("what is due, oldest first; dead ones", (("state", 1), ("run_at", 1))),
        Index("forget finished ones", (("done_at", 1),), expire_seconds=KEEP_DONE_SECONDS),
    )

    async def enqueue(
        self, kind: str, key: str, payload: Mapping[str, Any], *, run_at: datetime | None = None
    ) -> None:
        """Adds a job to run now, or at `run_at`; the same key again changes nothing."""
        at = run_at or self.now()
        await self._add([Job(key=key, kind=kind, payload=dict(payload), run_at=at)])

    async def enqueue_all(self, kind: str, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        """The same for many jobs to run now, by their keys, in one write."""
        at = self.now()
        await self._add(
            [Job(key=k, kind=kind, payload=dict(p), run_at=at) for k, p in payloads.items()]
        )

    async def collect(self, source: Collection[Any], *, limit: int = 100) -> int:
        """Carries the events of up to `limit` documents over into jobs; how many documents."""
        where = {"events.kind": {"$exists": True}}
        rows = await source.raw.find(where, {"events": 1}, limit=limit).to_list(limit)
        jobs = [self._job_of(Event.model_validate(e)) for row in rows for e in row["events"]]
        await self._add(jobs)
        carried = [(row["_id"], [event["id"] for event in row["events"]]) for row in rows]
        # What came meanwhile stays for the next time.
        taken_away = [
            UpdateOne({"_id": document}, {"$pull": {"events": {"id": {"$in": ids}}}})
            for document, ids in carried
        ]
        if taken_away:
            await source.raw.bulk_write(taken_away, ordered=False)
        return len(rows)

    async def claim(self, *, lease_seconds: int) -> Job | None:
        """The job that is due longest, held by the caller for the lease; None if nothing is."""
        at = self.now()
        return await self._change(
            {"state": "due", "run_at": {"$lte": at}},
            {
                "$set": {"run_at": at + timedelta(seconds=lease_seconds), "holder": ObjectId()},
                "$inc": {"tries": 1},
            },
            sort=[("run_at", 1)],
        )

    async def finish(self, job: Job) -> None:
        """Marks the job as done, unless its lease went over to somebody else."""
        await self.raw.update_one(
            {"_id": job.id, "holder": job.holder},
            {"$set": {"state": "done", "done_at": self.now()}, "$unset": {"error": ""}},
        )

    async def fail(self, job: Job, error: str, *, tries: int) -> JobState:
        """Tries again later, longer each time, or gives up after `tries`: then it is dead."""
        state: JobState = "dead" if job.tries >= tries else "due"
        run_at = self.now() + timedelta(seconds=backoff_seconds(job.tries))
        await self.raw.update_one(
            {"_id": job.id, "holder": job.holder},
            {"$set": {"state": state, "run_at": run_at, "error": error[:ERROR_CHARACTERS]}},
        )
        return state

    async def postpone(self, job: Job, seconds: float) -> None:
        """Makes the job due again after so long, as if it had not been tried."""
        later = self.now() + timedelta(seconds=seconds)
        await self.raw.update_one(
            {"_id": job.id, "holder": job.holder},
            {"$set": {"run_at": later}, "$inc": {"tries": -1}},
        )

    async def by_key(self, key: str) -> Job | None:
        """The job of that key, unless there was none, or it is done and forgotten."""
        return await self._find_one({"key": key})

    async def by_state(self, state: JobState, *, limit: int = 50) -> list[Job]:
        """Jobs in a state, oldest first: what `check` shows of the dead ones."""
        return await self._find({"state": state}, sort=[("run_at", 1)], limit=limit)

    async def revive(self, job_id: ObjectId) -> bool:
        """Makes a dead job due again; False if it is not dead."""
        changed = await self._change(
            {"_id": job_id, "state": "dead"},
            {"$set": {"state": "due", "run_at": self.now(), "tries": 0}},
        )
        return changed is not None

    async def counts(self, *, most: int = 10_000) -> dict[JobState, int]:
        """How many jobs are due and dead, counted up to `most`: the cost stays bounded."""
        states: tuple[JobState, ...] = ("due", "dead")
        return {s: await self.raw.count_documents({"state": s}, limit=most) for s in states}

    def _job_of(self, event: Event) -> Job:
        run_at = event.run_at or self.now()
        return Job(key=str(event.id), kind=event.kind, payload=event.payload, run_at=run_at)

    async def _add(self, jobs: list[Job]) -> None:
        if not jobs:
            return
        try:
            await self.raw.insert_many([job.to_row() for job in jobs], ordered=False)
        except BulkWriteError as error:
            _raise_unless_duplicates(error)


def backoff_seconds(tries: int) -> float:
    """2, 4, 8 ... seconds up to an hour, with jitter so that many jobs do not return at once."""
    longest = min(MAX_BACKOFF_SECONDS, BACKOFF_SECONDS * 2.0 ** max(0, tries - 1))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  # spreads load, guards nothing


def _raise_unless_duplicates(error: BulkWriteError) -> None:
    problems: list[Row] = (error.details or {}).get("writeErrors", [])
    if any(problem.get("code") != DUPLICATE_KEY for problem in problems) or not problems:
        raise error
