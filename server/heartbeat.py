"""Measures how late the event loop wakes, and keeps the gauges that nobody else sets."""

from __future__ import annotations

import asyncio
import time

from pymongo.errors import PyMongoError

from handlers.metrics import Metrics
from models.store import Store
from server.blocking import BlockingRunner

# Often enough to catch a step that keeps everybody waiting, at a thousandth of a core.
INTERVAL_SECONDS = 0.05
ROUNDS_BETWEEN_JOB_COUNTS = 200


async def watch_loop(metrics: Metrics, store: Store, blocking: BlockingRunner) -> None:
    """Runs until cancelled."""
    rounds = 0
    while True:
        before = time.monotonic()
        await asyncio.sleep(INTERVAL_SECONDS)
        metrics.lag.observe(max(0.0, time.monotonic() - before - INTERVAL_SECONDS))
        metrics.pool.set(blocking.waiting)
        if rounds % ROUNDS_BETWEEN_JOB_COUNTS == 0:
            await _count_jobs(metrics, store)
        rounds += 1


async def _count_jobs(metrics: Metrics, store: Store) -> None:
    try:
        for state, count in (await store.jobs.counts()).items():
            metrics.jobs.labels(state).set(count)
        for became, many in (await store.deliveries.counts()).items():
            metrics.wechat_messages.labels(became).set(many)
    except PyMongoError:
        # The database is away: requests say so themselves, and the last figure stands.
        return
