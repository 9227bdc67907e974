"""Inquiries between desks: brought up by silence, challenged, objected to, never in own cause."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from server.inquiries import InquiryWork
from tests.factories import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE
from tests.inquiries import ANSWER, DOUBT, UNTRUE, act, desk, id_of, told

pytestmark = pytest.mark.usefixtures("peopled")


async def test_what_nobody_answers_is_reminded_of_then_goes_to_the_overseers_and_the_township(
    api, make, asked, worker, clock
):
    inquiry = await asked()
    assert await told(make, "clerk", worker) == ["inquiry.asked"]
    clock.forward(timedelta(days=7, minutes=1))
    assert await told(make, "secretary", worker) == ["inquiry.due_soon", "inquiry.asked"]
    assert await told(make, "overseer", worker) == []
    clock.forward(timedelta(days=3))
    assert await told(make, "overseer", worker) == ["inquiry.gone_up"]
    assert await told(make, "villager", worker) == ["inquiry.went_up"]
    clock.forward(timedelta(days=11))
    assert "inquiry.gone_up" in await told(make, "monitor", worker)
    clock.forward(timedelta(days=11))
    assert "inquiry.overdue" in await told(make, "monitor", worker)
    stored = await make.store.inquiries.get(id_of(inquiry))
    assert [one.what for one in stored.acts] == [
        "reminded", "went_up", "reminded", "went_up", "reminded", "overdue",
    ]  # fmt: skip
    assert (stored.alarm_at, stored.levels) == (None, ("village", "overseer", "township"))


async def test_two_workers_that_look_at_once_remind_once(make, asked, settings, worker, clock):
    inquiry = await asked()
    clock.forward(timedelta(days=8))
    works = [InquiryWork(make.store, settings.inquiries) for _ in range(3)]
    assert sum(await asyncio.gather(*(work.look() for work in works))) == 1
    assert len((await make.store.inquiries.get(id_of(inquiry))).acts) == 1
    assert (await told(make, "clerk", worker)).count("inquiry.due_soon") == 1


async def test_a_village_without_overseers_goes_past_them_to_the_township(
    api, make, asked, worker, clock, store
):
    inquiry = await asked()
    for overseer in await store.accounts.holding("overseer", VILLAGE):
        await store.accounts.close(overseer)
    clock.forward(timedelta(days=7, minutes=1))
    await worker.until_idle()
    clock.forward(timedelta(days=4))
    await worker.until_idle()
    assert (await store.inquiries.get(id_of(inquiry))).levels == ("village", "township")


async def test_a_village_where_nobody_is_does_not_keep_a_question_waiting(api, make, store, worker):
    disclosure = await make.disclosure()
    await store.accounts.raw.update_many(
        {"grants.division": VILLAGE, "grants.role": {"$in": ["clerk", "secretary"]}},
        {"$set": {"active": False}},
    )
    api.server.forget()
    path = f"/disclosures/{disclosure.id}/inquiries"
    reply = await api("POST", path, {"text": "村里没有人在吗？"}, role="villager")
    assert reply.json["levels"] == ["overseer"]
    assert await told(make, "overseer", worker) == ["inquiry.asked"]


async def test_a_challenge_goes_to_the_overseers_and_the_township_and_not_to_who_published(
    api, make, asked, worker
):
    inquiry = await asked(DOUBT | {"visibility": "private"})
    assert await told(make, "overseer", worker) == ["inquiry.challenged"]
    assert await told(make, "monitor", worker) == ["inquiry.challenged"]
    for role in ("clerk", "secretary"):
        assert await told(make, role, worker) == []
        assert await desk(api, role) == []
        assert (await api("GET", f"/inquiries/{inquiry['id']}", role=role)).status == 404
        assert (await act(api, inquiry, "answer", UNTRUE, role)).status == 404
    assert [one["id"] for one in await desk(api, "overseer")] == [inquiry["id"]]
    assert [one["id"] for one in await desk(api, "monitor", TOWNSHIP)] == [inquiry["id"]]


async def test_an_untrue_entry_is_told_to_those_who_must_correct_it_without_the_asker(
    api, make, asked, worker
):
    inquiry = await asked(DOUBT | {"visibility": "private"})
    decided = await act(api, inquiry, "answer", UNTRUE, "overseer")
    assert decided.json["answers"][0]["verdict"] == "untrue"
    assert await told(make, "clerk", worker) == ["inquiry.untrue"]
    page = await make.store.messages.of_account((await make.the("clerk")).id)
    assert page.items[0].about == f"disclosures/{inquiry['disclosure']}"
    assert await told(make, "villager", worker) == ["inquiry.answered"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("监督员王", "监督员王"),
        ("监督王", "监*王"),
        ("监督员王", "李四、监督员*"),
        ("监督员王", "监督某王"),
        ("监督员王", "李四和监督员王"),
        ("张和平", "张和平"),
        ("张和平", "李四和张和平"),
        ("张和平", "张**"),
    ],
)
async def test_an_overseer_whom_the_line_names_does_not_judge_it(
    api, make, store, asked, worker, name, written
):
    overseer = await make.the("overseer")
    await store.accounts.raw.update_one({"_id": overseer.id}, {"$set": {"name": name}})
    api.server.forget()
    inquiry = await asked(DOUBT, handled_by=written)
    assert inquiry["levels"] == ["township"]
    assert await told(make, "overseer", worker) == []
    assert await desk(api, "overseer") == []
    assert (await act(api, inquiry, "answer", UNTRUE, "overseer")).status == 404


async def test_beside_a_free_overseer_the_one_it_concerns_learns_nothing_of_a_challenge(
    api, make, store, asked, worker
):
    named = await make.the("overseer")
    free = await make.account("overseer", name="局外人")
    await store.accounts.raw.update_one({"_id": named.id}, {"$set": {"name": "经手人丙"}})
    api.server.forget()
    inquiry = await asked(DOUBT | {"visibility": "private"}, handled_by="经手人丙")
    assert inquiry["levels"] == ["overseer", "township"]
    assert await told(make, "overseer", worker) == []
    assert await desk(api, "overseer") == []
    path = f"/inquiries/{inquiry['id']}"
    assert (await api("GET", path, role="overseer")).status == 404
    assert (await act(api, inquiry, "answer", UNTRUE, "overseer")).status == 404
    assert (await api("GET", path, token=await make.token_of(free))).status == 200


async def test_who_comes_to_the_desk_later_does_not_judge_what_names_them(api, make, store, asked):
    await make.account("overseer")
    inquiry = await asked(DOUBT, approved_by="新来的人")
    late = await make.account("overseer", name="新来的人")
    token = await make.token_of(late)
    refused = await api("POST", f"/inquiries/{inquiry['id']}/answer", UNTRUE, token=token)
    assert (refused.status, refused.code) == (403, "concerned_oneself")


async def test_a_challenge_needs_a_verdict_and_a_question_has_none(api, asked):
    question, doubt = await asked(), await asked(DOUBT)
    wrong = await act(api, question, "answer", UNTRUE, "clerk")
    assert (wrong.status, wrong.paths) == (422, ["body.verdict"])
    wrong = await act(api, doubt, "answer", ANSWER, "overseer")
    assert (wrong.status, wrong.paths) == (422, ["body.verdict"])


async def test_who_is_not_content_is_answered_once_more_by_the_level_above(
    api, make, asked, worker
):
    inquiry = await asked()
    await act(api, inquiry, "answer", ANSWER, "clerk")
    reply = await act(api, inquiry, "opinion", {"satisfied": False, "reason": "没说多少盏"})
    assert (reply.json["state"], reply.json["levels"]) == ("open", ["overseer"])
    assert await told(make, "overseer", worker) == ["inquiry.objected"]
    assert (await act(api, inquiry, "answer", ANSWER, "clerk")).code == "not_your_inquiry"
    assert (await act(api, inquiry, "answer", ANSWER, "overseer")).status == 200
    again = await act(api, inquiry, "opinion", {"satisfied": False})
    assert (again.status, again.code) == (409, "objected_before")
    settled = await act(api, inquiry, "opinion", {"satisfied": True})
    assert settled.json["state"] == "settled"


async def test_who_objects_to_the_township_is_answered_by_the_county_which_finds_it_in_its_lists(
    api, make, asked, worker
):
    await make.the("county")
    inquiry = await asked(DOUBT)
    assert await desk(api, "county") == []
    await act(api, inquiry, "answer", UNTRUE | {"verdict": "true"}, "monitor")
    reply = await act(api, inquiry, "opinion", {"satisfied": False})
    assert reply.json["levels"] == ["county"]
    for place in (VILLAGE, TOWNSHIP, COUNTY):
        assert [one["id"] for one in await desk(api, "county", place)] == [inquiry["id"]]
    assert await desk(api, "county", OTHER_TOWNSHIP) == []
    answered = await act(api, inquiry, "answer", UNTRUE, "county")
    assert [answer["verdict"] for answer in answered.json["answers"]] == ["true", "untrue"]


async def test_above_the_county_there_is_nobody_to_object_to(api, make, asked, store):
    await make.the("county")
    for monitor in await store.accounts.holding("monitor", TOWNSHIP):
        await store.accounts.close(monitor)
    overseer = await make.the("overseer")
    await store.accounts.close(overseer)
    api.server.forget()
    inquiry = await asked(DOUBT)
    assert inquiry["levels"] == ["county"]
    await act(api, inquiry, "answer", UNTRUE, "county")
    refused = await act(api, inquiry, "opinion", {"satisfied": False})
    assert (refused.status, refused.code) == (409, "no_level_above")


async def test_nobody_answers_their_own_question_nor_speaks_for_its_asker(api, make, asked, store):
    clerk = await make.the("clerk")
    inquiry = await asked()
    await store.inquiries.raw.update_one({"_id": id_of(inquiry)}, {"$set": {"asker": clerk.id}})
    assert (await act(api, inquiry, "answer", ANSWER, "clerk")).code == "own_inquiry"
    assert (await act(api, inquiry, "opinion", {"satisfied": True}, "secretary")).status == 403
    assert (await act(api, inquiry, "withdrawal", None, "monitor")).status == 404


async def test_of_two_answers_at_once_one_is_kept(api, make, asked, store):
    inquiry = await asked()
    await make.token("clerk"), await make.token("secretary")
    replies = await asyncio.gather(
        *(act(api, inquiry, "answer", ANSWER, role) for role in ("clerk", "secretary"))
    )
    assert sorted(reply.status for reply in replies) == [200, 409]
    assert len((await store.inquiries.get(id_of(inquiry))).answers) == 1
