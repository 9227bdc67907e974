"""Talking about a case, notes about it, and templates for what is said again and again."""

from __future__ import annotations

import pytest

from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

QUESTION = {"text": "请问是哪一盏路灯？"}


@pytest.fixture
def filed(api, make):
    """Files a case; its path."""

    async def one(body=LAMP) -> str:
        await make.village()
        return f"/feedback/{(await api('POST', PATH, body, role='villager')).json['id']}"

    return one


async def test_reporter_and_secretary_talk_and_each_is_told(api, make, filed, worker):
    case = await filed()
    await worker.until_idle()
    asked = await api("POST", f"{case}/talk", QUESTION, role="secretary")
    replied = await api("POST", f"{case}/talk", {"text": "小卖部门口那盏。"}, role="villager")
    assert (asked.json["side"], replied.json["side"]) == ("handler", "reporter")
    talk = (await api("GET", f"{case}/talk", role="villager")).json["items"]
    assert [line["text"] for line in talk] == [QUESTION["text"], "小卖部门口那盏。"]
    await worker.until_idle()
    for role in ("villager", "secretary"):
        page = await make.store.messages.of_account((await make.the(role)).id)
        assert [m.kind for m in page.items].count("feedback.remark") == 1


async def test_a_note_is_never_shown_to_the_reporter(api, filed):
    case = await filed()
    await api("POST", f"{case}/notes", {"text": "先核实电费账户"}, role="secretary")
    assert (await api("GET", f"{case}/talk", role="villager")).json["items"] == []
    assert (await api("GET", f"{case}/notes", role="villager")).status == 403
    notes = (await api("GET", f"{case}/notes", role="monitor")).json["items"]
    assert [note["text"] for note in notes] == ["先核实电费账户"]


async def test_who_does_not_have_the_case_does_not_speak_in_it(api, filed):
    case = await filed()
    assert (await api("POST", f"{case}/talk", QUESTION, role="monitor")).code == "not_your_case"
    assert (await api("POST", f"{case}/talk", QUESTION, role="clerk")).status == 404


async def test_the_talk_of_a_complaint_about_cadres_is_closed_to_them(api, filed):
    case = await filed(GRAFT)
    assert (await api("POST", f"{case}/talk", QUESTION, role="monitor")).status == 201
    for path in ("talk", "notes"):
        assert (await api("GET", f"{case}/{path}", role="secretary")).status == 404


TEMPLATE = {
    "step": "answer",
    "topic": "路灯",
    "title": "路灯报修",
    "text": "您好，{village}的{topic}问题（{case_no}）已报修，请拨打{place}查询。—{me}",
}


async def test_a_template_of_the_township_is_offered_filled_in_for_a_villages_case(
    api, make, filed
):
    case = await filed()
    made = await api("POST", f"/divisions/{TOWNSHIP}/templates", TEMPLATE, role="monitor")
    assert made.status == 201
    (offered,) = (await api("GET", f"{case}/templates?step=answer", role="secretary")).json["items"]
    name = (await make.the("secretary")).name
    number = (await api("GET", case, role="secretary")).json["case_no"]
    assert offered["text"] == f"您好，前村的路灯问题（{number}）已报修，请拨打____查询。—{name}"


async def test_a_template_names_only_what_can_be_filled(api, make):
    await make.village()
    bad = TEMPLATE | {"text": "您好{phone}"}
    reply = await api("POST", f"/divisions/{VILLAGE}/templates", bad, role="secretary")
    assert reply.json["errors"][0]["code"] == "place_unknown"


async def test_a_template_is_listed_and_removed_by_its_division_alone(api, make):
    await make.village()
    path = f"/divisions/{VILLAGE}/templates"
    made = (await api("POST", path, TEMPLATE, role="clerk")).json
    listed = (await api("GET", f"{path}?step=answer", role="secretary")).json["items"]
    assert [t["id"] for t in listed] == [made["id"]]
    outside = await api(
        "DELETE", f"/templates/{made['id']}", role="secretary", division="330825102201"
    )
    assert outside.status == 404
    assert (await api("DELETE", f"/templates/{made['id']}", role="secretary")).status == 204
