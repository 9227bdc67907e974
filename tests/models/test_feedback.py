"""The collection of cases: numbers, lists, and who sees what."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest
from bson import ObjectId

from models.accounts import Grant
from models.errors import NotFound
from models.feedback import Cases, Decision, Found, NewCase, RouteRecord
from models.feedback.documents import ConcernFound, UrgencyFound
from models.viewers import Viewer
from server.settings import Settings

VILLAGE, TOWNSHIP = "330825101201", "330825101"
RULES = Settings(_env_file=None).deadlines
FOUND = Found(
    urgency=UrgencyFound(level="normal"),
    concerns_cadres=ConcernFound(concern="no", score=0),
    version="test",
)
SECRETARY, CLERK, MONITOR = f"secretary:{VILLAGE}", f"clerk:{VILLAGE}", f"monitor:{TOWNSHIP}"


def new(**fields) -> NewCase:
    decision = Decision("village_secretary", SECRETARY)
    return NewCase(
        **{
            "village": VILLAGE,
            "reporter": ObjectId(),
            "reporter_name": "张三",
            "text": "村口的路灯坏了",
            "found": FOUND,
            "decision": decision,
            "route": RouteRecord(rule=decision.rule, version="test"),
            **fields,
        }
    )


async def test_two_processes_number_the_same_village_without_a_gap_or_a_double(store):
    first, second = Cases(store.db, store.now), Cases(store.db, store.now)
    filed = await asyncio.gather(
        *(cases.file(new(), RULES) for _ in range(15) for cases in (first, second))
    )
    assert sorted(case.serial for case in filed) == list(range(1, 31))


async def test_a_number_finds_its_case_and_a_made_up_one_none(store):
    case = await Cases(store.db, store.now).file(new(), RULES)
    assert (await store.feedback.by_number(case.case_no)).id == case.id
    for wrong in ("", "x", "330825101201-20261121-9999", "330825101201-2026112-1", "--"):
        with pytest.raises(NotFound):
            await store.feedback.by_number(wrong)


async def test_what_fails_beside_the_filing_leaves_no_case(store):
    async def fail(session: object) -> None:
        raise NotFound

    with pytest.raises(NotFound):
        await store.feedback.file(new(), RULES, also=fail)
    assert await store.feedback.open_of(ObjectId()) == []
    assert await store.feedback.raw.find_one({"_id": {"$gt": ObjectId(b"\0" * 12)}}) is None


VIEWERS = {
    "secretary": (Grant(role="secretary", division=VILLAGE),),
    "clerk": (Grant(role="clerk", division=VILLAGE),),
    "neighbour": (Grant(role="secretary", division="330825101202"),),
    "monitor": (Grant(role="monitor", division=TOWNSHIP),),
    "other township": (Grant(role="monitor", division="330825102"),),
    "county": (Grant(role="county", division="330825"),),
}


@pytest.mark.parametrize("name", VIEWERS)
async def test_the_list_of_an_area_shows_exactly_the_cases_that_admit_the_viewer(store, name):
    viewer = Viewer(ObjectId(), VIEWERS[name])
    filed = [
        await store.feedback.file(new(decision=Decision("test", desk, hidden=hidden)), RULES)
        for desk, hidden in product((SECRETARY, CLERK, MONITOR), (True, False))
    ]
    admitted = {case.id for case in filed if case.admits(viewer)}
    division = viewer.grants[0].division
    area = VILLAGE if VILLAGE.startswith(division) else division
    page = await store.feedback.in_area(area, viewer)
    assert {case.id for case in page.items} == admitted


async def test_a_page_of_an_area_goes_on_where_the_last_one_ended(store):
    for _ in range(7):
        await store.feedback.file(new(), RULES)
    viewer, seen, after = Viewer(None, VIEWERS["monitor"]), [], None
    while True:
        page = await store.feedback.in_area(TOWNSHIP, viewer, after=after, limit=3)
        seen += [case.serial for case in page.items]
        if (after := page.next) is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 7
