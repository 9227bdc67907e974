"""Inquiries: asked about a line, answered beside it, brought up by silence, never in own cause."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from bson import ObjectId

from models.bindings import Binding
from server.inquiries import InquiryWork
from tests.factories import COUNTY, NEIGHBOUR, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE

LAMP = {"on": "2026-08-03", "way": "expense", "amount": 120_000, "subject": "路灯维修"}
ASKED = {"text": "这笔路灯维修是哪家做的？", "line": 1}
DOUBT = {"kind": "challenge", "text": "村里八月根本没有修过路灯", "line": 1}
ANSWER = {"text": "由镇上电工站承修，共修八盏。"}
UNTRUE = {"text": "经核实，该笔支出没有发生。", "verdict": "untrue"}


@pytest.fixture
def asked(api, make):
    """A published disclosure, and what a villager asks about it: the inquiry."""

    async def one(body=ASKED, **fields):
        disclosure = await make.disclosure(entries=(LAMP | fields,))
        path = f"/disclosures/{disclosure.id}/inquiries"
        reply = await api("POST", path, body, role="villager")
        assert reply.status == 201, reply.json
        return reply.json

    return one


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


@pytest.fixture
def passed(api, worker):
    """The monitor passes what waits for a person."""

    async def one(passed=True):
        await worker.until_idle()
        queue = await api("GET", f"/divisions/{VILLAGE}/checks", role="monitor")
        for check in queue.json["items"]:
            said = {"passed": passed, "reason": "不宜公开"}
            await api("POST", f"/checks/{check['id']}/decision", said, role="monitor")
        await worker.until_idle()

    return one


def _id(inquiry):
    return ObjectId(inquiry["id"])


async def beside(api, inquiry, query=""):
    api.server.forget()
    return (await api("GET", f"/disclosures/{inquiry['disclosure']}/inquiries{query}")).json[
        "items"
    ]


async def desk(api, role, division=VILLAGE, **query):
    return (await api("GET", f"/divisions/{division}/inquiries", role=role)).json["items"]


async def act(api, inquiry, what, body=None, role="villager", **more):
    return await api("POST", f"/inquiries/{inquiry['id']}/{what}", body or {}, role=role, **more)


async def told(make, role, worker):
    """The kinds of messages that the role's account has about inquiries."""
    await worker.until_idle()
    page = await make.store.messages.of_account((await make.the(role)).id)
    return [message.kind for message in page.items if message.kind.startswith("inquiry")]


async def test_an_answer_stands_beside_the_line_for_all_once_the_question_has_passed(
    api, asked, passed
):
    inquiry = await asked()
    assert await beside(api, inquiry) == []
    await passed()
    (open_one,) = await beside(api, inquiry, "?line=1")
    assert (open_one["subject"], open_one["state"], open_one["answers"]) == (
        "路灯维修", "open", [],
    )  # fmt: skip
    assert (await act(api, inquiry, "answer", ANSWER, "clerk")).status == 200
    (shown,) = await beside(api, inquiry)
    assert [answer["text"] for answer in shown["answers"]] == [ANSWER["text"]]
    assert await beside(api, inquiry, "?line=2") == []


async def test_a_question_that_fails_the_check_is_answered_but_shown_to_nobody_else(
    api, asked, passed
):
    inquiry = await asked()
    await passed(passed=False)
    assert (await act(api, inquiry, "answer", ANSWER, "clerk")).json["check"] == "refused"
    assert await beside(api, inquiry) == []
    mine = (await api("GET", f"/inquiries/{inquiry['id']}", role="villager")).json
    assert mine["answers"][0]["text"] == ANSWER["text"]


async def test_a_private_question_is_seen_by_its_asker_and_its_desk_alone(api, asked, passed):
    inquiry = await asked(ASKED | {"visibility": "private"})
    await passed()
    await act(api, inquiry, "answer", ANSWER, "secretary")
    assert await beside(api, inquiry) == []
    path = f"/inquiries/{inquiry['id']}"
    seen = {
        role: (await api("GET", path, role=role)).status
        for role in ("villager", "clerk", "secretary", "overseer", "monitor", "grid_worker")
    }
    assert seen == {
        "villager": 200, "clerk": 200, "secretary": 200,
        "overseer": 404, "monitor": 404, "grid_worker": 404,
    }  # fmt: skip
    assert (await api("GET", path, role="clerk", division=NEIGHBOUR)).status == 404


