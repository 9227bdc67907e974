"""Disclosures: written by one person, published by another, corrected only by revisions."""

from __future__ import annotations

import asyncio

import pytest
from bson import ObjectId

from tests.factories import OUTSIDE, VILLAGE
from tests.uploads import codes, stored_file, upload

ENTRY = {"on": "2026-08-03", "way": "expense", "amount": 120_000, "subject": "路灯维修"}
FINANCE = {
    "category": "finance",
    "title": "八月收支明细",
    "period": "2026-08",
    "body": "本月收支如下",
    "entries": [ENTRY, ENTRY | {"way": "income", "amount": 3, "subject": "利息"}],
}
BOARD = f"/villages/{VILLAGE}/disclosures"


async def draft(api, **fields):
    reply = await api("POST", BOARD, FINANCE | fields, role="clerk")
    assert reply.status == 201, reply.json
    return f"/disclosures/{reply.json['id']}"


async def hand_in(api, path, version=1):
    """Through the clerk's and the overseer's hands: two versions later it can be approved."""
    reply = await api("POST", f"{path}/submission", {"version": version}, role="clerk")
    assert reply.status == 201, reply.json
    reply = await api("PUT", f"{path}/review", {"version": version + 1}, role="overseer")
    assert reply.status == 200, reply.json


async def publish(api, path, version=1, role="secretary"):
    await hand_in(api, path, version)
    return await api("PUT", f"{path}/publication", {"version": version + 2}, role=role)


async def test_what_the_secretary_publishes_is_shown_line_by_line_with_exact_totals(api, make):
    await make.divisions()
    path = await draft(api)
    assert (await api("GET", path)).status == 404
    assert (await publish(api, path)).status == 200
    shown = (await api("GET", path)).json
    assert (shown["income"], shown["expense"], shown["entry_count"]) == (3, 120_000, 2)
    assert [entry["subject"] for entry in shown["entries"]] == ["路灯维修", "利息"]


async def test_totals_of_large_sums_lose_no_fen(api, make):
    await make.divisions()
    entries = [ENTRY | {"amount": 10**12}] * 1999 + [ENTRY | {"amount": 1}]
    path = await draft(api, entries=entries)
    await publish(api, path)
    assert (await api("GET", path)).json["expense"] == 1999 * 10**12 + 1


