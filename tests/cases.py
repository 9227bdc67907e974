"""Cases in any state of the table, put there directly: for tests of what may follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId

from models.divisions import areas_of
from models.feedback import Decision, Feedback, Found, NewCase, RouteRecord
from models.feedback.clock import running
from models.feedback.documents import OPEN_STATES, ConcernFound, Entry, State, UrgencyFound
from models.store import Store
from server.settings import Settings
from tests.factories import VILLAGE

# How many are written at once.
BATCH = 500
RULES = Settings(_env_file=None).deadlines
SECRETARY = f"secretary:{VILLAGE}"
FOUND = Found(
    urgency=UrgencyFound(level="normal"),
    concerns_cadres=ConcernFound(concern="no", score=0),
    version="test",
)


def new_case(reporter: ObjectId | None = None, **fields: Any) -> NewCase:
    """An ordinary report that goes to the secretary."""
    decision = Decision("village_secretary", SECRETARY)
    return NewCase(
        **{
            "village": VILLAGE,
            "reporter": reporter or ObjectId(),
            "reporter_name": "张三",
            "text": "村口的路灯坏了，晚上看不见路",
            "found": FOUND,
            "decision": decision,
            "route": RouteRecord(rule=decision.rule, version="test"),
            **fields,
        }
    )


async def case_in(store: Store, state: State, reporter: ObjectId | None = None) -> Feedback:
    """A case in that state, with what acts from there look at."""
    case = await store.feedback.file(new_case(reporter), RULES)
    at = store.now()
    change: dict[str, Any] = {"state": state, "alarms": {}}
    unset = {"check_at": ""}
    if state in OPEN_STATES:
        alarms = running(case.due, state)
        change |= {"alarms": alarms, "check_at": min(alarms.values()), "waiting_since": at}
        unset = {}
    else:
        change |= {"answered_at": at, "followed_up_at": at}
        unset["due_at"] = ""
    refused = Entry(at=at, act="refuse", by=ObjectId(), role="secretary", after="refused")
    update = {"$set": change, "$push": {"entries": refused.model_dump(exclude_none=True)}}
    await store.feedback.raw.update_one(
        {"_id": case.id}, update | ({"$unset": unset} if unset else {})
    )
    return await store.feedback.get(case.id)


def in_days(store: Store, days: float) -> str:
    """A moment so many days from now, as a form takes it."""
    return (store.now() + timedelta(days=days)).isoformat()


async def many_cases(
    store: Store,
    count: int,
    *,
    check_at: datetime,
    first: int = 0,
    villages: Sequence[str] = (VILLAGE,),
) -> None:
    """So many open cases of the villages in turn whose red card is due then, written in bulk."""
    case = (await store.feedback.file(new_case(), RULES)).to_row()
    await store.feedback.raw.delete_one({"_id": case["_id"]})
    alarms = {"alarms": {"red": check_at}, "check_at": check_at, "due_at": check_at}
    del case["uncounted"]
    for start in range(first, first + count, BATCH):
        numbers = range(start, min(start + BATCH, first + count))
        rows = [_row(case | alarms, n, villages[n % len(villages)]) for n in numbers]
        await store.feedback.raw.insert_many(rows, ordered=False)


def _row(case: dict[str, Any], number: int, village: str) -> dict[str, Any]:
    desk = f"secretary:{village}"
    return {
        **case,
        "_id": ObjectId(),
        "division": village,
        "areas": list(areas_of(village)),
        "desk": desk,
        "desks": [desk],
        "filed_on": "2026-11-01",
        "serial": number,
        "case_no": f"{village}-20261101-{number:06}",
        "reporter": ObjectId(),
    }
