"""Once a day each township's worker notes down where the chains of its villages end.

It may be repeated or run by two workers at once: a township has one record a day. Whoever rewrites
a chain afterwards would have to rewrite what was noted, too (models/publications/README.md).
"""

from __future__ import annotations

import time

from handlers.directory import today
from models.divisions import LENGTHS
from models.outbox import Job
from models.store import Store

# A job ends after this long and a new one goes on: whoever stops a worker waits no longer.
JOB_SECONDS = 5.0
# Of one township; the largest have about two hundred.
MOST_VILLAGES = 5_000


class Recording:
    """The routine that asks for the day's records, and the job that makes them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._asked = ""

    async def look(self) -> int:
        """Asks for today's records once; 1 if this worker did."""
        day = today(self._store)
        if self._asked == day:
            return 0
        await self._store.jobs.enqueue("chain.record", f"chain.record/{day}", {"on": day})
        # Only now: what an outage kept from being asked is asked at the next look.
        self._asked = day
        return 1

    async def record(self, job: Job) -> None:
        """Notes down the townships behind the code `after`, in order, for the day `on`."""
        on, after = job.payload["on"], job.payload.get("after", "")
        store, ends = self._store, time.monotonic() + JOB_SECONDS
        while following := await store.chain_heads.within("", after=after, limit=1):
            township = following[0].division[: LENGTHS["township"]]
            heads = await store.chain_heads.within(township, limit=MOST_VILLAGES)
            await store.chain_records.keep(township, on, heads)
            # The colon is the character after "9": what comes behind it lies in another township.
            after = f"{township}:"
            if time.monotonic() > ends:
                payload = {"on": on, "after": after}
                await store.jobs.enqueue("chain.record", f"chain.record/{on}>{after}", payload)
                return
