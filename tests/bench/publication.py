"""What publishing a disclosure costs beyond its bare writes: history, event, chain and its hash."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable

from bson import ObjectId

from models.base import Row as Document
from models.disclosures import Disclosure, Entry, Hand, Posting, Statement
from models.disclosures.laying import as_written
from models.store import Store
from tests.bench.rows import Row
from tests.bench.sizes import Sizes
from tests.bench.stage import Stage

AIM = 2.0
VILLAGE = "330825101201"
ENTRIES = 100
POSTING = Posting(until="2099-12-31", retention="30y")
# In turns, so that both meet the same weather; their median is compared.
A_ROUND = 10

Act = Callable[[], Awaitable[object]]


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """One row: publication against the same documents written bare, in a transaction as well."""
    async with stage.store("publication") as store:
        ratios, ours, bare = [], [], []
        for _ in range(sizes.rounds):
            passed = [await _approved(store) for _ in range(A_ROUND)]
            published = [await _taken(lambda p=p: _publish(store, p)) for p in passed]
            made = [await _rows(store, p) for p in passed]
            written = [await _taken(lambda r=r: _write(store, *r)) for r in made]
            ours.append(statistics.median(published))
            bare.append(statistics.median(written))
            ratios.append(ours[-1] / bare[-1])
    note = f"{ENTRIES} entries; bare: one update and two writes of the same size in a transaction"
    value, floor = statistics.median(ours), statistics.median(bare)
    ratio = statistics.median(ratios)
    return [Row("publication of a disclosure", value, "ms", floor, ratio, "<=", AIM, note)]


async def _approved(store: Store) -> Disclosure:
    """A disclosure that waits for the secretary."""
    entries = tuple(
        Entry(on="2026-08-03", way="expense", amount=number, subject="路灯维修材料费")
        for number in range(1, ENTRIES + 1)
    )
    written = Statement(category="finance", title="八月收支明细", period="2026-08", entries=entries)
    store_, author = store.disclosures, ObjectId()
    draft = await store_.draft(written, division=VILLAGE, author=author)
    desk = f"overseer:{VILLAGE}"
    handed_in = await store_.submit(
        draft, Hand(author, "clerk"), version=1, desk=desk, review_days=5
    )
    return await store_.pass_on(handed_in, Hand(ObjectId(), "overseer"), version=2)


async def _publish(store: Store, passed: Disclosure) -> Disclosure:
    hand = Hand(ObjectId(), "secretary")
    copies = as_written(passed)
    return await store.disclosures.publish(passed, hand, version=3, copies=copies, posting=POSTING)


async def _rows(store: Store, passed: Disclosure) -> tuple[Document, Document]:
    """What publishing has written, to be written again under other ids."""
    disclosure = await store.disclosures.raw.find_one({"_id": passed.id})
    link = await store.publications.raw.find_one({"disclosure": passed.id})
    own = {"_id": ObjectId()}
    await store.db.raw.bare_disclosures.insert_one({**disclosure, **own, "state": "approval"})
    return {**disclosure, **own}, {**link, "_id": ObjectId()}


async def _write(store: Store, disclosure: Document, link: Document) -> None:
    raw, own = store.db.raw, {"_id": disclosure["_id"]}
    changed = {name: value for name, value in disclosure.items() if name != "_id"}

    async def work(session: object) -> None:
        await raw.bare_disclosures.update_one(own, {"$set": changed}, session=session)
        head = {"$set": {"hash": link["hash"], "number": link["number"]}}
        await raw.bare_heads.update_one({"_id": VILLAGE}, head, upsert=True, session=session)
        await raw.bare_links.insert_one(link, session=session)

    await store.db.in_transaction(work)


async def _taken(act: Act) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    await act()
    return (time.perf_counter() - begun) * 1000
