"""Cases of an area are found by number or words; no search shows what its reader may not see."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from models.feedback import searching
from tests.factories import NEIGHBOUR, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

AREA = f"/divisions/{TOWNSHIP}/feedback"


async def found(api, q: str, path: str = AREA, role: str = "monitor", **more) -> dict:
    reply = await api("GET", f"{path}?{urlencode({'q': q, **more})}", role=role)
    assert reply.status == 200, reply.json
    return reply.json


async def test_a_case_is_found_by_its_number_by_part_of_it_and_by_words_in_any_field(api, make):
    await make.village()
    lamp = (await api("POST", PATH, LAMP | {"place": "老槐树下"}, role="villager")).json
    await api("POST", PATH, GRAFT, role="villager")
    number = lamp["case_no"]
    for q in (number, number[-13:], "路灯", "路灯 老槐树", LAMP["text"][2:8]):
        assert [line["id"] for line in (await found(api, q))["items"]] == [lamp["id"]], q
    for q in ("没有这样的话", "路灯 没有这样的话", number[:-1] + "9", ".*"):
        assert await found(api, q) == {"items": [], "next": None}, q


async def test_a_search_is_narrowed_by_state_and_place(api, make):
    await make.village()
    lamp = (await api("POST", PATH, LAMP, role="villager")).json
    await api("POST", f"/feedback/{lamp['id']}/acceptance", {}, role="secretary")
    assert len((await found(api, "路灯", state="accepted"))["items"]) == 1
    assert (await found(api, "路灯", state="closed"))["items"] == []
    assert (await found(api, lamp["case_no"], state="closed"))["items"] == []
    other = f"/divisions/{NEIGHBOUR}/feedback"
    assert (await found(api, lamp["case_no"], other))["items"] == []


@pytest.mark.parametrize("role", ["secretary", "clerk", "grid_worker"])
async def test_no_search_of_the_village_finds_what_accuses_its_cadres(api, make, role):
    await make.village()
    hidden = (await api("POST", PATH, GRAFT, role="villager")).json
    here = f"/divisions/{VILLAGE}/feedback"
    for q in (hidden["case_no"], GRAFT["title"], hidden["case_no"][-13:]):
        assert await found(api, q, here, role) == {"items": [], "next": None}
    assert (await found(api, GRAFT["title"]))["items"][0]["id"] == hidden["id"]


async def test_a_search_reads_a_stretch_at_a_time_and_goes_on_where_it_stopped(
    api, make, monkeypatch
):
    await make.village()
    monkeypatch.setattr(searching, "STRETCH", 2)
    lamp = (await api("POST", PATH, LAMP, role="villager")).json
    for _ in range(3):
        await api("POST", PATH, GRAFT, role="villager")
    first = await found(api, "路灯")
    assert first["items"] == []
    assert first["next"] is not None
    second = await found(api, "路灯", after=first["next"])
    assert [line["id"] for line in second["items"]] == [lamp["id"]]
    assert (await found(api, lamp["case_no"]))["items"][0]["id"] == lamp["id"], "however old it is"
