"""Pages, cursors, atomic changes and instants: what every collection relies on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base import (
    CHINA,
    MAX_PAGE,
    Collection,
    Document,
    Index,
    Instant,
    Page,
    cursor_of,
    now,
    read_cursor,
)
from models.errors import Conflict, Invalid, NotFound


class Note(Document):
    board: str
    rank: int
    label: str | None = None
    at: Instant


class Notes(Collection[Note]):
    name = "notes"
    document = Note
    indexes = (
        Index("a board's notes by rank", (("board", 1), ("rank", 1), ("_id", 1))),
        Index("newest first", (("board", 1), ("_id", -1))),
        Index("by label", (("label", 1),), unique=True, where={"label": {"$exists": True}}),
    )

    async def pin(self, rank: int, **fields: object) -> Note:
        note = Note(**{"board": "a", "rank": rank, "at": self.now(), **fields})
        return await self._insert(note)

    async def ranked(self, *, after: str | None = None, limit: int = 3) -> Page[Note]:
        return await self._page({"board": "a"}, by=("rank", 1), after=after, limit=limit)

    async def by_rank_alone(self, *, after: str | None) -> Page[Note]:
        return await self._page({"board": "a"}, by=("rank", 1), after=after, limit=2, unique=True)

    async def newest(self, *, after: str | None = None, limit: int = 3) -> Page[Note]:
        return await self._page({"board": "a"}, by=("_id", -1), after=after, limit=limit)

    async def move(self, note: Note, rank: int) -> Note | None:
        return await self._change({"_id": note.id, "rank": note.rank}, {"$set": {"rank": rank}})

    async def all_of(self, board: str) -> list[Note]:
        return await self._find({"board": board}, limit=5)


@pytest.fixture
def notes(opened, io_loop):
    collection = Notes(opened.db, opened.now)
    io_loop.run_sync(collection.ensure_indexes)
    yield collection
    io_loop.run_sync(collection.raw.drop)


async def walk(list_page, limit: int) -> list[list[int]]:
    """All pages of a list, as the ranks on each."""
    pages, after = [], None
    while True:
        page = await list_page(after=after, limit=limit)
        pages.append([note.rank for note in page.items])
        if page.next is None:
            return pages
        after = page.next


async def test_pages_follow_each_other_without_gap_or_repetition_across_ties(notes) -> None:
    for rank in [2, 1, 2, 2, 1, 2, 3]:
        await notes.pin(rank)
    assert await walk(notes.ranked, 3) == [[1, 1, 2], [2, 2, 2], [3]]
    assert await walk(notes.ranked, 2) == [[1, 1], [2, 2], [2, 2], [3]]


async def test_the_last_page_has_no_next_even_if_it_is_full(notes) -> None:
    for rank in range(4):
        await notes.pin(rank)
    assert await walk(notes.ranked, 4) == [[0, 1, 2, 3]]
    assert await walk(notes.newest, 2) == [[3, 2], [1, 0]]


async def test_a_field_that_is_unique_needs_no_id_to_tell_pages_apart(notes) -> None:
    for rank in range(5):
        await notes.pin(rank)
    page = await notes.by_rank_alone(after=None)
    again = await notes.by_rank_alone(after=page.next)
    assert [note.rank for note in (*page.items, *again.items)] == [0, 1, 2, 3]
    assert read_cursor(page.next, 1) == [1]


async def test_an_empty_list_is_one_empty_page(notes) -> None:
    assert await notes.ranked() == Page((), None)


async def test_what_is_added_before_the_cursor_does_not_shift_the_page_behind_it(notes) -> None:
    for rank in [10, 20, 30, 40]:
        await notes.pin(rank)
    first = await notes.ranked(limit=2)
    await notes.pin(5)
    second = await notes.ranked(after=first.next, limit=2)
    assert [note.rank for note in second.items] == [30, 40]


async def test_the_note_of_the_cursor_may_be_gone(notes) -> None:
    kept = [await notes.pin(rank) for rank in [10, 20, 30]]
    first = await notes.ranked(limit=2)
    await notes.raw.delete_one({"_id": kept[1].id})
    assert [n.rank for n in (await notes.ranked(after=first.next)).items] == [30]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!!", "AAAA", cursor_of([1]), cursor_of([1, 2, 3]), cursor_of([{"$gt": 0}, 1])],
)
async def test_a_cursor_that_we_did_not_give_out_is_a_mistake_of_the_query(notes, cursor) -> None:
    with pytest.raises(Invalid) as raised:
        await notes.ranked(after=cursor)
    assert [(m.path, m.code) for m in raised.value.mistakes] == [("query.after", "cursor")]


@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda b: b.hex()))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_as_a_cursor_does_anything_but_be_refused(text) -> None:
    with pytest.raises(Invalid):
        read_cursor(text, 2)


def test_a_cursor_gives_back_what_it_was_made_of() -> None:
    key = [now(), "330825", ObjectId(), 7]
    assert read_cursor(cursor_of(key), 4) == key


async def test_an_instant_comes_back_as_it_was_stored(notes) -> None:
    stored = await notes.pin(1)
    found = await notes.get(stored.id)
    assert found == stored
    assert found.at.tzinfo is not None


def test_now_has_no_more_than_milliseconds() -> None:
    assert now().microsecond % 1000 == 0
    assert now().utcoffset() == timedelta()


def test_an_instant_on_the_wire_carries_the_offset_of_china() -> None:
    at = datetime(2026, 1, 31, 16, 0, tzinfo=UTC)
    note = Note(board="a", rank=1, at=at)
    assert '"at":"2026-02-01T00:00:00.000+08:00"' in note.model_dump_json()
    there = Note.model_validate_json(note.model_dump_json())
    assert there.at == at
    assert CHINA.utcoffset(None) == timezone(timedelta(hours=8)).utcoffset(None)


async def test_of_two_who_change_the_same_state_one_wins(notes) -> None:
    note = await notes.pin(1)
    moved = await asyncio.gather(*(notes.move(note, rank) for rank in range(2, 12)))
    winners = [change for change in moved if change is not None]
    assert len(winners) == 1
    assert (await notes.get(note.id)).rank == winners[0].rank


async def test_a_taken_key_is_a_conflict(notes) -> None:
    await notes.pin(1, label="only")
    with pytest.raises(Conflict) as raised:
        await notes.pin(2, label="only")
    assert raised.value.code == "duplicate"


async def test_what_is_not_set_is_not_stored_so_that_unique_means_set(notes) -> None:
    first, second = await notes.pin(1), await notes.pin(2)
    assert "label" not in await notes.raw.find_one({"_id": first.id})
    assert (await notes.get(second.id)).label is None


async def test_an_unknown_id_is_not_found(notes) -> None:
    with pytest.raises(NotFound):
        await notes.get(ObjectId())


async def test_no_list_is_without_end(notes) -> None:
    for rank in range(9):
        await notes.pin(rank)
    assert len(await notes.all_of("a")) == 5
    assert MAX_PAGE <= 100


async def test_a_field_that_an_older_version_stored_is_ignored(notes) -> None:
    note = await notes.pin(1)
    await notes.raw.update_one({"_id": note.id}, {"$set": {"colour": "red"}})
    assert await notes.get(note.id) == note
