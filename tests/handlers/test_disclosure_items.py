"""An item's form: typed, asked for in full when it is handed in, begun from the period before."""

from __future__ import annotations

import pytest
from bson import ObjectId

from models.catalogue.readiness import period_before
from models.disclosures import Column, Entry, FieldValue, Meeting, Table
from tests.factories import VILLAGE
from tests.uploads import upload

BOARD = f"/villages/{VILLAGE}/disclosures"
ENTRY = {"on": "2026-08-03", "way": "income", "amount": 5_000, "subject": "山林租金"}
F01 = {
    "category": "finance",
    "item": "F01",
    "title": "三季度收支",
    "period": "2026Q3",
    "fields": {"制表人": "李会计", "审核人(民主理财)": "王监委"},
    "opening": 100_000,
    "closing": 105_000,
    "entries": [ENTRY],
}
MEETING = {
    "kind": "representatives",
    "on": "2026-08-01",
    "expected": 30,
    "present": 20,
    "votes_for": 11,
    "votes_against": 9,
}


async def draft(api, body):
    reply = await api("POST", BOARD, body, role="clerk")
    assert reply.status == 201, reply.json
    return f"/disclosures/{reply.json['id']}"


async def submit(api, path, version=1):
    return await api("POST", f"{path}/submission", {"version": version}, role="clerk")


async def test_the_form_of_an_item_names_its_elements_with_their_types(api, make):
    await make.village()
    path = f"/villages/{VILLAGE}/items/V19/form"
    form = (await api("GET", path, role="clerk")).json
    assert [(e["name"], e["place"], e["type"]) for e in form["elements"]] == [
        ("对象(脱敏)", "table", "person"),
        ("金额", "table", "amount"),
        ("起始月", "table", "text"),
    ]
    assert (form["previous"], form["needs_meeting"]) == (None, False)
    assert (await api("GET", path, role="villager")).status == 403
    assert (await api("GET", path.replace("V19", "V99"), role="clerk")).status == 404


async def test_an_element_that_the_county_adds_is_asked_for_too(api, make, store):
    await make.village()
    body = {
        "more_elements": ["公示照片说明"],
        "from_on": store.obligations.today,
        "note": "便于核对",
    }
    added = await api("PUT", "/divisions/330825/catalogue/V10", body, role="county")
    assert added.status == 200, added.json
    fields = {"事项": "修路", "内容": "修村口的路", "依据": "村规民约"}
    body = {"category": "village", "item": "V10", "title": "修路", "period": "2026Q3"}
    path = await draft(api, body | {"fields": fields})
    refused = await submit(api, path)
    assert (refused.status, refused.paths) == (422, ["body.fields.公示照片说明"])


async def test_what_is_missing_stops_the_handing_in_but_not_the_saving(api, make):
    await make.village()
    path = await draft(api, F01 | {"fields": {"制表人": "李会计"}, "closing": None})
    refused = await submit(api, path)
    assert refused.status == 422
    assert sorted(refused.paths) == ["body.closing", "body.fields.审核人(民主理财)"]
    checks = (await api("GET", f"{path}/checks", role="overseer")).json
    assert sorted(p["path"] for p in checks["problems"]) == sorted(refused.paths)
    whole = F01 | {"version": 1}
    assert (await api("PUT", f"{path}/source", whole, role="clerk")).status == 200
    assert (await api("GET", f"{path}/checks", role="overseer")).json["problems"] == []
    assert (await submit(api, path, 2)).status == 201


async def test_values_of_the_wrong_type_are_refused_at_once_each_at_its_path(api, make):
    await make.village()
    body = {"category": "village", "item": "V19", "title": "低保审批", "period": "2026-08-01"}
    rows = [{"金额": "12.00", "对象(脱敏)": 7}, {"起始月": "8月", "名次": "1"}]
    reply = await api("POST", BOARD, body | {"rows": rows}, role="clerk")
    assert reply.status == 422
    assert sorted(reply.paths) == [
        "body.rows.0.对象(脱敏)",
        "body.rows.0.金额",
        "body.rows.1.名次",
    ]


