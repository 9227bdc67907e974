"""What happens to a case by itself as time goes by, and what monitors and handlers do about it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from server.casework import Casework
from tests.cases import RULES, in_days
from tests.factories import COUNTY
from tests.handlers.test_filing import DANGER, GRAFT
from tests.story import ANSWER, MONITOR, SECRETARY, WHY, acts


async def test_a_case_that_nobody_accepts_is_warned_of_then_goes_up_and_up(case_of):
    story = await case_of.file(DANGER)
    assert (await story.after(minutes=25))["card"] == "yellow"
    case = await story.after(minutes=6)
    assert acts(case) == ["file", "yellow", "red", "escalate"]
    assert (case["handler"]["desk"], case["card"], case["state"]) == (MONITOR, None, "assigned")
    case = await story.after(minutes=31)
    assert case["handler"]["desk"] == f"county:{COUNTY}"
    case = await story.after(days=30)
    assert acts(case)[-1] == "red", "above the county there is nobody"
    assert case["escalations"] == 2


async def test_a_worker_that_was_away_shows_no_yellow_card_before_a_red_one(case_of):
    story = await case_of.file()
    assert "yellow" not in acts(await story.after(days=12))


async def test_each_card_is_told_to_who_has_the_case_and_going_up_to_the_reporter(case_of):
    story = await case_of.file(DANGER)
    await story.after(minutes=25)
    await story.after(minutes=6)
    secretary = await story.kinds("secretary")
    assert secretary == ["feedback.danger", "feedback.due_soon", "feedback.overdue"]
    assert (await story.kinds("monitor"))[-1] == "feedback.gone_up"
    assert await story.kinds("villager") == ["feedback.went_up"]


async def test_below_may_still_answer_what_went_up_but_not_take_it_back(case_of):
    story = await case_of.file()
    await story.after(days=12)
    assert (await story.act("secretary", "acceptance", status=403))["code"] == "gone_up"
    assert (await story.act("secretary", "refusal", {"reason": "secret"}, 403))["code"] == "gone_up"
    assert (await story.act("secretary", "answer", ANSWER))["state"] == "answered"


async def test_once_the_desk_above_accepts_those_below_have_it_no_more(case_of):
    story = await case_of.file()
    await story.after(days=12)
    await story.act("monitor", "acceptance")
    assert (await story.act("secretary", "answer", ANSWER, 403))["code"] == "not_your_case"


async def test_what_goes_up_of_a_complaint_about_cadres_reaches_no_village_desk(case_of):
    story = await case_of.file(GRAFT)
    case = await story.after(days=12)
    assert case["handler"]["desk"] == f"county:{COUNTY}"
    assert await story.kinds("secretary") == []


async def test_three_transfers_or_returns_send_a_case_up(case_of):
    story = await case_of.file()
    await story.act("secretary", "transfer", {"role": "clerk", **WHY})
    back = await story.act("clerk", "return", WHY)
    assert (back["handler"]["desk"], back["returns"]) == (SECRETARY, 1)
    await story.act("secretary", "transfer", {"role": "grid_worker", **WHY})
    case = await story.after(seconds=1)
    assert (acts(case)[-1], case["handler"]["desk"]) == ("escalate", MONITOR)
    assert case["entries"][-1]["note"] == "多次转办或退回"


async def test_what_the_rules_gave_to_the_secretary_is_returned_to_the_township(case_of):
    story = await case_of.file()
    assert (await story.act("secretary", "return", WHY))["handler"]["desk"] == MONITOR
    assert (await story.kinds("monitor"))[-1] == "feedback.returned"


async def test_the_clock_stands_still_while_the_reporter_is_asked(case_of):
    story = await case_of.file()
    due = (await story.act("secretary", "acceptance"))["due"]["answer_by"]
    await story.act("secretary", "question", {"text": "是哪一盏灯？"})
    await story.after(days=2)
    case = await story.act("villager", "reply", {"text": "村口第二盏"})
    assert case["state"] == "accepted"
    assert _days(due, case["due"]["answer_by"]) == pytest.approx(2, abs=0.01)
    assert case["due_at"] == case["due"]["answer_by"]


async def test_waiting_has_a_limit_and_cannot_be_had_twice(case_of):
    story = await case_of.file()
    await story.act("secretary", "acceptance")
    await story.act("secretary", "question", {"text": "是哪一盏灯？"})
    case = await story.after(days=5.01)
    assert (case["state"], acts(case)[-1]) == ("accepted", "resume")
    again = await story.act("secretary", "question", {"text": "那是哪一盏？"}, 409)
    assert again["code"] == "waiting_used_up"


async def test_a_complex_case_has_fifteen_days_and_the_reporter_hears_why(case_of):
    story = await case_of.file()
    await story.act("secretary", "acceptance")
    case = await story.act("secretary", "complexity", WHY)
    assert _days(case["created_at"], case["due"]["answer_by"]) == pytest.approx(15)
    assert (await story.kinds("villager"))[-1] == "feedback.extended"
    assert (await story.act("secretary", "complexity", WHY, 409))["code"] == "complex_before"


async def test_danger_is_never_complex(case_of):
    story = await case_of.file(DANGER)
    assert (await story.act("secretary", "complexity", WHY, 409))["code"] == "complex_emergency"


async def test_an_extension_takes_the_yellow_card_back_and_has_a_limit(case_of):
    story = await case_of.file()
    await story.act("secretary", "acceptance")
    assert (await story.after(days=6))["card"] == "yellow"
    case = await story.act("secretary", "extension", {"days": 10, **WHY})
    assert (case["card"], case["extended_days"]) == (None, 10)
    too_long = await story.act("secretary", "extension", {"days": 6, **WHY}, 409)
    assert too_long["code"] == "extension_too_long"
    assert (await story.after(days=2))["card"] is None


async def test_what_is_urged_is_answered_in_time_or_goes_up(case_of):
    story = await case_of.file()
    await story.act("secretary", "acceptance")
    until = in_days(story.make.store, 1)
    case = await story.act("monitor", "urging", {"until": until, **WHY})
    assert case["urge"]["note"] == WHY["reason"]
    assert (await story.kinds("secretary"))[-1] == "feedback.urged"
    case = await story.after(days=1.01)
    assert acts(case)[-2:] == ["urge_missed", "escalate"]
    assert (case["handler"]["desk"], case["urge"]) == (MONITOR, None)


@pytest.mark.parametrize(
    "until", ["2020-01-01T08:00:00+08:00", "9999-12-31T23:59:59Z", "2099-01-01"]
)
async def test_a_case_is_urged_for_a_time_that_can_come_and_names_its_zone(case_of, until):
    story = await case_of.file()
    refused = await story.act("monitor", "urging", {"until": until, **WHY}, 422)
    assert [mistake["path"] for mistake in refused["errors"]] == ["body.until"]


async def test_an_answer_ends_the_urging(case_of):
    story = await case_of.file()
    await story.act("monitor", "urging", {"until": in_days(story.make.store, 1), **WHY})
    assert (await story.act("secretary", "answer", ANSWER))["urge"] is None
    assert "urge_missed" not in acts(await story.after(days=2))


async def test_several_workers_at_once_do_each_act_once(case_of, store):
    story = await case_of.file(DANGER)
    story.clock.forward(timedelta(minutes=31))
    for _ in range(3):
        await asyncio.gather(*(Casework(store, RULES).look() for _ in range(3)))
    story.make.sign_in_again()
    assert acts(await story.now()) == ["file", "red", "escalate"]


async def test_a_case_that_is_acted_on_while_it_is_due_is_left_to_who_acted(case_of, store):
    story = await case_of.file()
    story.clock.forward(timedelta(days=12))
    story.make.sign_in_again()
    (seen,) = await store.feedback.to_check()
    await story.act("secretary", "answer", ANSWER)
    assert not await Casework(store, RULES).answer(seen, "red")
    assert acts(await story.now()) == ["file", "answer"]


def _days(first: str, last: str) -> float:
    return (datetime.fromisoformat(last) - datetime.fromisoformat(first)) / timedelta(days=1)
