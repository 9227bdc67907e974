"""Roll-ups equal a full recount, whatever is done to cases, and by however many workers."""

from __future__ import annotations

import asyncio
import os
import random
from datetime import timedelta

import pytest
from bson import ObjectId

from models.accounts import Grant
from models.errors import DomainError
from models.feedback import Decision, Feedback, RouteRecord
from models.feedback.acts import REFUSALS
from models.feedback.documents import Rating
from models.feedback.writing import By
from models.viewers import Viewer
from server import rollups
from server.casework import Casework
from server.rollups import Counting, count_month, count_touched, recount
from tests.models.test_feedback import RULES, new

VILLAGES = ("330825101201", "330825101202")
# `CUNWU_RANDOM_ACTS=10000` is the long form; it takes minutes.
ACTS = int(os.environ.get("CUNWU_RANDOM_ACTS", "250"))


class Life:
    """Does random things to random cases, as random people."""

    def __init__(self, store, clock, seed: int) -> None:
        self.store, self.clock, self.chance = store, clock, random.Random(seed)
        self.cases: list[ObjectId] = []
        self.work = Casework(store, RULES)

    async def step(self) -> None:
        self.clock.forward(timedelta(minutes=self.chance.randrange(240)))
        if not self.cases or self.chance.random() < 0.2:
            await self.file()
            return
        case = await self.store.feedback.get(self.chance.choice(self.cases))
        try:
            await self.act(case)
        except DomainError:
            return  # The table does not allow it now: random people try that, too.

    async def file(self) -> None:
        village, hidden = self.chance.choice(VILLAGES), self.chance.random() < 0.2
        desk = f"monitor:{village[:9]}" if hidden else f"secretary:{village}"
        decision = Decision("village_secretary", desk, hidden=hidden)
        case = await self.store.feedback.file(new(village=village, decision=decision), RULES)
        self.cases.append(case.id)

    async def act(self, case: Feedback) -> None:
        cases, by = self.store.feedback, _handler(case)
        reporter = By(Viewer(case.reporter), "张三")
        rating = Rating(
            solved=self.chance.random() < 0.7,
            content=self.chance.randrange(1, 6),
            at=self.store.now(),
        )
        acts = (
            lambda: cases.accept(case, by, ()),
            lambda: cases.answer(case, by, "已修好", (), (), rules=RULES),
            lambda: cases.refuse(case, by, next(iter(REFUSALS.values())), "", ()),
            lambda: cases.extend(case, by, 2, "等材料", (), rules=RULES),
            lambda: cases.ask(case, by, "在哪里？", (), rules=RULES),
            lambda: cases.reply(case, reporter, "村口", ()),
            lambda: cases.withdraw(case, reporter, ""),
            lambda: cases.rate(case, reporter, rating, (), rules=RULES, days=15),
            lambda: cases.reopen(case, reporter, "还没好", rules=RULES, days=15, events=()),
            lambda: self.join(case, by),
            lambda: cases.differ(case, reporter, *self.routed(case), "", (), rules=RULES),
            lambda: cases.withdraw_joined(case, reporter, ""),
            self.work.look,
        )
        await self.chance.choice(acts)()

    async def join(self, case: Feedback, by: By) -> None:
        main = await self.store.feedback.get(self.chance.choice(self.cases))
        if main.id != case.id:
            await self.store.feedback.join(case, main, by, "同一件事", ())

    def routed(self, case: Feedback) -> tuple[Decision, RouteRecord]:
        return Decision(case.route.rule, case.desk, hidden=case.hidden), case.route


def _handler(case: Feedback) -> By:
    role, _, division = case.desk.partition(":")
    return By(Viewer(ObjectId(), (Grant(role=role, division=division),)), "某人")


async def differences(store) -> list[str]:
    found = recount(store, VILLAGES, repair=False)
    return [line async for difference in found for line in difference.fields()]


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_random_acts_the_rollups_equal_a_full_recount(store, clock, seed):
    life = Life(store, clock, seed)
    for step in range(ACTS // 2):
        await life.step()
        if step % 7 == 0:
            await count_touched(store)
    while await count_touched(store):
        continue
    found = await store.rollups.in_area("330825", "2000-01", "2100-01")
    assert sum(r.both.cases for r in found) == len(life.cases) > 10
    assert sum(r.both.answered for r in found) > 3
    assert await differences(store) == []


async def test_a_counter_that_read_earlier_never_replaces_one_that_read_later(store):
    village = VILLAGES[0]
    case = await store.feedback.file(new(), RULES)
    early = await store.rollups.take_ticket(village, case.filed_on[:7])
    assert await count_month(store, village, case.filed_on[:7])
    stored = await store.rollups.of_village(village, case.filed_on[:7])
    put = await store.rollups.put(village, case.filed_on[:7], early, stored.hidden, stored.hidden)
    assert not put
    assert (await store.rollups.of_village(village, case.filed_on[:7])).shown.cases == 1


async def test_a_case_that_changes_while_it_is_counted_is_counted_again(store):
    case = await store.feedback.file(new(), RULES)
    (seen,) = await store.feedback.uncounted()
    await store.feedback.accept(case, _handler(case), ())
    await store.feedback.counted([seen])
    assert [left.version for left in await store.feedback.uncounted()] == [2]
    assert await count_touched(store) == 1
    assert await store.feedback.uncounted() == []


async def test_a_very_large_village_rests_and_others_do_not(store, monkeypatch):
    monkeypatch.setattr(rollups, "LARGE", 0)
    monkeypatch.setattr(rollups, "REST", 10_000)
    counting = Counting(store)
    case = await store.feedback.file(new(), RULES)
    assert await counting.look() == 1
    await store.feedback.accept(case, _handler(case), ())
    desk = f"secretary:{VILLAGES[1]}"
    other = new(village=VILLAGES[1], decision=Decision("village_secretary", desk))
    await store.feedback.file(other, RULES)
    assert await counting.look() == 1, "the other village is counted, this one rests"
    assert [left.division for left in await store.feedback.uncounted()] == [case.division]
    counting._resting.clear()
    assert (await counting.look(), await store.feedback.uncounted()) == (1, [])


async def test_three_that_count_at_once_leave_one_truth_and_no_mark(store, clock):
    life = Life(store, clock, 3)
    for _ in range(6):
        await asyncio.gather(life.step(), *(count_touched(store) for _ in range(3)))
    while any(await asyncio.gather(*(count_touched(store) for _ in range(3)))):
        continue
    assert await store.feedback.uncounted() == []
    assert await differences(store) == []


async def test_a_damaged_rollup_is_told_and_repaired_by_a_recount(store):
    case = await store.feedback.file(new(), RULES)
    await count_touched(store)
    await store.rollups.raw.update_one(
        {"division": case.division, "month": case.filed_on[:7]}, {"$set": {"shown.open": 5}}
    )
    assert await differences(store) == ["shown.open 5 -> 1"]
    assert [d.village async for d in recount(store, VILLAGES, repair=True)] == [case.division]
    assert await differences(store) == []
