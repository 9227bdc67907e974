"""Filing feedback: tagged by its words, routed with a reason, stored once."""

from __future__ import annotations

import asyncio
from datetime import datetime

from tests.factories import OUTSIDE, VILLAGE
from tests.pictures import encoded, form, photo

LAMP = {
    "title": "路灯坏了",
    "text": "村口的路灯已经坏了半个月，晚上老人出门很不方便，希望尽快维修。",
}
GRAFT = {
    "title": "举报村支书",
    "text": "我们村的村支书把集体的钱私分了，账目从来不公开，请上级查一查。",
}
DANGER = {
    "title": "房子要塌了",
    "text": "我家隔壁的老房子墙体开裂，随时会倒塌，里面还住着老人，情况很危险。",
}
PATH = f"/villages/{VILLAGE}/feedback"


async def test_a_lamp_goes_to_the_secretary_and_the_words_say_why(api, make):
    await make.village()
    reply = await api("POST", PATH, LAMP, role="villager")
    assert reply.status == 201
    assert reply.json["handler"] == {"desk": f"secretary:{VILLAGE}", "title": "村支书"}
    assert "路灯" in reply.json["topics"]
    evidence = reply.json["found"]["tags"][0]["evidence"][0]
    field = {"title": LAMP["title"], "body": LAMP["text"]}[evidence["field"]]
    assert field[evidence["start"] : evidence["end"]] == evidence["text"]


async def test_case_numbers_count_up_within_a_village_and_a_day(api, make):
    await make.village()
    replies = await asyncio.gather(*(api("POST", PATH, LAMP, role="villager") for _ in range(12)))
    serials = sorted(int(reply.json["case_no"].rpartition("-")[2]) for reply in replies)
    assert serials == list(range(serials[0], serials[0] + 12))


async def test_a_complaint_about_the_secretary_never_reaches_the_secretary(api, make):
    await make.village()
    case = (await api("POST", PATH, GRAFT, role="villager")).json
    assert case["route"]["rule"] == "conflict_of_interest"
    assert case["hidden_from_village"]
    for role in ("secretary", "clerk", "grid_worker"):
        assert (await api("GET", f"/feedback/{case['id']}", role=role)).status == 404
        assert (await api("GET", "/inbox", role=role)).json["items"] == []
        area = await api("GET", f"/divisions/{VILLAGE}/feedback", role=role)
        assert area.json["items"] == []
    inbox = await api("GET", "/inbox", role="monitor")
    assert [line["id"] for line in inbox.json["items"]] == [case["id"]]


async def test_danger_goes_to_secretary_and_township_at_once(api, make):
    await make.village()
    case = (await api("POST", PATH, DANGER, role="villager")).json
    assert case["urgency"] == "emergency"
    assert case["call_first"] == ["110", "119", "120"]
    for role in ("secretary", "monitor"):
        inbox = await api("GET", "/inbox", role=role)
        assert [line["id"] for line in inbox.json["items"]] == [case["id"]]


async def test_without_a_secretary_the_township_receives_it(api, make):
    await make.divisions()
    await make.the("monitor")
    case = (await api("POST", PATH, LAMP, role="villager")).json
    assert case["route"]["rule"] == "no_secretary"
    assert case["handler"]["desk"] == "monitor:330825101"


async def test_the_secretarys_own_case_goes_to_the_township(api, make):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="secretary")).json
    assert case["route"]["rule"] == "reporter_is_secretary"


async def test_the_receipt_says_in_plain_words_who_has_it_and_by_when_it_is_answered(api, make):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    due = datetime.fromisoformat(case["due"]["answer_by"])
    said = f"{due.month}月{due.day}日{due:%H:%M}前答复"
    assert case["promise"].startswith("您的诉求已收到，由村支书办理")
    assert said in case["promise"]
    path = f"/feedback/{case['id']}"
    for end, body, role in (
        ("acceptance", {}, "secretary"),
        ("question", {"text": "哪一盏灯？"}, "secretary"),
        ("reply", {"text": "村口那盏"}, "villager"),
        ("answer", {"text": "已修好"}, "secretary"),
    ):
        after = (await api("POST", f"{path}/{end}", body, role=role)).json
        assert after["promise"] != case["promise"]


async def test_a_retry_with_the_same_key_is_the_same_case(api, make):
    await make.village()
    key = {"Idempotency-Key": "try-0001-of-this"}
    first, second = await asyncio.gather(
        *(api("POST", PATH, LAMP, role="villager", headers=key) for _ in range(2))
    )
    assert first.json["id"] == second.json["id"]
    other = await api("POST", PATH, DANGER, role="villager", headers=key)
    assert (other.status, other.code) == (409, "idempotency_mismatch")


