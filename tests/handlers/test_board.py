"""The board and the archive: so long on the board, for ever in the archive, deleted by nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.base import CHINA
from tests.access_table import COLUMNS
from tests.factories import VILLAGE

BOARD = f"/villages/{VILLAGE}/disclosures"


@pytest.fixture
def hung(make, store):
    """A disclosure that hangs on the board for so many days from today."""

    async def one(days, title="三季度收支", **fields):
        disclosure = await make.disclosure(title, **fields)
        until = (store.now().astimezone(CHINA) + timedelta(days=days)).date().isoformat()
        await store.disclosures.raw.update_one(
            {"_id": disclosure.id}, {"$set": {"board_until": until}}
        )
        return disclosure

    return one


@pytest.fixture(autouse=True)
def _village(make, io_loop):
    io_loop.run_sync(make.village)


async def titles(api, query=""):
    api.server.forget()
    return [one["title"] for one in (await api("GET", BOARD + query)).json["items"]]


async def test_what_has_hung_its_days_is_in_the_archive_and_still_readable(api, hung, clock):
    disclosure = await hung(0)
    path = f"/disclosures/{disclosure.id}"
    assert (await api("GET", path)).json["on_board"] is True
    assert await titles(api, "?archive=false") == ["三季度收支"]
    assert await titles(api, "?archive=true") == []
    clock.forward(timedelta(days=1))
    api.server.forget()
    shown = (await api("GET", path)).json
    assert (shown["on_board"], shown["retention"]) == (False, "30y")
    assert await titles(api, "?archive=false") == []
    assert await titles(api, "?archive=true") == ["三季度收支"]


async def test_the_list_of_all_says_of_each_whether_it_hangs(api, hung):
    await hung(-1, "旧")
    await hung(20, "新")
    page = (await api("GET", BOARD)).json["items"]
    assert [(one["title"], one["on_board"]) for one in page] == [("新", True), ("旧", False)]


async def test_the_archive_goes_by_pages_and_by_category(api, hung):
    for number in range(1, 4):
        await hung(-number, f"第{number}件")
    await hung(-1, "党务", category="party")
    first = (await api("GET", f"{BOARD}?archive=true&category=finance&limit=2")).json
    assert [one["title"] for one in first["items"]] == ["第1件", "第2件"]
    rest = await api("GET", f"{BOARD}?archive=true&category=finance&after={first['next']}")
    assert [one["title"] for one in rest.json["items"]] == ["第3件"]


async def test_what_was_corrected_hangs_no_more_and_what_corrects_it_does(api, hung, make, store):
    disclosure = await hung(20)
    revised = await store.disclosures.revise(
        await store.disclosures.get(disclosure.id), reason="金额有误", author=disclosure.author
    )
    await make.published(revised)
    api.server.forget()
    chain = (await api("GET", f"/disclosures/{disclosure.id}/revisions")).json["items"]
    assert [(one["revision"], one["on_board"]) for one in chain] == [(1, False), (2, True)]


@pytest.mark.parametrize("days", [20, -1])
async def test_nobody_deletes_what_was_ever_published(api, make, hung, store, days):
    disclosure = await hung(days)
    path = f"/disclosures/{disclosure.id}"
    assert (await api("DELETE", path)).status == 401
    for column in COLUMNS:
        if column.role in ("nobody", "owner", "newcomer"):
            continue
        reply = await api("DELETE", path, role=column.role, division=column.place)
        assert reply.status in (403, 404, 409), column
    assert (await store.disclosures.get(disclosure.id)).state == "published"
    api.server.forget()
    assert (await api("GET", path)).status == 200


async def test_what_was_replaced_is_deleted_by_nobody_either(api, make, hung, store):
    disclosure = await hung(20)
    revised = await store.disclosures.revise(
        await store.disclosures.get(disclosure.id), reason="金额有误", author=disclosure.author
    )
    await make.published(revised)
    for role in ("clerk", "secretary", "overseer", "monitor", "county", "admin"):
        reply = await api("DELETE", f"/disclosures/{disclosure.id}", role=role)
        assert reply.status in (403, 404, 409), role
    assert (await store.disclosures.get(disclosure.id)).state == "superseded"
