"""The gate before publication: found in place, covered or justified by two, never let through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bson import ObjectId

from handlers import publishing_gate
from models.disclosures import Column, Entry, FieldValue, Table
from models.disclosures.laying import residents_of
from models.posts import Attachment
from models.publications import digest_of
from models.publications.verifying import Verification
from tests.factories import OUTSIDE, VILLAGE
from tests.uploads import stored_file

PHONE, ID = "13800001111", "330825190203040000"
BODY = f"联系电话{PHONE}，欢迎监督。"


def at(draft):
    return f"/disclosures/{draft.id}"


async def masking(api, draft, role="clerk"):
    return (await api("GET", f"{at(draft)}/masking", role=role)).json


async def decide(api, draft, *decisions, version=1, **fields):
    body = {"version": version, "decisions": list(decisions), **fields}
    return await api("PUT", f"{at(draft)}/masking", body, role="clerk")


async def submit(api, draft, version):
    return await api("POST", f"{at(draft)}/submission", {"version": version}, role="clerk")


async def through(api, draft, version):
    """Handed in, reviewed and published: the answers."""
    submitted = await submit(api, draft, version)
    passed = await api("PUT", f"{at(draft)}/review", {"version": version + 1}, role="overseer")
    published = await api(
        "PUT", f"{at(draft)}/publication", {"version": version + 2}, role="secretary"
    )
    return submitted, passed, published


def justify(finding, reason="村委会办公电话，便于群众联系", how="justify"):
    places = {name: finding[name] for name in ("path", "start", "end")}
    return {**places, "how": how, "reason": reason}


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


async def test_a_file_is_not_downloaded_under_the_name_that_is_covered(api, make, store):
    await make.village()
    clerk, name = await make.the("clerk"), f"张三{PHONE}.pdf"
    file = await stored_file(store, clerk, name=name)
    draft = await make.disclosure(attachments=(Attachment(media=file, name=name),), published=False)
    belongs = {"about": draft.about, "division": VILLAGE, "owner": clerk.id}
    await store.media.attach([file], **belongs, kind="attachment")
    await decide(api, draft, mask_rest=True)
    await through(api, draft, 2)
    assert (await api("GET", at(draft))).json["attachments"][0]["name"] == "张*138****1111.pdf"
    loaded = await api("GET", f"/media/{file}")
    assert loaded.raw.headers["Content-Disposition"] == f'attachment; filename="{file}.pdf"'


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


async def test_what_is_covered_is_published_covered_at_its_time(api, make, store, worker, clock):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    await decide(api, draft, mask_rest=True)
    passed = await make.approvable(await store.disclosures.get(draft.id))
    soon = (store.now() + timedelta(hours=1)).isoformat()
    body = {"version": passed.version, "at": soon}
    await api("PUT", f"{at(draft)}/publication", body, role="secretary")
    clock.forward(timedelta(hours=2))
    await worker.until_idle()
    now = await store.disclosures.get(draft.id)
    assert (now.state, now.body) == ("published", "联系电话138****1111，欢迎监督。")
    assert now.original is not None


async def test_the_original_is_sealed_and_each_reading_of_it_is_logged(api, make, store):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    assert (await api("GET", f"{at(draft)}/original", role="secretary")).status == 404
    await decide(api, draft, mask_rest=True)
    await through(api, draft, 2)
    row = await store.disclosures.raw.find_one({"_id": draft.id})
    assert PHONE not in repr(row)
    assert PHONE not in repr(await store.publications.raw.find_one({"disclosure": draft.id}))
    path = f"{at(draft)}/original"
    for role in ("villager", "monitor", "county"):
        assert (await api("GET", path, role=role)).status in (403, 404)
    assert (await api("GET", path, role="overseer")).json["body"] == BODY
    read = [e for e in (await store.audit.of_area(VILLAGE)).items if e.what.endswith("original")]
    overseer = await make.the("overseer")
    assert [(e.account, e.about) for e in read] == [(overseer.id, at(draft)[1:])]


async def test_a_correction_begins_with_the_real_values_and_a_covered_one_never_replaces_them(
    api, make, store
):
    await make.village()
    draft = await make.disclosure(body=BODY, published=False)
    await decide(api, draft, mask_rest=True)
    await through(api, draft, 2)
    begun = await api("POST", f"{at(draft)}/revisions", {"reason": "标题有误"}, role="clerk")
    assert begun.json["body"] == BODY
    path = f"/disclosures/{begun.json['id']}"
    covered = (await api("GET", f"{at(draft)}/source", role="clerk")).json["body"]
    form = {"category": "finance", "title": "更正后的收支", "period": "2026Q3", "version": 1}
    edit = await api("PUT", f"{path}/source", form | {"body": f"{covered}谢谢"}, role="clerk")
    assert edit.json["body"] == f"{BODY}谢谢"
    assert (await masking(api, await store.disclosures.get(ObjectId(begun.json["id"]))))[
        "undecided"
    ] == 0


async def test_a_covered_value_that_could_be_two_is_asked_about(api, make):
    await make.village()
    draft = await make.disclosure(body=f"{BODY}或13899991111。", published=False)
    form = {"category": "finance", "title": "三季度收支", "period": "2026Q3", "version": 1}
    reply = await api(
        "PUT", f"{at(draft)}/source", form | {"body": "请打138****1111"}, role="clerk"
    )
    assert (reply.status, reply.json["errors"][0]["code"]) == (422, "covered_value")


async def test_names_may_be_for_residents_and_phones_beside_them_stay_covered(api, make, store):
    await make.village()
    table = Table(
        columns=(Column(name="户主", type="person"), Column(name="电话", type="phone")),
        rows=(("张三丰", PHONE),),
    )
    draft = await make.disclosure("补助名单", table=table, published=False)
    name, _ = (await masking(api, draft))["findings"]
    law = "《村民委员会组织法》第三十五条要求公布"
    decided = await decide(api, draft, justify(name, law, "residents"), mask_rest=True)
    assert (decided.json["undecided"], decided.json["unconfirmed"]) == (0, 1)
    await submit(api, draft, 2)
    await api("PUT", f"{at(draft)}/masking/confirmation", {"version": 3}, role="overseer")
    await api("PUT", f"{at(draft)}/review", {"version": 4}, role="overseer")
    await api("PUT", f"{at(draft)}/publication", {"version": 5}, role="secretary")
    public = await store.disclosures.get(draft.id)
    assert public.table.rows == (("张**", "138****1111"),)
    inside = await api("GET", f"{at(draft)}/for-residents", role="villager")
    assert inside.status == 200
    assert public.for_residents().table.rows == (("张三丰", "138****1111"),)
    outsider = await api("GET", f"{at(draft)}/for-residents", role="villager", division=OUTSIDE)
    assert outsider.status == 404
    # Whoever tries name after name against the open hash of the residents' copy finds none.
    link = (await api("GET", f"{at(draft)}/proof")).json["link"]
    assert link["residents_sha256"] not in (None, digest_of(residents_of(public)))
    assert await Verification(store).village(VILLAGE) is None


async def test_what_the_catalogue_keeps_inside_the_village_is_told_outside_by_its_title_only(
    api, make, store
):
    await make.village()
    clerk = await make.the("clerk")
    voucher = await stored_file(store, clerk)
    draft = await make.disclosure(
        "低保审批结果",
        "本季度新增两户。",
        item="V19",
        category="village",
        attachments=(Attachment(media=voucher, name="名单.pdf"),),
        published=False,
    )
    belongs = {"about": draft.about, "division": VILLAGE, "owner": clerk.id}
    await store.media.attach([voucher], **belongs, kind="attachment")
    passed = await make.approvable(draft)
    body = {"version": passed.version}
    done = await api("PUT", f"{at(draft)}/publication", body, role="secretary")
    assert done.status == 200, done.json
    shown = (await api("GET", at(draft))).json
    assert shown["audience"] == "residents"
    assert (shown["title"], shown["text"], shown["attachments"]) == ("低保审批结果", "", [])
    assert not (await store.media.get(voucher)).public
    path = f"/media/{voucher}"
    assert [(await api("GET", path, role=r)).status for r in (None, "villager")] == [404, 200]
    outside = await api("GET", path, role="villager", division=OUTSIDE)
    assert outside.status == 404
    inside = (await api("GET", f"{at(draft)}/for-residents", role="villager")).json
    assert (inside["text"], len(inside["attachments"])) == ("本季度新增两户。", 1)
    link = await store.publications.of_disclosure(draft.id)
    assert (link.audience, "body" in link.content) == ("residents", False)
    assert link.residents["body"] == "本季度新增两户。"