async def test_all_mistakes_of_a_report_are_named_at_once(api, make):
    await make.village()
    bad = {"text": "短", "phone": "123", "visibility": "secret", "pictures": ["x"], "more": 1}
    reply = await api("POST", PATH, bad, role="villager")
    assert reply.status == 422
    assert set(reply.paths) == {
        "body.text", "body.phone", "body.visibility", "body.pictures.0", "body.more",
    }  # fmt: skip


async def test_an_unknown_village_is_not_found(api, make):
    await make.village()
    assert (
        await api("POST", "/villages/330825999999/feedback", LAMP, role="villager")
    ).status == 404


async def test_only_staff_may_file_for_a_walk_in(api, make):
    await make.village()
    walk_in = LAMP | {"channel": "walk_in"}
    assert (await api("POST", PATH, walk_in, role="villager")).paths == ["body.channel"]
    alone = await api("POST", PATH, walk_in, role="clerk")
    assert alone.paths == ["body.filed_for"]


async def test_the_secretary_is_told_but_the_message_says_nothing_of_the_matter(api, make, worker):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    await worker.until_idle()
    secretary = await make.the("secretary")
    page = await make.store.messages.of_account(secretary.id)
    assert [m.about for m in page.items] == [f"feedback/{case['id']}"]
    assert "路灯" not in page.items[0].text


async def test_a_preview_stores_nothing(api, make):
    await make.village()
    reply = await api("POST", f"{PATH}/preview", GRAFT, role="villager")
    assert "村干部" in reply.json["route"]
    assert (await api("GET", "/me/feedback", role="villager")).json["items"] == []


async def test_a_stranger_does_not_see_the_case(api, make):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    stranger = await make.token_of(await make.account("villager"))
    outside = await api("GET", f"/feedback/{case['id']}", role="secretary", division=OUTSIDE)
    assert outside.status == 404
    assert (await api("GET", f"/feedback/{case['id']}", token=stranger)).status == 404


async def test_the_phone_is_sealed_in_the_database_and_each_reading_is_written_down(api, make):
    await make.village()
    case = (await api("POST", PATH, LAMP | {"phone": "13800001111"}, role="villager")).json
    stored = await make.store.feedback.raw.find_one(
        {"case_no": case["case_no"], "division": VILLAGE}
    )
    assert "13800001111" not in str(stored)
    contact = await api("GET", f"/feedback/{case['id']}/contact", role="secretary")
    assert contact.json == {"phone": "13800001111", "name": None}
    entries = await make.store.audit.of_area(VILLAGE)
    assert [e.what for e in entries.items] == ["feedback.contact"]


async def picture(api) -> str:
    body, headers = form(encoded(photo()))
    sent = await api("POST", "/media", role="villager", raw_body=body, headers=headers)
    return sent.json["id"]


async def test_a_report_with_pictures_is_filed_once_however_often_it_is_sent(api, make):
    await make.village()
    body = LAMP | {"pictures": [await picture(api)]}
    key = {"Idempotency-Key": "with-a-picture-1"}
    replies = await asyncio.gather(
        *(api("POST", PATH, body, role="villager", headers=key) for _ in range(3))
    )
    again = await api("POST", PATH, body, role="villager", headers=key)
    assert {reply.json["id"] for reply in (*replies, again)} == {again.json["id"]}
    assert len((await api("GET", "/me/feedback", role="villager")).json["items"]) == 1


async def test_a_picture_that_is_taken_already_files_nothing(api, make):
    await make.village()
    body = LAMP | {"pictures": [await picture(api)]}
    await api("POST", PATH, body, role="villager")
    second = await api("POST", PATH, body, role="villager")
    assert second.paths == ["body.pictures.0"]
    assert len((await api("GET", "/me/feedback", role="villager")).json["items"]) == 1


async def test_a_case_for_a_parent_is_the_parents_too_and_needs_their_agreement(api, make):
    await make.village()
    parent = await make.account("villager")
    body = LAMP | {"on_behalf_of": str(parent.id)}
    assert (await api("POST", PATH, body, role="villager")).paths == ["body.on_behalf_of"]
    child = await make.the("villager")
    await make.delegation(child, parent)
    case = await api("POST", PATH, body, role="villager")
    theirs = await api("GET", "/me/feedback", token=await make.token_of(parent))
    assert [line["id"] for line in theirs.json["items"]] == [case.json["id"]]
