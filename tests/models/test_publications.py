"""The chain of a village: one link behind the other, whoever publishes at one time."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import timedelta

import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from models.base import now
from models.publications import NOTHING_YET, Laid, Publication, digest_of, hash_of
from models.publications.documents import flaw_of
from models.publications.records import ChainHead, ChainRecord
from tests.factories import NEIGHBOUR, TOWNSHIP, VILLAGE

START = now()


def laid(village: str = VILLAGE, **content) -> Laid:
    own = ObjectId()
    fields = {"title": "三季度收支", **content}
    return Laid(division=village, disclosure=own, chain=own, revision=1, content=fields, at=START)


async def append(store, one: Laid) -> Publication:
    async def work(session):
        return await store.publications.append(one, session=session)

    return await store.db.in_transaction(work)


async def test_a_link_seals_the_one_before_it_and_the_head_names_the_last(store):
    first, second = await append(store, laid()), await append(store, laid())
    other = await append(store, laid(NEIGHBOUR))
    assert (first.previous, second.previous) == (NOTHING_YET, first.hash)
    assert (other.number, other.previous) == (1, NOTHING_YET)
    head = await store.chain_heads.of(VILLAGE)
    assert (head.number, head.hash) == (2, second.hash)


async def test_of_many_who_publish_at_once_each_gets_a_place_and_the_chain_never_forks(store):
    await asyncio.gather(*(append(store, laid(number=n)) for n in range(12)))
    links = await store.publications.behind(VILLAGE, 0)
    assert [link.number for link in links] == list(range(1, 13))
    assert {link.content["number"] for link in links} == set(range(12))
    assert walk(links, await store.chain_heads.of(VILLAGE)) == ""


async def test_what_is_rolled_back_leaves_no_link_and_no_gap(store):
    async def half(session):
        await store.publications.append(laid(), session=session)
        raise LookupError

    with pytest.raises(LookupError):
        await store.db.in_transaction(half)
    assert (await store.chain_heads.of(VILLAGE)).number == 0
    assert (await append(store, laid())).number == 1


async def test_a_link_comes_back_from_the_store_as_it_was_sealed(store):
    one = laid(html='<p>"a"\u2028\\ \x1f</p>', none=None, deep=[{"a.b": [True, 2**53 - 1]}])
    link = await append(store, one)
    stored = await store.publications.of_disclosure(link.disclosure)
    assert (stored.content, stored.link) == (one.content, link.link)
    assert flaw_of(stored, ChainHead(division=VILLAGE)) == ""


async def test_a_township_notes_its_chains_down_once_a_day(store, server):
    await append(store, laid())
    heads = await store.chain_heads.within(TOWNSHIP)
    assert await store.chain_records.keep(TOWNSHIP, "2026-11-20", heads)
    assert not await store.chain_records.keep(TOWNSHIP, "2026-11-20", heads)
    assert not await store.chain_records.keep(TOWNSHIP, "2026-11-19", heads)
    assert await store.chain_records.keep(TOWNSHIP, "2026-11-21", heads)
    records = [record async for record in store.chain_records.in_order(TOWNSHIP)]
    assert [record.is_whole for record in records] == [True, True]
    assert (records[0].previous, records[1].previous) == (NOTHING_YET, records[0].sha256)


# The chain by itself: any change of any link shows.

keys = st.text(max_size=6)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)
contents = st.lists(st.dictionaries(keys, values, max_size=4), min_size=1, max_size=5)


def chain_of(written: list[dict]) -> list[Publication]:
    links: list[Publication] = []
    for number, content in enumerate(written, start=1):
        one = ObjectId()
        unsealed = Publication(
            division=VILLAGE,
            disclosure=one,
            chain=one,
            revision=1,
            content=content,
            number=number,
            content_sha256=digest_of(content),
            previous=links[-1].hash if links else NOTHING_YET,
            hash="",
            at=START + timedelta(minutes=number),
        )
        links.append(sealed(unsealed))
    return links


def sealed(link: Publication) -> Publication:
    return link.model_copy(update={"hash": hash_of(link.previous, link.link)})


def walk(links: list[Publication], head: ChainHead) -> str:
    """What the verification says of links and head alone."""
    last = ChainHead(division=VILLAGE)
    for link in links:
        if words := flaw_of(link, last):
            return words
        last = ChainHead(division=VILLAGE, number=link.number, hash=link.hash)
    return "" if (last.number, last.hash) == (head.number, head.hash) else "end"


MUTATIONS = {
    "division": st.just(NEIGHBOUR),
    "disclosure": st.builds(ObjectId),
    "chain": st.builds(ObjectId),
    "revision": st.integers(2, 9),
    "audience": st.just("residents"),
    "content": st.builds(lambda: {"title": "另一份"}),
    "residents": st.just({"title": "另一份"}),
    "content_sha256": st.just("f" * 64),
    "residents_sha256": st.just("f" * 64),
    "files": st.just(({"id": ObjectId(), "sha256": "f" * 64},)),
    "number": st.integers(7, 99),
    "previous": st.just("e" * 64),
    "hash": st.just("e" * 64),
    "at": st.just(START - timedelta(days=1)),
}


@given(contents, st.data())
def test_any_single_change_of_any_link_is_noticed(written, data):
    links = chain_of(written)
    end = ChainHead(division=VILLAGE, number=len(links), hash=links[-1].hash)
    assert walk(links, end) == ""
    place = data.draw(st.integers(0, len(links) - 1))
    field = data.draw(st.sampled_from(sorted(MUTATIONS)))
    altered = links[place].model_dump() | {field: data.draw(MUTATIONS[field])}
    links[place] = Publication.model_validate(altered)
    assert walk(links, end)


@given(contents, st.data())
def test_a_link_that_is_removed_inserted_or_moved_is_noticed(written, data):
    links = chain_of(written)
    end = ChainHead(division=VILLAGE, number=len(links), hash=links[-1].hash)
    place = data.draw(st.integers(0, len(links) - 1))
    assert walk(links[:place] + links[place + 1 :], end)
    assert walk([*links[: place + 1], links[place], *links[place + 1 :]], end)
    if place:
        links[place - 1], links[place] = links[place], links[place - 1]
        assert walk(links, end)


@given(contents, st.data())
def test_a_link_that_is_altered_and_sealed_anew_is_noticed_by_the_one_behind_it(written, data):
    links = chain_of([*written, {"title": "最后一份"}])
    end = ChainHead(division=VILLAGE, number=len(links), hash=links[-1].hash)
    place = data.draw(st.integers(0, len(links) - 2))
    forged = {"title": "改过", "by": place}
    changes = {"content": forged, "content_sha256": digest_of(forged)}
    links[place] = sealed(links[place].model_copy(update=changes))
    assert walk(links, end) == f"it does not follow publication {place + 1}"


@given(contents)
def test_the_hash_is_the_one_that_sha256sum_gives_of_the_bytes(written):
    link = chain_of(written)[-1]
    plain = json.dumps(link.link, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert link.hash == hashlib.sha256((link.previous + plain).encode()).hexdigest()


@given(st.sampled_from(["division", "on", "heads", "previous", "at"]))
def test_an_altered_record_of_a_township_is_not_whole(field):
    head = {"village": VILLAGE, "number": 3, "hash": "a" * 64}
    fields = {"division": TOWNSHIP, "on": "2026-11-20", "heads": [head], "at": START}
    record = ChainRecord(**fields, previous=NOTHING_YET, sha256="")
    record = record.model_copy(update={"sha256": hash_of(record.previous, record.sealed)})
    assert record.is_whole
    others = {
        "division": "330825102",
        "on": "2026-11-21",
        "heads": [head | {"number": 4}],
        "previous": "b" * 64,
        "at": START + timedelta(seconds=1),
    }
    changed = ChainRecord.model_validate(record.model_dump() | {field: others[field]})
    assert not changed.is_whole
