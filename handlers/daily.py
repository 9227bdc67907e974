"""So many acts of one person in a day: what is free for everybody must not be flooded by one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bson import ObjectId

from models.attempts import Admission
from models.errors import TooMany
from models.store import Store

MINUTES_OF_A_DAY = 24 * 60


@asynccontextmanager
async def one_of_the_day(
    store: Store, what: str, account: ObjectId, most: int
) -> AsyncIterator[Admission]:
    """A place for one more act of that kind; raises `TooMany` (`daily_limit`) if there is none.

    Set `is_right` of it to False once the act counts; what fails, or changes nothing, does not.
    """
    try:
        async with store.attempts.admitted(
            [f"{what}:{account}"], failures=most, window_minutes=MINUTES_OF_A_DAY
        ) as place:
            yield place
    except TooMany as error:
        raise TooMany("daily_limit", retry_after=error.retry_after) from None
