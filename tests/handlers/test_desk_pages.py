"""What the pages of cadres need beside the acts: what one may do, whom one may name, previews."""

from __future__ import annotations

from models.feedback.acts import REFUSALS
from tests.factories import TOWNSHIP, VILLAGE

REPORT = {"title": "路灯坏了", "text": "村口的路灯已经坏了半个月，晚上老人出门很不方便。"}


async def filed(api, text: str = REPORT["text"]) -> str:
    reply = await api("POST", f"/villages/{VILLAGE}/feedback", {"text": text}, role="villager")
    return reply.json["id"]


async def may(api, case: str, role: str) -> list[str]:
    return (await api("GET", f"/feedback/{case}", role=role)).json["may"]


async def test_a_case_says_what_its_handler_its_reporter_and_those_above_may_do(api, make):
    await make.village()
    case = await filed(api)
    assert set(await may(api, case, "villager")) == {"withdraw", "clarify"}
    assert {"accept", "answer", "transfer", "refuse"} <= set(await may(api, case, "secretary"))
    assert await may(api, case, "monitor") == ["urge"]


async def test_what_may_be_done_follows_the_state(api, make):
    await make.village()
    case = await filed(api)
    await api("POST", f"/feedback/{case}/acceptance", {}, role="secretary")
    now = await may(api, case, "secretary")
    assert "accept" not in now
    assert "ask" in now
    await api("POST", f"/feedback/{case}/answer", {"text": "明天修好。"}, role="secretary")
    assert await may(api, case, "secretary") == ["correct"]
    assert set(await may(api, case, "villager")) == {"rate", "reopen"}


async def test_every_act_that_a_case_offers_is_let_in_by_its_address(api, make):
    await make.village()
    offered = await may(api, await filed(api), "secretary")
    bodies = {
        "accept": ("acceptance", {}),
        "answer": ("answer", {"text": "明天修好。"}),
        "return": ("return", {"reason": "不属于本村"}),
        "refuse": ("refusal", {"reason": "outside_duty"}),
        "mark_complex": ("complexity", {"reason": "需要多方协调"}),
    }
    for act in set(offered) & set(bodies):
        address, body = bodies[act]
        reply = await api(
            "POST", f"/feedback/{await filed(api, REPORT['text'] + act)}/{address}", body,
            role="secretary",
        )  # fmt: skip
        assert reply.status == 200, act


async def test_the_wording_holds_every_reason_of_refusal_with_where_else_to_turn(api):
    wording = (await api("GET", "/wording")).json
    assert {one["code"]: one["says"] for one in wording["refusals"]} == REFUSALS
    assert {"code": "secretary", "says": "村支书"} in wording["desks"]
    assert "路灯" in wording["topics"]


async def test_a_village_names_its_own_officials_and_those_of_its_township(api, make):
    await make.village()
    reply = await api("GET", f"/villages/{VILLAGE}/officials", role="clerk")
    roles = {role for person in reply.json["items"] for role in person["roles"]}
    assert roles == {"secretary", "clerk", "grid_worker", "monitor"}
    outside = await api("GET", f"/villages/{VILLAGE}/officials", role="villager")
    assert outside.status == 403


async def test_a_preview_is_rendered_like_the_post_and_obeys_no_html(api, make):
    await make.village()
    body = {"body": "**停水**\n\n<script>alert(1)</script>"}
    shown = await api("POST", f"/divisions/{TOWNSHIP}/preview", body, role="monitor")
    assert "<strong>停水</strong>" in shown.json["html"]
    assert "<script" not in shown.json["html"]
    assert "停水" in shown.json["text"]
