"""Search over posts and disclosures together."""

from __future__ import annotations

from models.search import holding
from tests.factories import COUNTY, OUTSIDE, TOWNSHIP, VILLAGE


async def found(store, *tokens: str, village: str = VILLAGE, **options):
    return await holding(store.posts, store.disclosures, village, tokens, **options)


async def test_every_word_must_be_there(store, make):
    both = await make.post("停水通知", "前村停水")
    await make.post("停电通知", "前村停电")
    assert [hit.id for hit in (await found(store, "停水", "通知")).items] == [both.id]
    assert (await found(store, "停水", "停电")).items == ()


async def test_no_words_find_nothing(store, make):
    await make.post()
    assert (await found(store)).items == ()


async def test_what_is_above_the_village_is_found_and_what_is_beside_it_is_not(store, make):
    expected = [(await make.post(division=code)).id for code in (VILLAGE, TOWNSHIP, COUNTY)]
    await make.post(division=OUTSIDE)
    await make.disclosure("停水补偿", division=OUTSIDE)
    page = await found(store, "停水")
    assert [hit.id for hit in page.items] == expected[::-1]


async def test_pages_of_both_kinds_join_without_gap_or_repetition(store, make):
    made = []
    for number in range(9):
        maker = make.disclosure if number % 3 == 0 else make.post
        made.append((await maker("停水补偿")).id)
    hits, after = [], None
    while not hits or after:
        page = await found(store, "停水", after=after, limit=2)
        hits += [hit.id for hit in page.items]
        after = page.next
    assert hits == made[::-1]


async def test_the_last_full_page_has_none_behind_it(store, make):
    for _ in range(2):
        await make.post()
        await make.disclosure("停水补偿")
    assert (await found(store, "停水", limit=4)).next is None
    assert (await found(store, "停水", limit=3)).next is not None
