"""How a case ends: rated, left unrated, asked about later, refused, explained, done again."""

from __future__ import annotations

from tests.story import ANSWER, MONITOR, SECRETARY, WHY, acts


async def test_the_second_reopening_sends_a_case_up(case_of):
    story = await case_of.file()
    for _ in range(2):
        await story.act("secretary", "answer", ANSWER)
        await story.act("villager", "reopening", WHY)
    case = await story.after(seconds=1)
    assert (case["handler"]["desk"], case["reopenings"]) == (MONITOR, 2)


async def test_a_late_rating_counts_as_long_as_the_case_can_be_reopened(case_of):
    story = await case_of.file()
    await story.act("secretary", "answer", ANSWER)
    await story.after(days=7, minutes=1)
    closed = (await story.api("GET", story.path, role="villager")).json
    assert (closed["closed_as"], "rate" in closed["may"]) == ("no_reply", True)
    rated = await story.act("villager", "rating", {"solved": False, "content": 2})
    assert (rated["state"], rated["closed_as"], rated["rating"]["content"]) == (
        "closed",
        "rated",
        2,
    )
    assert "rate" not in rated["may"]
    again = await story.act("villager", "rating", {"solved": True, "content": 5}, 409)
    assert again["code"] == "rated_before"
    asked = await story.after(days=40)
    assert asked["followed_up_at"] is None, "nobody asks whether it is still solved that was not"


async def test_after_the_time_to_reopen_nobody_rates_what_they_left_unrated(case_of):
    story = await case_of.file()
    await story.act("secretary", "answer", ANSWER)
    await story.after(days=7, minutes=1)
    await story.after(days=9)
    late = await story.act("villager", "rating", {"solved": True, "content": 5}, 409)
    assert late["code"] == "rate_too_late"


async def test_an_answer_that_nobody_rates_is_closed_as_no_reply(case_of):
    story = await case_of.file()
    await story.act("secretary", "answer", ANSWER)
    assert (await story.after(days=6.9))["state"] == "answered"
    case = await story.after(days=0.2)
    assert (case["state"], case["closed_as"]) == ("closed", "no_reply")
    assert (await story.kinds("villager"))[-1] == "feedback.lapsed"


async def test_four_weeks_later_the_reporter_is_asked_once_whether_it_is_still_solved(case_of):
    story = await case_of.file()
    await story.act("secretary", "answer", ANSWER)
    await story.act("villager", "rating", {"solved": True, "content": 5})
    assert (await story.act("villager", "confirmation", status=409))["code"] == "not_asked"
    await story.after(days=27.9)
    await story.after(days=0.2)
    assert (await story.kinds("villager")).count("feedback.still_solved") == 1
    assert (await story.act("villager", "confirmation"))["still_solved"]
    assert acts(await story.after(days=60)).count("follow_up") == 1


async def test_who_is_asked_may_have_it_done_again(case_of):
    story = await case_of.file()
    await story.act("secretary", "answer", ANSWER)
    await story.after(days=8)
    await story.after(days=28.1)
    assert (await story.act("villager", "reopening", WHY))["state"] == "assigned"


async def test_who_does_not_want_to_be_asked_again_is_not(case_of, api):
    story = await case_of.file()
    said = await api("PUT", "/me/preferences", {"follow_up": False}, role="villager")
    assert said.json["follow_up"] is False
    await story.act("secretary", "answer", ANSWER)
    await story.after(days=8)
    assert "follow_up" not in acts(await story.after(days=40))
    assert "feedback.still_solved" not in await story.kinds("villager")


async def test_a_refusal_is_overruled_by_a_monitor_but_not_by_who_refused(case_of):
    story = await case_of.file()
    await story.act("secretary", "transfer", {"role": "monitor", **WHY})
    await story.act("monitor", "refusal", {"reason": "secret"})
    assert (await story.act("monitor", "overruling", WHY, 403))["code"] == "own_refusal"
    case = await story.act("county", "overruling", {"role": "secretary", **WHY})
    assert (case["state"], case["handler"]["desk"]) == ("assigned", SECRETARY)
    assert (await story.kinds("villager"))[-1] == "feedback.resumed"


async def test_what_cannot_be_solved_is_closed_with_its_basis_and_the_next_body(case_of):
    story = await case_of.file()
    explained = {
        "text": "此地为国有",
        "legal_basis": "土地管理法第九条",
        "next_body": "县自然资源局",
    }
    case = await story.act("secretary", "explanation", explained)
    assert (case["state"], case["next_body"]) == ("explained", "县自然资源局")
    await story.act("villager", "rating", {"solved": False, "content": 3})
    again = await story.act("villager", "rating", {"solved": True, "content": 5}, 409)
    assert again["code"] == "rated_before"