async def test_who_asked_is_told_to_who_handles_it_and_stands_in_nothing_public(
    api, make, asked, passed
):
    asker = await make.the("villager")
    wish = Binding(
        division=VILLAGE, account=asker.id, name="江南雨", state="confirmed",
        created_at=make.store.now(),
    )  # fmt: skip
    await make.store.bindings.raw.insert_one(wish.to_row())
    inquiry = await asked()
    await passed()
    handled = (await api("GET", f"/inquiries/{inquiry['id']}", role="clerk")).json
    assert handled["asker_name"] == "江南雨"
    (shown,) = await beside(api, inquiry)
    for public in (shown, await desk(api, "clerk")):
        assert "江南雨" not in str(public)
        assert str(asker.id) not in str(public)


async def test_personal_data_of_a_question_is_covered_before_anybody_reads_it(api, asked, passed):
    inquiry = await asked(ASKED | {"text": "钱是不是打给了13800001111这个人？"})
    await passed()
    (shown,) = await beside(api, inquiry)
    assert shown["text"] == "钱是不是打给了138****1111这个人？"


async def test_a_public_answer_with_personal_data_is_refused_until_it_is_covered(
    api, asked, passed
):
    inquiry, answer = await asked(), {"text": "请联系电工13900002222。"}
    await passed()
    refused = await act(api, inquiry, "answer", answer, "clerk")
    assert (refused.status, refused.paths) == (422, ["body.text"])
    assert "13900002222" not in str(refused.json)
    kept = await act(api, inquiry, "answer", answer | {"mask": True}, "clerk")
    assert kept.json["answers"][0]["text"] == answer["text"]
    (shown,) = await beside(api, inquiry)
    assert shown["answers"][0]["text"] == "请联系电工139****2222。"


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
    stored = await make.store.inquiries.get(_id(inquiry))
    assert [one.what for one in stored.acts] == [
        "reminded", "went_up", "reminded", "went_up", "reminded", "overdue",
    ]  # fmt: skip
    assert (stored.alarm_at, stored.levels) == (None, ("village", "overseer", "township"))


async def test_two_workers_that_look_at_once_remind_once(make, asked, settings, worker, clock):
    inquiry = await asked()
    clock.forward(timedelta(days=8))
    works = [InquiryWork(make.store, settings.inquiries) for _ in range(3)]
    assert sum(await asyncio.gather(*(work.look() for work in works))) == 1
    assert len((await make.store.inquiries.get(_id(inquiry))).acts) == 1
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
    assert (await store.inquiries.get(_id(inquiry))).levels == ("village", "township")


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
    await store.inquiries.raw.update_one({"_id": _id(inquiry)}, {"$set": {"asker": clerk.id}})
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
    assert len((await store.inquiries.get(_id(inquiry))).answers) == 1


async def test_only_a_villager_of_the_village_asks_and_only_about_what_is_out(api, make):
    out, draft = await make.disclosure(), await make.disclosure(published=False)
    body = {"text": "这笔钱去哪里了？"}
    replies = {
        (role, place): (
            await api("POST", f"/disclosures/{out.id}/inquiries", body, role=role, division=place)
        ).status
        for role, place in (("villager", NEIGHBOUR), ("clerk", VILLAGE), ("monitor", VILLAGE))
    }
    assert list(replies.values()) == [404, 403, 403]
    assert (await api("POST", f"/disclosures/{out.id}/inquiries", body)).status == 401
    hidden = await api("POST", f"/disclosures/{draft.id}/inquiries", body, role="villager")
    assert hidden.status == 404
    assert (await api("GET", f"/disclosures/{draft.id}/inquiries")).status == 404


