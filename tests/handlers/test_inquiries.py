"""Inquiries as people see them: asked about a line, answered beside it, private, taken back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.bindings import Binding
from tests.factories import NEIGHBOUR, VILLAGE
from tests.inquiries import ANSWER, ASKED, LAMP, act, beside, desk, id_of, told

pytestmark = pytest.mark.usefixtures("peopled")


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
    chain = (await store.disclosures.get(id_of({"id": inquiry["disclosure"]}))).chain
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
    left = [await store.inquiries.get(id_of(one)) for one in (public, private)]
    assert [one.asker for one in left] == [None, None]
    assert (left[0].text, "路灯" in left[1].text) == (ASKED["text"], False)
