"""Whether a township's villages have laid open what it noted down, as the township sees it."""

from __future__ import annotations

from models.publications.records import ChainRecord
from tests.factories import TOWNSHIP, VILLAGE

STATE = f"/divisions/{TOWNSHIP}/chain"


async def noted(make, store) -> ChainRecord:
    """A village with two publications, of which its township has noted one."""
    await make.village()
    await make.disclosure("一季度收支")
    await store.chain_records.keep(TOWNSHIP, "2026-11-01", await store.chain_heads.within(TOWNSHIP))
    await make.disclosure("二季度收支")
    record = await store.chain_records.newest(TOWNSHIP)
    assert record is not None
    return record


async def lines(api) -> dict[str, dict]:
    reply = await api("GET", STATE, role="monitor")
    return {line["village"]: line for line in reply.json["villages"]}


async def test_a_chain_that_has_grown_fits_what_was_noted(api, make, store):
    record = await noted(make, store)
    told = (await api("GET", STATE, role="monitor")).json
    assert (told["on"], told["whole"]) == (record.on, True)
    found = (await lines(api))[VILLAGE]
    assert (found["number"], found["noted"], found["fits"]) == (2, 1, True)
    assert [line["noted"] for line in (await lines(api)).values()].count(None) >= 1


async def test_a_link_that_was_written_anew_or_taken_out_is_shown(api, make, store):
    await noted(make, store)
    first = {"division": VILLAGE, "number": 1}
    await store.publications.raw.update_one(first, {"$set": {"hash": "0" * 64}})
    assert (await lines(api))[VILLAGE]["fits"] is False
    await store.publications.raw.delete_one(first)
    assert (await lines(api))[VILLAGE]["fits"] is False


async def test_a_note_that_was_altered_is_shown(api, make, store):
    record = await noted(make, store)
    await store.chain_records.raw.update_one({"_id": record.id}, {"$set": {"heads.0.number": 2}})
    assert (await api("GET", STATE, role="monitor")).json["whole"] is False


async def test_before_the_first_note_there_is_nothing_to_hold_against(api, make):
    await make.village()
    told = (await api("GET", STATE, role="monitor")).json
    assert (told["on"], told["whole"]) == (None, True)
    assert all(line["fits"] and line["number"] == 0 for line in told["villages"])