async def test_fields_of_no_item_are_unknown(api, make):
    await make.village()
    body = {"category": "village", "title": "公开", "period": "2026Q3", "fields": {"甲": "乙"}}
    reply = await api("POST", BOARD, body, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.fields.甲"])


async def test_pictures_of_a_field_belong_to_the_disclosure(api, make, store):
    await make.village()
    picture = await upload(store, await make.the("clerk"))
    fields = {"报告全文": "年度报告", "报表": [{"media": str(picture), "caption": "资产负债表"}]}
    body = {"category": "finance", "item": "F09", "title": "年度报告", "period": "2025"}
    path = await draft(api, body | {"fields": fields})
    assert (await store.media.get(picture)).about == path.removeprefix("/")
    unknown = {"报表": [{"media": "f" * 24, "caption": ""}]}
    other = body | {"fields": unknown, "period": "2024"}
    reply = await api("POST", BOARD, other, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.fields.报表.0.media"])


@pytest.mark.parametrize(
    ("closing", "said"), [(105_001, "0.01"), (99_000, "60.00"), (104_999, "0.01")]
)
async def test_money_that_does_not_add_up_is_refused_with_the_difference(api, make, closing, said):
    await make.village()
    path = await draft(api, F01 | {"closing": closing})
    refused = await submit(api, path)
    assert (refused.status, refused.paths) == (422, ["body.closing"])
    assert f"{said} 元" in refused.json["errors"][0]["message"]


async def test_a_period_opens_with_what_the_one_before_closed_with_or_says_why(api, make, store):
    await make.village()
    await make.disclosure(item="F01", period="2026Q2", closing=99_999)
    path = await draft(api, F01)
    refused = await submit(api, path)
    assert (refused.status, refused.paths) == (422, ["body.opening"])
    reason = F01 | {"continuity_reason": "上季度一笔利息漏记", "version": 1}
    await api("PUT", f"{path}/source", reason, role="clerk")
    assert (await submit(api, path, 2)).status == 201


async def test_a_voucher_number_stands_in_one_line_only(api, make):
    await make.village()
    lines = [ENTRY | {"voucher_number": n} for n in ("8-1", "8-2", "8-1")]
    reply = await api("POST", BOARD, F01 | {"entries": lines}, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.entries.2.voucher_number"])


async def test_vouchers_that_another_disclosure_lists_are_reported(api, make):
    await make.village()
    line = Entry.model_validate(ENTRY | {"voucher_number": "8-1"})
    other = await make.disclosure("八月收支", entries=(line,))
    lines = [ENTRY | {"voucher_number": n} for n in ("8-1", "8-2")]
    path = await draft(api, F01 | {"entries": lines, "closing": 110_000})
    checks = (await api("GET", f"{path}/checks", role="overseer")).json
    (shared,) = checks["shared_vouchers"]
    assert (shared["id"], shared["numbers"]) == (str(other.id), ["8-1"])
    assert checks["problems"] == []


async def test_a_draft_begun_from_the_last_one_has_its_structure_and_not_its_facts(api, make):
    await make.village()
    old = await make.disclosure(
        "二季度收支",
        "本季度收支如下",
        item="F01",
        period="2026Q2",
        opening=1,
        closing=100_000,
        entries=(Entry.model_validate(ENTRY | {"amount": 99_999}),),
        fields=(FieldValue(name="制表人", type="name", text="李会计"),),
    )
    path = f"/villages/{VILLAGE}/items/F01"
    assert (await api("GET", f"{path}/form", role="clerk")).json["previous"] == str(old.id)
    begun = await api("POST", f"{path}/drafts", {"period": "2026Q3"}, role="clerk")
    assert (begun.status, begun.json["title"]) == (201, "财务收支情况（2026年第三季度）")
    shown = begun.json
    assert (shown["body"], shown["opening"], shown["closing"]) == ("本季度收支如下", 100_000, None)
    assert (shown["entries"], shown["fields"][0]["text"]) == ([], "李会计")


async def test_people_and_amounts_of_the_last_one_are_asked_anew(api, make):
    await make.village()
    columns = (("对象(脱敏)", "person"), ("金额", "amount"), ("起始月", "text"))
    table = Table(
        columns=tuple(Column(name=n, type=t) for n, t in columns),
        rows=(("张*", 60_000, "8月"), ("李*", 50_000, "")),
    )
    await make.disclosure("低保", category="village", item="V19", period="2026-08-01", table=table)
    path = f"/villages/{VILLAGE}/items/V19/drafts"
    begun = await api("POST", path, {"period": "2026-11-01"}, role="clerk")
    assert begun.json["table"]["rows"] == [["", "", "8月"]]


async def test_what_only_the_village_reads_is_begun_from_as_the_village_reads_it(api, make, store):
    await make.village()
    last = await make.disclosure("党费", category="party", item="P05", period="2026Q2")
    inside = last.statement.model_copy(update={"body": "本季度党费收缴情况", "closing": 7})
    change = {"$set": {"residents": inside.model_dump(exclude_none=True)}}
    await store.disclosures.raw.update_one({"_id": last.id}, change)
    path = f"/villages/{VILLAGE}/items/P05/drafts"
    begun = (await api("POST", path, {"period": "2026Q3"}, role="clerk")).json
    assert (begun["body"], begun["opening"]) == ("本季度党费收缴情况", 7)
    draft = await store.disclosures.get(ObjectId(begun["id"]))
    assert (await period_before(store.disclosures, draft)).closing == 7


async def test_what_is_out_has_nothing_in_its_way(api, make):
    await make.village()
    shown = await make.disclosure(item="F01")
    checks = await api("GET", f"/disclosures/{shown.id}/checks", role="overseer")
    assert (checks.status, checks.json["problems"]) == (200, [])


DECISION = {
    "category": "village",
    "item": "V24",
    "title": "小组决定",
    "period": "2026-08-02",
    "fields": {"决定": "山塘出租"},
}


async def test_a_decision_is_not_handed_in_without_its_meeting(api, make):
    await make.village()
    path = await draft(api, DECISION)
    refused = await submit(api, path)
    assert (refused.status, refused.paths) == (422, ["body.meeting"])


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"present": 19, "votes_for": 19, "votes_against": 0}, ["body.meeting.present"]),
        ({"votes_for": 10}, ["body.meeting.votes_for"]),
        ({"votes_against": 10}, ["body.meeting.votes_for"]),
        ({"present": 31, "votes_for": 16}, ["body.meeting.present"]),
        ({"on": "2099-01-01"}, ["body.meeting.on"]),
        ({"kind": "representatives"}, ["body.meeting.kind"]),
    ],
)
async def test_a_meeting_had_its_quorum_and_majority_by_the_rule_of_the_item(
    api, make, change, wrong
):
    await make.village()
    path = await draft(api, DECISION | {"meeting": MEETING | {"kind": "group"} | change})
    handed_in = await submit(api, path)
    assert handed_in.status == (422 if wrong else 201)
    assert (handed_in.paths if wrong else []) == wrong


async def test_what_an_edit_leaves_out_is_gone(api, make, store):
    await make.village()
    meeting = Meeting.model_validate(MEETING)
    old = await make.disclosure(published=False, opening=5, closing=5, meeting=meeting, item="F01")
    body = {"category": "finance", "title": "收支", "period": "2026Q3", "version": 1}
    await api("PUT", f"/disclosures/{old.id}/source", body, role="clerk")
    now = await store.disclosures.get(ObjectId(str(old.id)))
    assert (now.opening, now.closing, now.meeting, now.item) == (None,) * 4
