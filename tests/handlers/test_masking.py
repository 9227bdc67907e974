"""The gate before publication: found in place, covered or justified by two, never let through."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import publishing_gate
from models.disclosures import Column, Entry, FieldValue, Table
from tests.masking import BODY, ID, PHONE, at, decide, justify, masking, submit, through


async def test_a_draft_with_personal_data_is_not_handed_in_and_every_place_is_named(api, make):
    await make.village()
    entry = Entry(on="2026-08-03", way="expense", amount=5, subject="慰问", counterpart="张三")
    table = Table(columns=(Column(name="对象", type="person"),), rows=(("李四",),))
    fields = (FieldValue(name="说明", type="long", text=f"身份证{ID}"),)
    draft = await make.disclosure(
        body=BODY, entries=(entry,), table=table, fields=fields, published=False
    )
    refused = await submit(api, draft, 1)
    assert (refused.status, refused.code) == (422, "personal_data_found")
    assert refused.paths == [
        "body.body", "body.fields.说明", "body.entries.0.counterpart", "body.rows.0.对象"
    ]  # fmt: skip
    assert PHONE not in refused.raw.body.decode()
    assert ID not in refused.raw.body.decode()


async def test_a_finding_is_shown_in_its_place_and_covered_in_part(api, make):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    (found,) = (await masking(api, draft))["findings"]
    assert BODY[found["start"] : found["end"]] == PHONE
    assert (found["covered"], found["name"], found["how"]) == ("138****1111", "手机号", None)
    decided = await decide(api, draft, mask_rest=True)
    assert (decided.json["undecided"], decided.json["version"]) == (0, 2)
    replies = await through(api, draft, 2)
    assert [reply.status for reply in replies] == [201, 200, 200]
    shown = (await api("GET", at(draft))).json
    assert shown["text"] == "联系电话138****1111，欢迎监督。"
    source = await api("GET", f"{at(draft)}/source", role="clerk")
    assert PHONE not in source.raw.body.decode()


async def test_a_reason_counts_only_once_the_reviewer_has_confirmed_it(api, make):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    (found,) = (await masking(api, draft))["findings"]
    short = await decide(api, draft, justify(found, "公开"))
    assert short.paths == ["body.decisions.0.reason"]
    assert (await decide(api, draft, justify(found))).json["unconfirmed"] == 1
    assert (await submit(api, draft, 2)).status == 201
    refused = await api("PUT", f"{at(draft)}/review", {"version": 3}, role="overseer")
    assert (refused.status, refused.code) == (422, "personal_data_unconfirmed")
    confirmation = f"{at(draft)}/masking/confirmation"
    assert (await api("PUT", confirmation, {"version": 3}, role="clerk")).status == 403
    agreed = await api("PUT", confirmation, {"version": 3}, role="overseer")
    assert (agreed.json["unconfirmed"], agreed.json["version"]) == (0, 4)
    await api("PUT", f"{at(draft)}/review", {"version": 4}, role="overseer")
    done = await api("PUT", f"{at(draft)}/publication", {"version": 5}, role="secretary")
    assert done.status == 200
    assert PHONE in (await api("GET", at(draft))).json["text"]


async def test_the_township_agrees_to_no_reason_while_it_lies_with_the_overseers(api, make):
    await make.village()
    await make.the("overseer")
    draft = await make.disclosure(body=BODY, published=False)
    (found,) = (await masking(api, draft))["findings"]
    await decide(api, draft, justify(found))
    await submit(api, draft, 2)
    confirmation = f"{at(draft)}/masking/confirmation"
    early = await api("PUT", confirmation, {"version": 3}, role="monitor")
    assert (early.status, early.code) == (403, "not_your_turn")
    assert (await api("PUT", confirmation, {"version": 3}, role="overseer")).status == 200


async def test_who_wrote_in_it_does_not_confirm_it(api, make, store):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    overseer = await make.the("overseer")
    (found,) = (await masking(api, draft))["findings"]
    await decide(api, draft, justify(found))
    await submit(api, draft, 2)
    change = {"$addToSet": {"writers": overseer.id}}
    await store.disclosures.raw.update_one({"_id": draft.id}, change)
    path = f"{at(draft)}/masking/confirmation"
    refused = await api("PUT", path, {"version": 3}, role="overseer")
    assert (refused.status, refused.code) == (403, "same_person")


@pytest.mark.parametrize(
    ("body", "how", "code"),
    [
        (f"身份证{ID}", "justify", "never_shown"),
        (f"身份证{ID}", "residents", "never_shown"),
        (BODY, "residents", "only_names_inside"),
    ],
)
async def test_no_reason_shows_an_identity_card_and_residents_see_names_only(
    api, make, body, how, code
):
    await make.village()
    draft = await make.disclosure(body=body, published=False)
    (found,) = (await masking(api, draft))["findings"]
    refused = await decide(api, draft, justify(found, how=how))
    (mistake,) = refused.json["errors"]
    assert (refused.status, mistake["code"]) == (422, code)


async def test_a_number_that_marks_break_up_must_be_written_otherwise(api, make):
    await make.village()
    for body in (
        "电话 138**0000**1111",
        "电话 &#49;3800001111",
        "[电话](https://a.cn/%31%33800001111)",
    ):
        draft = await make.disclosure(body=body, published=False)
        told = await decide(api, draft, mask_rest=True)
        assert told.json["undecided"] == 1, body
        refused = await submit(api, draft, 2)
        assert refused.json["errors"][0]["code"] == "personal_data_hidden"


async def test_if_nothing_can_be_looked_through_nothing_is_published(
    api, make, store, monkeypatch, caplog
):
    await make.village()
    passed = await make.approvable(await make.disclosure(published=False))

    def broken(*arguments):
        raise MemoryError

    monkeypatch.setattr(publishing_gate, "find_all", broken)
    path, body = f"{at(passed)}/publication", {"version": passed.version}
    refused = await api("PUT", path, body, role="secretary")
    assert (refused.status, refused.code) == (503, "personal_data_unchecked")
    assert (await store.disclosures.get(passed.id)).state == "approval"
    assert (await api("GET", at(passed))).status == 404
    caplog.clear()


async def test_what_came_in_behind_the_gate_is_not_published_at_its_time_either(
    api, make, store, worker, clock
):
    await make.village()
    passed = await make.approvable(await make.disclosure(published=False))
    soon = (store.now() + timedelta(hours=1)).isoformat()
    body = {"version": passed.version, "at": soon}
    reply = await api("PUT", f"{at(passed)}/publication", body, role="secretary")
    assert reply.json["state"] == "scheduled"
    change = {"$set": {"title": f"请拨打{PHONE}"}}
    await store.disclosures.raw.update_one({"_id": passed.id}, change)
    clock.forward(timedelta(hours=2))
    await worker.until_idle()
    now = await store.disclosures.get(passed.id)
    assert (now.state, now.published_at) == ("draft", None)
    assert now.steps[-1].note.startswith("公开内容含有个人信息")


async def test_a_covered_value_that_could_be_two_is_asked_about(api, make):
    await make.village()
    draft = await make.disclosure(body=f"{BODY}或13899991111。", published=False)
    form = {"category": "finance", "title": "三季度收支", "period": "2026Q3", "version": 1}
    reply = await api(
        "PUT", f"{at(draft)}/source", form | {"body": "请打138****1111"}, role="clerk"
    )
    assert (reply.status, reply.json["errors"][0]["code"]) == (422, "covered_value")