@pytest.mark.parametrize("amount", [0, -5, 12.5, "100", 10**12 + 1, True])
async def test_an_amount_is_a_positive_whole_number_of_fen(api, make, amount):
    await make.divisions()
    body = FINANCE | {"entries": [ENTRY, ENTRY | {"amount": amount}]}
    reply = await api("POST", BOARD, body, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.entries.1.amount"])


@pytest.mark.parametrize(
    "period", ["2026Q5", "2026-13", "八月", "2026-8", "2026H3", "202608", "2026-02-31"]
)
async def test_a_period_is_a_year_half_quarter_or_month(api, make, period):
    await make.divisions()
    reply = await api("POST", BOARD, FINANCE | {"period": period}, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.period"])


async def test_a_clerk_and_a_stranger_do_not_publish(api, make):
    await make.divisions()
    path = await draft(api)
    await hand_in(api, path)
    approval = {"version": 3}
    for role in ("clerk", "monitor", "overseer"):
        assert (await api("PUT", f"{path}/publication", approval, role=role)).status == 403
    stranger = await api("PUT", f"{path}/publication", approval, role="secretary", division=OUTSIDE)
    assert stranger.status == 404


async def test_a_published_disclosure_cannot_be_changed_or_discarded(api, make):
    await make.divisions()
    path = await draft(api)
    await publish(api, path)
    edit = await api("PUT", f"{path}/source", FINANCE | {"version": 4}, role="clerk")
    assert (edit.status, edit.code, edit.json["state"]) == (409, "disclosure_changed", "published")
    assert (await api("DELETE", path, role="clerk")).status == 409


async def test_a_correction_takes_the_place_of_what_it_corrects_and_says_why(api, make):
    await make.divisions()
    path = await draft(api)
    await publish(api, path)
    revision = await api("POST", f"{path}/revisions", {"reason": "金额录入有误"}, role="clerk")
    corrected = f"/disclosures/{revision.json['id']}"
    fixed = FINANCE | {"entries": [ENTRY | {"amount": 110_000}], "version": 1}
    await api("PUT", f"{corrected}/source", fixed, role="clerk")
    assert len((await api("GET", BOARD)).json["items"]) == 1
    await publish(api, corrected, version=2)
    (shown,) = (await api("GET", BOARD)).json["items"]
    assert (shown["id"], shown["expense"]) == (revision.json["id"], 110_000)
    old = (await api("GET", path)).json
    assert (old["state"], old["superseded_by"]) == ("superseded", revision.json["id"])
    chain = (await api("GET", f"{path}/revisions")).json["items"]
    assert [(r["revision"], r["revision_reason"]) for r in chain] == [
        (1, None),
        (2, "金额录入有误"),
    ]


async def test_of_two_corrections_at_once_one_is_begun(api, make):
    await make.divisions()
    path = await draft(api)
    await publish(api, path)
    await make.token("clerk")
    begin = [api("POST", f"{path}/revisions", {"reason": "更正"}, role="clerk") for _ in range(2)]
    replies = await asyncio.gather(*begin)
    assert sorted(reply.status for reply in replies) == [201, 409]
    assert {reply.code for reply in replies} == {None, "revision_exists"}


async def test_vouchers_belong_to_all_revisions_and_stay_public(api, make, store):
    await make.divisions()
    voucher = await upload(store, await make.the("clerk"))
    entries = [ENTRY | {"vouchers": [str(voucher)]}, ENTRY | {"vouchers": [str(voucher)]}]
    path = await draft(api, entries=entries)
    await publish(api, path)
    revision = await api("POST", f"{path}/revisions", {"reason": "更正"}, role="clerk")
    corrected = f"/disclosures/{revision.json['id']}"
    without = FINANCE | {"entries": [ENTRY], "version": 1}
    await api("PUT", f"{corrected}/source", without, role="clerk")
    await publish(api, corrected, version=2)
    medium = await store.media.get(voucher)
    assert (medium.public, medium.about) == (True, path.removeprefix("/"))


async def test_a_voucher_that_is_no_upload_is_named_by_its_line(api, make):
    await make.divisions()
    entries = [ENTRY, ENTRY | {"vouchers": ["f" * 24]}]
    reply = await api("POST", BOARD, FINANCE | {"entries": entries}, role="clerk")
    assert (reply.status, reply.paths) == (422, ["body.entries.1.vouchers.0"])


async def test_the_overseer_reads_drafts_and_a_villager_does_not(api, make):
    await make.divisions()
    path = await draft(api)
    assert (await api("GET", f"{path}/source", role="overseer")).status == 200
    assert (await api("GET", f"{path}/source", role="villager")).status == 403
    listed = await api("GET", f"{BOARD}/authors", role="overseer")
    assert [line["title"] for line in listed.json["items"]] == ["八月收支明细"]


async def test_the_board_shows_one_category_if_asked(api, make):
    await make.divisions()
    for category in ("party", "village", "finance"):
        await make.disclosure(category=category)
    party = (await api("GET", f"{BOARD}?category=party")).json["items"]
    assert [card["category"] for card in party] == ["party"]
    assert len((await api("GET", BOARD)).json["items"]) == 3


async def test_two_clerks_do_not_write_the_same_item_and_period_side_by_side(api, make, store):
    await make.village()
    body = FINANCE | {"item": "F01", "period": "2026Q3"}
    await make.token("clerk")
    replies = await asyncio.gather(*(api("POST", BOARD, body, role="clerk") for _ in range(2)))
    assert sorted(reply.status for reply in replies) == [201, 409]
    made, refused = sorted(replies, key=lambda reply: reply.status)
    assert (refused.code, refused.json["disclosure"]) == ("draft_exists", made.json["id"])
    other = await api("POST", BOARD, body | {"period": "2026Q2"}, role="clerk")
    path, version = f"/disclosures/{other.json['id']}", {"version": 1}
    moved = await api("PUT", f"{path}/source", body | version, role="clerk")
    assert (moved.status, moved.code) == (409, "draft_exists")
    await make.published(await store.disclosures.get(ObjectId(made.json["id"])))
    assert (await api("PUT", f"{path}/source", body | version, role="clerk")).status == 200


async def test_without_an_item_many_may_be_written_at_once(api, make):
    await make.village()
    replies = [await api("POST", BOARD, FINANCE, role="clerk") for _ in range(2)]
    assert [reply.status for reply in replies] == [201, 201]


async def test_an_entry_lies_in_the_period_whose_money_it_is(api, make):
    await make.village()
    days = ("2026-06-30", "2026-07-01", "2026-09-30", "2026-10-01")
    entries = [{"on": on, "way": "expense", "amount": 5, "subject": "灯"} for on in days]
    path = await draft(api, entries=entries, period="2026Q3")
    refused = await api("POST", f"{path}/submission", {"version": 1}, role="clerk")
    assert codes(refused) == [
        ("body.entries.0.on", "outside_period"),
        ("body.entries.3.on", "outside_period"),
    ]


async def test_what_stands_inside_attachments_is_read_by_the_reviewer_or_goes_no_further(
    api, make, store
):
    await make.village()
    file = await stored_file(store, await make.the("clerk"))
    path = await draft(api, attachments=[{"media": str(file), "name": "名单.pdf"}])
    await api("POST", f"{path}/submission", {"version": 1}, role="clerk")
    refused = await api("PUT", f"{path}/review", {"version": 2}, role="overseer")
    assert codes(refused) == [("body.files_read", "files_unread")]
    read = {"version": 2, "files_read": True}
    assert (await api("PUT", f"{path}/review", read, role="overseer")).status == 200
