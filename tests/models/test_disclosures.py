"""Disclosures in the store: what lists cost, and that one revision is current at any time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from bson import ObjectId
from hypothesis import given
from hypothesis import strategies as st

from models.base import now
from models.disclosures import CATEGORIES, Disclosure, Entry, Hand, Statement
from models.disclosures.laying import as_written
from models.errors import Invalid
from models.publications.verifying import Verification
from tests.factories import NEIGHBOUR, POSTING, VILLAGE
from tests.models.examined import examined


async def many(store, make, count: int = 600) -> None:
    """Published disclosures of all categories in two villages."""
    author, start = (await make.account("clerk")).id, now() - timedelta(days=30)
    rows = []
    for number in range(count):
        own = ObjectId()
        made = Disclosure(
            id=own,
            chain=own,
            category=CATEGORIES[number // 2 % 3],
            title=f"第{number}期",
            period="2026-08",
            tokens=("收支",),
            division=(VILLAGE, NEIGHBOUR)[number % 2],
            state="published",
            author=author,
            created_at=start,
            changed_at=start,
            published_at=start + timedelta(minutes=number),
        )
        rows.append(made.to_row())
    await store.disclosures.raw.insert_many(rows)


async def test_the_board_and_search_cost_their_own_documents(store, make):
    await many(store, make)
    async with examined(store, "disclosures") as seen:
        await store.disclosures.of_village(VILLAGE)
    assert (seen.documents, seen.sorts) == (21, False)
    async with examined(store, "disclosures") as seen:
        await store.disclosures.of_village(VILLAGE, ("party",))
    assert (seen.documents, seen.sorts) == (21, False)
    async with examined(store, "disclosures") as seen:
        await store.disclosures.holding(VILLAGE, ["收支"])
    assert (seen.documents, seen.sorts) == (21, False)


async def test_counting_the_board_fetches_no_document_and_ends_at_a_hundred(store, make):
    await many(store, make, 900)
    async with examined(store, "disclosures") as seen:
        counts = await store.disclosures.counts(VILLAGE)
    assert [(c.category, c.count) for c in counts] == [(name, 100) for name in CATEGORIES]
    # mongod counts the keys of a union twice.
    assert (seen.documents, seen.keys <= 5 * 100) == (0, True)


async def test_two_who_publish_a_correction_at_once_leave_one_current_revision(store, make):
    old = await make.disclosure()
    new = await store.disclosures.revise(old, reason="更正", author=old.author)
    passed, publisher = await make.approvable(new), Hand((await make.account("secretary")).id)
    both = [
        store.disclosures.publish(
            passed, publisher, version=3, copies=as_written(passed), posting=POSTING
        )
        for _ in range(2)
    ]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(outcome, Disclosure) for outcome in done) == 1
    (current,) = (await store.disclosures.of_village(VILLAGE)).items
    assert (current.id, current.revision) == (new.id, 2)
    assert (await store.disclosures.get(old.id)).superseded_by == new.id


async def test_what_is_published_at_once_stands_in_one_chain_in_some_order(store, make):
    passed = [await make.approvable(await make.disclosure(published=False)) for _ in range(5)]
    secretary = Hand((await make.account("secretary")).id, "secretary")
    both = [
        store.disclosures.publish(p, secretary, version=3, copies=as_written(p), posting=POSTING)
        for p in passed
    ]
    await asyncio.gather(*both)
    verification = Verification(store)
    assert await verification.village(VILLAGE) is None
    assert verification.walked.links == 5


amounts = st.lists(st.tuples(st.booleans(), st.integers(1, 10**12)), max_size=50)


@given(amounts)
def test_totals_are_exact_and_kept_apart(lines):
    entries = tuple(
        Entry(on="2026-08-01", way="income" if income else "expense", amount=amount, subject="x")
        for income, amount in lines
    )
    written = Statement(category="finance", title="收支", period="2026-08", entries=entries)
    fields = written.to_fields()
    assert fields["income"] + fields["expense"] == sum(amount for _, amount in lines)
    assert fields["income"] == sum(amount for income, amount in lines if income)


async def test_what_no_document_could_hold_with_its_copies_is_refused(store, make):
    author, line = ObjectId(), {"on": "2026-08-01", "way": "income", "amount": 1}
    short, long = (Entry(**line, subject=subject) for subject in ("租金", "租" * 100))
    written = {"category": "finance", "title": "收支", "period": "2026-08"}
    fits = Statement(**written, entries=(short,) * 10_000)
    draft = await store.disclosures.draft(fits, division=VILLAGE, author=author)
    too_large = Statement(**written, entries=(long,) * 10_000)
    with pytest.raises(Invalid) as refused:
        await store.disclosures.edit(draft.id, too_large, version=1, writer=author)
    assert [mistake.code for mistake in refused.value.mistakes] == ["statement_too_large"]
