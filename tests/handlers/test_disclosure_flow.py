"""From the draft to the board: three people, one after the other, and reasons bound to fields."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from models.disclosures import Hand
from models.disclosures.diagram import BEGIN, END, README, section
from models.disclosures.flow import ACTS, STATES
from models.disclosures.laying import as_written
from models.errors import Conflict, Forbidden
from tests.disclosures import at, submit
from tests.factories import OTHER_TOWNSHIP, POSTING, VILLAGE


def test_the_chapter_shows_the_acts_of_the_code():
    shown = README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown == section(), "run: python -m models.disclosures.diagram"


async def test_every_step_is_an_entry_with_who_when_from_where_to_where(api, make):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    await api("PUT", f"{at(draft)}/review", {"version": 2, "note": "账实相符"}, role="overseer")
    approved = await api("PUT", f"{at(draft)}/publication", {"version": 3}, role="secretary")
    assert approved.status == 200
    steps = [(s["act"], s["role"], s["before"], s["after"]) for s in approved.json["steps"]]
    assert steps == [
        ("submit", "clerk", "draft", "review"),
        ("pass", "overseer", "review", "approval"),
        ("publish", "secretary", "approval", "published"),
    ]
    assert approved.json["steps"][1]["note"] == "账实相符"
    assert len({s["by"] for s in approved.json["steps"]}) == 3
    assert all(s["at"] for s in approved.json["steps"])


async def test_readers_see_that_it_was_checked_and_when_and_not_by_whom(api, make, store):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    back = {"version": 2, "remarks": [{"path": "body", "reason": "再核一次"}]}
    await api("POST", f"{at(draft)}/remarks", back, role="overseer")
    await make.published(await store.disclosures.get(draft.id))
    shown = (await api("GET", at(draft))).json["steps"]
    assert [(step["act"], step["role"]) for step in shown] == [
        ("submit", "clerk"),
        ("pass", "overseer"),
        ("publish", "secretary"),
    ]
    assert {key for step in shown for key in step} == {"act", "role", "at"}


@pytest.mark.parametrize("state", [s for s in STATES if s != "draft"])
async def test_only_a_draft_can_be_edited_or_discarded(api, make, store, state):
    draft = await make.disclosure(published=False)
    await store.disclosures.raw.update_one({"_id": draft.id}, {"$set": {"state": state}})
    body = {"category": "finance", "title": "改", "period": "2026Q3", "version": 1}
    edit = await api("PUT", f"{at(draft)}/source", {**body, "title": "改一改"}, role="clerk")
    assert (edit.status, edit.code, edit.json["state"]) == (409, "disclosure_changed", state)
    assert (await api("DELETE", at(draft), role="clerk")).status == 409


CALLS = {
    "submit": ("POST", "submission", "clerk", {}),
    "pass": ("PUT", "review", "overseer", {}),
    "publish": ("PUT", "publication", "secretary", {}),
}


@pytest.mark.parametrize("act", CALLS)
@pytest.mark.parametrize("state", STATES)
async def test_an_act_outside_of_its_states_is_refused_with_the_state_it_is_in(
    api, make, store, state, act
):
    await make.village()
    draft = await make.disclosure(published=False)
    change = {"state": state, "desk": f"overseer:{VILLAGE}"}
    await store.disclosures.raw.update_one({"_id": draft.id}, {"$set": change})
    verb, address, role, more = CALLS[act]
    reply = await api(verb, f"{at(draft)}/{address}", {"version": 1, **more}, role=role)
    if state in ACTS[act].before:
        assert (reply.status, reply.json["state"]) == (reply.status, ACTS[act].after)
    else:
        assert (reply.status, reply.json["state"]) == (409, state)


async def test_each_step_is_done_by_another_person(make, store):
    draft = await make.disclosure(published=False)
    two = await make.account("overseer")
    clerk, overseer = Hand(draft.author, "clerk"), Hand(two.id, "overseer")
    desk = f"overseer:{VILLAGE}"
    handed_in = await store.disclosures.submit(draft, clerk, version=1, desk=desk, review_days=5)
    with pytest.raises(Forbidden, match="same_person"):
        await store.disclosures.pass_on(handed_in, clerk, version=2)
    passed = await store.disclosures.pass_on(handed_in, overseer, version=2)
    for hand in (clerk, overseer):
        with pytest.raises(Forbidden, match="same_person"):
            await store.disclosures.publish(
                passed, hand, version=3, copies=as_written(passed), posting=POSTING
            )
        with pytest.raises(Forbidden, match="same_person"):
            when = store.now() + timedelta(days=1)
            await store.disclosures.schedule(passed, hand, version=3, at=when)


async def test_who_hands_in_what_another_wrote_answers_for_it_too(make, store):
    draft = await make.disclosure(published=False)
    hand = Hand((await make.account("clerk")).id, "clerk")
    desk = f"overseer:{VILLAGE}"
    handed_in = await store.disclosures.submit(draft, hand, version=1, desk=desk, review_days=5)
    with pytest.raises(Forbidden, match="same_person"):
        await store.disclosures.pass_on(handed_in, hand, version=2)


async def test_it_comes_back_with_reasons_that_name_fields_and_goes_again(api, make, store):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    remarks = [{"path": "body.title", "reason": "标题要写明季度"}]
    body = {"version": 2, "remarks": remarks}
    back = await api("POST", f"{at(draft)}/remarks", body, role="overseer")
    assert (back.status, back.json["state"], back.json["desk"]) == (
        201,
        "draft",
        f"clerk:{VILLAGE}",
    )
    (remark,) = back.json["remarks"]
    assert (remark["path"], remark["reason"]) == ("body.title", "标题要写明季度")
    assert remark["by"] == str((await make.the("overseer")).id)
    again = await submit(api, draft, version=3)
    assert (again.status, again.json["remarks"]) == (201, [])
    assert [step["act"] for step in again.json["steps"]] == ["submit", "send_back", "submit"]


@pytest.mark.parametrize(
    "path", ["body.nothing", "body.entries.7.amount", "body.tokens", "body.fields.没有", "title"]
)
async def test_a_reason_names_a_place_that_is_there(api, make, path):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    body = {"version": 2, "remarks": [{"path": path, "reason": "请核实"}]}
    back = await api("POST", f"{at(draft)}/remarks", body, role="overseer")
    assert (back.status, back.paths[0]) == (422, "body.remarks.0.path")


async def test_the_secretary_sends_back_what_is_reviewed_and_the_overseer_no_more(api, make):
    await make.village()
    draft = await make.approvable(await make.disclosure(published=False))
    body = {"version": 3, "remarks": [{"path": "body", "reason": "再核一次"}]}
    late = await api("POST", f"{at(draft)}/remarks", body, role="overseer")
    assert (late.status, late.code) == (403, "not_your_turn")
    back = await api("POST", f"{at(draft)}/remarks", body, role="secretary")
    assert (back.status, back.json["state"], back.json["reviewer"]) == (201, "draft", None)


async def test_of_two_at_once_one_wins_and_the_other_hears_the_new_state(api, make):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    back = {"version": 2, "remarks": [{"path": "body", "reason": "再核一次"}]}
    replies = await asyncio.gather(
        api("PUT", f"{at(draft)}/review", {"version": 2}, role="overseer"),
        api("POST", f"{at(draft)}/remarks", back, role="overseer"),
    )
    won, lost = sorted(replies, key=lambda reply: reply.status)
    assert (lost.status, lost.code) == (409, "disclosure_changed")
    assert lost.json["state"] == won.json["state"]


async def test_everybody_finds_what_waits_for_them_the_longest_first(api, make, clock):
    await make.village()
    drafts = []
    for _ in range(3):
        drafts.append(await make.disclosure(published=False))
        await submit(api, drafts[-1])
        clock.forward(timedelta(minutes=1))
    passed = await api("PUT", f"{at(drafts[0])}/review", {"version": 2}, role="overseer")
    assert passed.status == 200

    async def waiting(role):
        items = (await api("GET", "/disclosures/waiting", role=role)).json["items"]
        return [item["id"] for item in items]

    assert await waiting("overseer") == [str(drafts[1].id), str(drafts[2].id)]
    assert await waiting("secretary") == [str(drafts[0].id)]
    assert await waiting("clerk") == await waiting("monitor") == await waiting("villager") == []


async def test_where_there_is_no_overseer_the_township_reviews(api, make):
    await make.divisions()
    draft = await make.disclosure(published=False)
    assert (await submit(api, draft)).json["desk"].startswith("monitor:")
    review = f"{at(draft)}/review"
    other = await api("PUT", review, {"version": 2}, role="monitor", division=OTHER_TOWNSHIP)
    assert other.status == 404
    done = await api("PUT", review, {"version": 2}, role="monitor")
    assert (done.status, done.json["steps"][-1]["role"]) == (200, "monitor")


async def test_where_there_is_one_the_township_waits_its_turn(api, make):
    await make.village()
    draft = await make.disclosure(published=False)
    await submit(api, draft)
    early = await api("PUT", f"{at(draft)}/review", {"version": 2}, role="monitor")
    assert (early.status, early.code) == (403, "not_your_turn")


async def test_a_stale_view_of_it_changes_nothing(make, store):
    draft = await make.disclosure(published=False)
    await make.approvable(draft)
    with pytest.raises(Conflict, match="disclosure_changed"):
        await make.approvable(draft)
