"""The echo wall: nothing without its reporter's word, nothing unmasked, no own cause."""

from __future__ import annotations

import asyncio

import pytest

from tests.factories import NEIGHBOUR, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

WALL = f"/villages/{VILLAGE}/echoes"
FLAG = {"reason": "untrue"}
TITLE = {"title": "村口路灯修好了"}


@pytest.fixture
def echoed(api, make, worker, store):
    """An answered case proposed for the wall by the secretary: its echo's id."""

    async def one(**fields) -> str:
        await make.village()
        body = LAMP | {"text": LAMP["text"] + "联系电话13800001111"} | fields
        case = (await api("POST", PATH, body, role="villager")).json["id"]
        answer = {"text": "已修好，电工13900002222"}
        await api("POST", f"/feedback/{case}/answer", answer, role="secretary")
        made = await api("POST", f"/feedback/{case}/echo", TITLE, role="secretary")
        assert made.status == 201
        return made.json["id"]

    return one


@pytest.fixture
def passed(api, worker):
    """The monitor passes what waits for a person."""

    async def one() -> None:
        await worker.until_idle()
        queue = await api("GET", f"/divisions/{VILLAGE}/checks", role="monitor")
        for check in queue.json["items"]:
            await api("POST", f"/checks/{check['id']}/decision", {"passed": True}, role="monitor")
        await worker.until_idle()

    return one


async def wall(api) -> list[dict]:
    return (await api("GET", WALL)).json["items"]


async def test_a_private_case_is_shown_after_its_reporter_and_the_check_agree(api, echoed, passed):
    echo = await echoed()
    await passed()
    assert await wall(api) == []
    agreed = await api("POST", f"/echoes/{echo}/consent", {"agreed": True}, role="villager")
    assert agreed.json["state"] == "checking"
    assert await wall(api) == []
    await passed()
    (shown,) = await wall(api)
    assert "138****1111" not in LAMP["text"]
    assert "13800001111" not in str(shown)
    assert "13900002222" not in str(shown)
    assert "已修好" in shown["answer"]


async def test_a_public_case_needs_the_check_alone_and_its_reporter_may_take_it_down(
    api, echoed, passed
):
    echo = await echoed(visibility="public")
    await passed()
    assert len(await wall(api)) == 1
    await api("POST", f"/echoes/{echo}/consent", {"agreed": False}, role="villager")
    assert await wall(api) == []
    stranger = await api(
        "POST", f"/echoes/{echo}/consent", {"agreed": True}, role="villager", division=NEIGHBOUR
    )
    assert stranger.status == 404


async def test_sealed_hidden_and_unanswered_cases_are_never_on_the_wall(api, make):
    await make.village()
    for body, role in ((LAMP | {"visibility": "sealed"}, "secretary"), (GRAFT, "monitor")):
        case = (await api("POST", PATH, body, role="villager")).json["id"]
        await api("POST", f"/feedback/{case}/answer", {"text": "已核实处理"}, role=role)
        refused = await api("POST", f"/feedback/{case}/echo", TITLE, role=role)
        assert refused.code == "echo_unfit"
    case = (await api("POST", PATH, LAMP, role="villager")).json["id"]
    unanswered = await api("POST", f"/feedback/{case}/echo", TITLE, role="secretary")
    assert unanswered.code == "echo_unfit"


async def test_three_people_hide_it_one_person_three_times_does_not(api, make, echoed, passed):
    echo = await echoed(visibility="public")
    await passed()
    path = f"/echoes/{echo}/flags"
    for _ in range(3):
        assert (await api("POST", path, FLAG, role="clerk")).status == 204
    assert len(await wall(api)) == 1
    assert (await api("POST", path, FLAG)).status == 401
    others = [await make.token_of(await make.account("villager")) for _ in range(4)]
    await asyncio.gather(*(api("POST", path, FLAG, token=token) for token in others))
    assert await wall(api) == []


async def test_the_secretary_does_not_decide_about_flags_on_their_own_answer(
    api, make, echoed, passed
):
    echo = await echoed(visibility="public")
    await passed()
    for role in ("clerk", "overseer", "grid_worker"):
        await api("POST", f"/echoes/{echo}/flags", FLAG, role=role)
    path, keep = f"/echoes/{echo}/decision", {"keep": True, "reason": "内容属实"}
    assert (await api("POST", path, keep, role="secretary")).code == "own_echo"
    (flagged,) = (await api("GET", f"/divisions/{VILLAGE}/echoes", role="monitor")).json["items"]
    assert [flag["reason"] for flag in flagged["flags"]] == ["untrue"] * 3
    assert (await api("POST", path, keep, role="monitor")).json["state"] == "shown"
    assert len(await wall(api)) == 1
    again = await api("POST", path, keep, role="monitor")
    assert (again.status, again.json["state"]) == (409, "shown")
