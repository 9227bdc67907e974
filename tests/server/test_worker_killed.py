"""Three workers on the same cases, killed again and again: each act is done exactly once."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections import Counter
from datetime import timedelta

from bson import ObjectId

from models.accounts import Grant
from models.feedback import Feedback, Rating
from models.feedback.changes import By
from models.viewers import Viewer
from tests.cases import RULES, new_case
from tests.conftest import DATA_KEYS, LOOKUP_KEY
from tests.factories import TOWNSHIP, VILLAGE
from tests.processes import ROOT, environment

OF_EACH, WORKERS, KILLS = 60, 3, 8
# What becomes of a case in which nobody acted, by how it was left.
EXPECTED = {
    "unaccepted": ["file", "red", "escalate"],
    "urged": ["file", "accept", "urge", "urge_missed", "escalate"],
    "waiting": ["file", "accept", "ask", "resume"],
    "answered": ["file", "answer", "lapse"],
    "rated": ["file", "answer", "rate", "follow_up"],
}
SECRETARY = By(Viewer(ObjectId(), (Grant(role="secretary", division=VILLAGE),)), "书记")
MONITOR = By(Viewer(ObjectId(), (Grant(role="monitor", division=TOWNSHIP),)), "督办")


async def leave(store, clock, how: str) -> Feedback:
    """A case that was left that way so long ago that something is due."""
    cases, reporter = store.feedback, ObjectId()
    days = {"rated": 29, "unaccepted": 20, "answered": 8}.get(how, 6)
    clock.reset()
    clock.forward(-timedelta(days=days))
    case = await cases.file(new_case(reporter), RULES)
    if how in ("urged", "waiting"):
        case = await cases.accept(case, SECRETARY, ())
    if how == "urged":
        return await cases.urge(case, MONITOR, store.now() + timedelta(days=1), "快办", ())
    if how == "waiting":
        return await cases.ask(case, SECRETARY, "哪一盏灯？", (), rules=RULES)
    if how in ("answered", "rated"):
        case = await cases.answer(case, SECRETARY, "已修好", (), (), rules=RULES)
    if how == "rated":
        rating = Rating(solved=True, content=5, at=store.now())
        return await cases.rate(case, By(Viewer(reporter), ""), rating, (), rules=RULES, days=15)
    return case


async def test_workers_that_are_killed_again_and_again_do_each_act_once(
    store, make, clock, settings
):
    await make.village()
    left = {(await leave(store, clock, how)).id: how for how in EXPECTED for _ in range(OF_EACH)}
    clock.reset()
    workers = Workers(settings)
    try:
        await workers.run_until(store)
    finally:
        workers.kill_all()
    cases = await store.feedback.of_days(VILLAGE, "2000-01-01", "2999-01-01")
    assert Counter(left.values()) == Counter(left[case.id] for case in cases)
    for case in cases:
        assert [entry.act for entry in case.entries] == EXPECTED[left[case.id]], case.alarms
        assert case.version == len(case.entries)
    await told_once(make, left)
    assert workers.killed_at_work >= KILLS


async def work_left(store) -> int:
    """How many alarms are due, messages on their way and jobs waiting or held.

    A digest that waits for the morning is not work that is left.
    """
    cases, soon = store.feedback.raw, store.now() + timedelta(seconds=30)
    due = await cases.count_documents({"check_at": {"$lte": store.now()}})
    events = await cases.count_documents({"events.kind": {"$exists": True}})
    jobs = store.jobs.raw.count_documents({"state": "due", "run_at": {"$lte": soon}})
    return due + events + await jobs


async def told_once(make, left: dict[ObjectId, str]) -> None:
    """The township hears of each case that went up, once."""
    monitor, store = (await make.the("monitor")).id, make.store
    rows = store.messages.raw.find({"account": monitor, "_id": {"$gt": ObjectId("0" * 24)}})
    told = Counter([row["about"] async for row in rows if row["kind"] == "feedback.gone_up"])
    went_up = {f"feedback/{case}" for case, how in left.items() if "escalate" in EXPECTED[how]}
    assert told == dict.fromkeys(went_up, 1)


class Workers:
    """Real worker processes; the oldest is killed again and again, and a new one begins."""

    def __init__(self, settings) -> None:
        self.killed_at_work = 0
        self._environment = environment(
            MONGODB_URI=settings.mongodb_uri, MONGODB_DATABASE=settings.mongodb_database,
            DATA_KEYS=DATA_KEYS, LOOKUP_KEY=LOOKUP_KEY, LOG_LEVEL="CRITICAL",
            WORKER_POLL_SECONDS="0.05", JOB_LEASE_SECONDS="1",
        )  # fmt: skip
        self._running = [self._start() for _ in range(WORKERS)]

    async def run_until(self, store, seconds: float = 300) -> None:
        """A kill comes only after some work was done since the last one, so it hits at work."""
        seen = await work_left(store)
        async with asyncio.timeout(seconds):
            while left := await work_left(store):
                await asyncio.sleep(random.uniform(0.02, 0.15))
                if left < seen and self.killed_at_work < KILLS:
                    self._replace_oldest()
                    seen = left

    def kill_all(self) -> None:
        for process in self._running:
            process.kill()
            process.wait(10)

    def _replace_oldest(self) -> None:
        oldest = self._running.pop(0)
        oldest.kill()
        oldest.wait(10)
        self._running.append(self._start())
        self.killed_at_work += 1

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "server", "worker"], cwd=ROOT, env=self._environment
        )
