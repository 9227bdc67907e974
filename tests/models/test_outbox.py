"""Durable jobs: claimed once, given back by the dead, tried again, carried over exactly once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from bson import ObjectId

from models.base import Collection, Document
from models.outbox import EVENTS_INDEX, MAX_BACKOFF_SECONDS, Event, backoff_seconds

LEASE = 60


class Thing(Document):
    name: str
    events: tuple[Event, ...] = ()


class Things(Collection[Thing]):
    name = "things"
    document = Thing
    indexes = (EVENTS_INDEX,)

    async def add(self, name: str, *events: Event) -> Thing:
        return await self._insert(Thing(name=name, events=events))


@pytest.fixture
def things(opened, io_loop):
    collection = Things(opened.db, opened.now)
    io_loop.run_sync(collection.ensure_indexes)
    yield collection
    io_loop.run_sync(collection.raw.drop)


async def enqueue(store, *keys: str) -> None:
    for key in keys:
        await store.jobs.enqueue("message", key, {"text": key})


async def claim(store):
    return await store.jobs.claim(lease_seconds=LEASE)


async def test_a_job_enqueued_twice_is_there_once(store) -> None:
    await enqueue(store, "a", "a")
    assert [job.key for job in await store.jobs.by_state("due")] == ["a"]


async def test_of_many_workers_each_job_goes_to_one(store) -> None:
    await enqueue(store, *"abcdefgh")
    claimed = await asyncio.gather(*(claim(store) for _ in range(20)))
    keys = [job.key for job in claimed if job is not None]
    assert sorted(keys) == list("abcdefgh")


async def test_the_oldest_due_job_comes_first_and_later_ones_not_yet(store, clock) -> None:
    await enqueue(store, "old")
    clock.forward(timedelta(seconds=1))
    await enqueue(store, "new")
    clock.forward(timedelta(seconds=-1))
    assert (await claim(store)).key == "old"
    assert await claim(store) is None
    clock.forward(timedelta(seconds=2))
    assert (await claim(store)).key == "new"


async def test_a_worker_that_dies_gives_its_job_back_by_doing_nothing(store, clock) -> None:
    await enqueue(store, "a")
    first = await claim(store)
    clock.forward(timedelta(seconds=LEASE - 1))
    assert await claim(store) is None
    clock.forward(timedelta(seconds=2))
    second = await claim(store)
    assert (second.key, second.tries) == ("a", 2)
    assert second.holder != first.holder


async def test_who_lost_the_lease_can_neither_finish_nor_fail_the_job(store, clock) -> None:
    await enqueue(store, "a")
    late = await claim(store)
    clock.forward(timedelta(seconds=LEASE + 1))
    holder = await claim(store)
    await store.jobs.finish(late)
    await store.jobs.fail(late, "too late", tries=1)
    kept = await store.jobs.get(holder.id)
    assert (kept.state, kept.error, kept.holder) == ("due", None, holder.holder)


async def test_a_finished_job_is_never_claimed_again(store, clock) -> None:
    await enqueue(store, "a")
    await store.jobs.finish(await claim(store))
    clock.forward(timedelta(days=1))
    await enqueue(store, "a")
    assert await claim(store) is None


async def test_a_failing_job_comes_back_later_each_time_and_then_is_dead(store, clock) -> None:
    await enqueue(store, "a")
    states = []
    for _ in range(3):
        job = await claim(store)
        states.append(await store.jobs.fail(job, "broken", tries=3))
        assert await claim(store) is None
        clock.forward(timedelta(seconds=MAX_BACKOFF_SECONDS))
    assert states == ["due", "due", "dead"]
    assert await claim(store) is None
    assert [(job.key, job.error) for job in await store.jobs.by_state("dead")] == [("a", "broken")]


async def test_a_dead_job_can_be_revived_once(store) -> None:
    await enqueue(store, "a")
    job = await claim(store)
    await store.jobs.fail(job, "broken", tries=1)
    assert await store.jobs.revive(job.id)
    assert not await store.jobs.revive(job.id)
    assert (await claim(store)).tries == 1


async def test_the_words_of_an_error_are_cut(store) -> None:
    await enqueue(store, "a")
    await store.jobs.fail(await claim(store), "x" * 100_000, tries=1)
    (dead,) = await store.jobs.by_state("dead")
    assert len(dead.error) == 500


async def test_counting_jobs_by_state(store) -> None:
    await enqueue(store, *"abc")
    await store.jobs.fail(await claim(store), "broken", tries=1)
    assert await store.jobs.counts() == {"due": 2, "dead": 1}
    assert (await store.jobs.counts(most=1))["due"] == 1


def test_the_pause_grows_and_has_an_end() -> None:
    longest = [max(backoff_seconds(tries) for _ in range(50)) for tries in (1, 4, 8, 500)]
    assert longest == sorted(longest)
    assert longest[-1] <= MAX_BACKOFF_SECONDS


async def test_a_change_becomes_a_job_and_its_event_leaves_the_document(store, things) -> None:
    event = Event(kind="message", payload={"account": ObjectId(), "text": "村务"})
    thing = await things.add("lamp", event)
    assert await store.jobs.collect(things) == 1
    job = await claim(store)
    assert (job.key, job.kind, job.payload) == (str(event.id), "message", event.payload)
    assert (await things.get(thing.id)).events == ()
    assert await store.jobs.collect(things) == 0


async def test_an_event_for_later_is_a_job_for_later(store, things, clock) -> None:
    await things.add("lamp", Event(kind="message", run_at=store.now() + timedelta(hours=1)))
    await store.jobs.collect(things)
    assert await claim(store) is None
    clock.forward(timedelta(hours=1, seconds=1))
    assert await claim(store) is not None


async def test_carrying_over_again_after_a_crash_makes_no_second_job(store, things) -> None:
    event = Event(kind="message")
    thing = await things.add("lamp", event)
    await store.jobs.collect(things)
    # The crash came after the job was stored and before the event was taken out.
    await things.raw.update_one(
        {"_id": thing.id}, {"$set": {"events": [event.model_dump(exclude_none=True)]}}
    )
    await store.jobs.finish(await claim(store))
    await store.jobs.collect(things)
    assert await claim(store) is None
    assert (await things.get(thing.id)).events == ()


async def test_workers_that_carry_over_at_once_make_each_job_once(store, things) -> None:
    for number in range(10):
        await things.add(str(number), Event(kind="message"), Event(kind="message"))
    await asyncio.gather(*(store.jobs.collect(things) for _ in range(4)))
    assert len(await store.jobs.by_state("due")) == 20


async def test_an_event_that_comes_while_another_is_carried_is_kept(store, things) -> None:
    thing = await things.add("lamp", Event(kind="message"))
    later = Event(kind="message")

    async def add_one() -> None:
        push = {"$push": {"events": later.model_dump(exclude_none=True)}}
        await things.raw.update_one({"_id": thing.id}, push)

    await asyncio.gather(store.jobs.collect(things), add_one())
    await store.jobs.collect(things)
    assert len(await store.jobs.by_state("due")) == 2