async def test_a_line_that_is_not_there_cannot_be_asked_about(api, make):
    disclosure = await make.disclosure(entries=(LAMP,))
    path = f"/disclosures/{disclosure.id}/inquiries"
    for line, status in ((2, 422), (0, 422), (1, 201)):
        reply = await api("POST", path, ASKED | {"line": line}, role="villager")
        assert reply.status == status


async def test_what_only_residents_may_read_is_asked_about_in_private_alone(api, make, store):
    inside = await make.disclosure(entries=(LAMP,))
    change = {"$set": {"audience": "residents", "entries": [], "residents": statement_of(inside)}}
    await store.disclosures.raw.update_one({"_id": inside.id}, change)
    path = f"/disclosures/{inside.id}/inquiries"
    refused = await api("POST", path, ASKED, role="villager")
    assert (refused.status, refused.paths) == (422, ["body.visibility"])
    private = await api("POST", path, ASKED | {"visibility": "private"}, role="villager")
    assert (private.status, private.json["subject"]) == (201, "")


def statement_of(disclosure):
    return disclosure.statement.model_dump(exclude_none=True)


async def test_a_question_that_is_sent_again_after_a_lost_answer_is_the_same(
    api, make, asked, worker, settings
):
    inquiry = await asked()
    path = f"/disclosures/{inquiry['disclosure']}/inquiries"
    again = [api("POST", path, ASKED, role="villager") for _ in range(settings.inquiries_per_day)]
    assert {reply.json["id"] for reply in await asyncio.gather(*again)} == {inquiry["id"]}
    assert await told(make, "clerk", worker) == ["inquiry.asked"]


async def test_a_person_waits_for_one_answer_at_a_place_and_a_day_has_so_many_questions(
    api, make, asked, settings
):
    inquiry = await asked()
    path = f"/disclosures/{inquiry['disclosure']}/inquiries"
    other = await api("POST", path, ASKED | {"text": "换一种问法"}, role="villager")
    assert (other.status, other.code) == (409, "inquiry_open")
    for _ in range(settings.inquiries_per_day - 1):
        await asked()
    other = await make.disclosure()
    path = f"/disclosures/{other.id}/inquiries"
    full = await api("POST", path, {"text": "还有一个问题"}, role="villager")
    assert (full.status, full.code) == (429, "daily_limit")
    assert int(full.raw.headers["Retry-After"]) > 3600


async def test_what_was_taken_back_is_shown_and_answered_no_more(api, asked, passed, worker, clock):
    inquiry = await asked()
    await passed()
    assert len(await beside(api, inquiry)) == 1
    assert (await act(api, inquiry, "withdrawal")).json["state"] == "withdrawn"
    assert await beside(api, inquiry) == []
    late = await act(api, inquiry, "answer", ANSWER, "clerk")
    assert (late.status, late.json["state"]) == (409, "withdrawn")
    clock.forward(timedelta(days=30))
    await worker.until_idle()


async def test_questions_of_an_earlier_revision_stay_beside_the_corrected_one(
    api, make, asked, passed, store
):
    inquiry = await asked()
    await passed()
    corrected = await make.disclosure()
    chain = (await store.disclosures.get(_id({"id": inquiry["disclosure"]}))).chain
    await store.disclosures.raw.update_one(
        {"_id": corrected.id}, {"$set": {"chain": chain, "revision": 2}}
    )
    (shown,) = await beside(api, {"disclosure": str(corrected.id)})
    assert (shown["id"], shown["revision"], shown["line"]) == (inquiry["id"], 1, 1)


async def test_my_inquiries_are_listed_and_leave_with_me(api, make, asked, passed, store):
    public = await asked()
    private = await asked(ASKED | {"visibility": "private"})
    await passed()
    mine = (await api("GET", "/me/inquiries", role="villager")).json["items"]
    assert [one["id"] for one in mine] == [private["id"], public["id"]]
    exported = (await api("GET", "/me/export", role="villager")).json["data"]["inquiries"]
    assert len(exported) == 2
    assert (await api("DELETE", "/me?confirm=erase", role="villager")).status == 204
    left = [await store.inquiries.get(_id(one)) for one in (public, private)]
    assert [one.asker for one in left] == [None, None]
    assert (left[0].text, "路灯" in left[1].text) == (ASKED["text"], False)
