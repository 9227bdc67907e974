"""The worker: carries changes over into jobs, claims what is due and runs it, until told to stop.

Any number of workers may run; they share nothing but the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Container, Mapping

from pymongo.errors import PyMongoError

from models.outbox import Job
from models.store import Store
from server.logs import scrub
from server.settings import Settings

log = logging.getLogger("cunwu.worker")

# Jobs between two looks for what has become due: looking costs more than most jobs, and whatever
# is due by the minute waits no longer than these take.
JOBS_A_ROUND = 20

# What a function gives back is for who wraps it; the worker asks only whether it raised.
JobFunction = Callable[[Job], Awaitable[object]]
Routine = Callable[[], Awaitable[int]]


class NotYet(Exception):
    """The job must wait for what nobody here can hasten; waiting uses up none of its tries."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"in {seconds:.0f} s")


class GiveUp(Exception):
    """Trying again is useless: the job is dead at once, for a person to read."""


class Worker:
    """Runs jobs by kind, and routines (cheap indexed looks for what has become due) each round.

    What must not wait for the others (`alongside`) has rounds of its own.
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        functions: Mapping[str, JobFunction],
        routines: Mapping[str, Routine],
        alongside: Container[str] = (),
    ) -> None:
        self._store = store
        self._settings = settings
        self._functions = functions
        self._routines = routines
        self._alongside = alongside
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Ends after the job at hand."""
        self._stopping.set()

    async def run(self) -> None:
        """Works until `stop`; an outage of the database is waited out."""
        first = {n: look for n, look in self._routines.items() if n in self._alongside}
        others = {n: look for n, look in self._routines.items() if n not in self._alongside}
        async with asyncio.TaskGroup() as both:
            both.create_task(self._keep(lambda: self._work(others)))
            if first:
                both.create_task(self._keep(lambda: self._look(first)))

    async def _keep(self, work: Callable[[], Awaitable[bool]]) -> None:
        while not self._stopping.is_set():
            try:
                busy = await work()
            except PyMongoError as error:
                log.warning("database away", extra={"error": type(error).__name__})
                busy = False
            if not busy:
                await self._pause()

    async def round(self) -> bool:
        """One look for work; True if there was some, so that the next look comes at once."""
        return await self._work(self._routines)

    async def _work(self, routines: Mapping[str, Routine]) -> bool:
        moved = 0
        for source in self._store.with_events():
            moved += await self._store.jobs.collect(source)
        moved += await self._look(routines)
        return bool(await self._run_some()) or bool(moved)

    async def _look(self, routines: Mapping[str, Routine]) -> bool:
        return bool(sum([await self._guarded(name, look) for name, look in routines.items()]))

    async def until_idle(self) -> None:
        """Works until there is nothing to do: for tests and commands."""
        while await self.round():
            continue

    async def _run_some(self) -> int:
        """Runs what is due, up to `JOBS_A_ROUND`; how many jobs."""
        for done in range(JOBS_A_ROUND):
            job = None
            if done == 0 or not self._stopping.is_set():
                job = await self._store.jobs.claim(lease_seconds=self._settings.job_lease_seconds)
            if job is None:
                return done
            await self._run(job)
        return JOBS_A_ROUND

    async def _run(self, job: Job) -> None:
        try:
            async with asyncio.timeout(self._settings.job_lease_seconds):
                await self._functions[job.kind](job)
        except NotYet as later:
            await self._store.jobs.postpone(job, later.seconds)
        except Exception as error:  # a bad job must not stop the worker; it is kept and told
            tries = 0 if isinstance(error, GiveUp) else self._settings.job_tries
            told = scrub(f"{type(error).__name__}: {error}")
            state = await self._store.jobs.fail(job, told, tries=tries)
            log.warning("job failed", extra={"kind": job.kind, "tries": job.tries, "state": state})
        else:
            await self._store.jobs.finish(job)

    async def _guarded(self, name: str, routine: Routine) -> int:
        """A failing routine is logged and tried again next round; the others go on."""
        try:
            return await routine()
        except PyMongoError:
            raise
        except Exception:
            log.exception("routine failed", extra={"routine": name})
            return 0

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._settings.worker_poll_seconds):
                await self._stopping.wait()
        except TimeoutError:
            return
