"""Filing over HTTP, 32 at a time, against a bare handler that inserts one document of the size."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from handlers.api import ROOT
from models.accounts import Grant, Role
from models.divisions import Level
from models.store import Store
from server.demo.divisions import demo_divisions
from tests.bench import load
from tests.bench.rounds import Side, compare
from tests.bench.rows import Row
from tests.bench.seed import token_of
from tests.bench.sizes import Sizes
from tests.bench.stage import Running, Stage
from tests.bench.texts import reports

DATABASE = "filing"
AT_A_TIME = 32
AIM = 0.45
VARIETY = 1000
RECEIVER: dict[Level, Role] = {"village": "secretary", "township": "monitor", "county": "county"}
CREATED = load.Expected(201)


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """The row of filing; the floor inserts documents of the average stored size."""
    texts, source = reports(VARIETY)
    async with stage.store(DATABASE) as store:
        villages, tokens = await _people(store)
        with ExitStack() as stack:
            web = stack.enter_context(stage.web(DATABASE))
            ours = _side(web, _filings(texts, villages, tokens), sizes)
            await ours.load()
            size = await _average_bytes(store)
            bare = stack.enter_context(stage.bare(b"{}", document_bytes=size))
            theirs = _side(bare, _inserts(texts, tokens), sizes)
            found = await compare(ours, theirs, sizes.rounds)
            filed = await store.feedback.raw.estimated_document_count()
    note = (
        f"floor: bare Tornado inserting {size:,} bytes with w=majority; {source}; "
        f"{filed:,} cases; by CPU {found.cpu_ratio:.2f}"
    )
    name = f"filing, {AT_A_TIME} at a time"
    return [Row(name, found.ours, "/s", found.theirs, found.ratio, ">=", AIM, note)]


async def work(store: Store, web: Running, sizes: Sizes) -> None:
    """Files one round of reports, for what is measured afterwards."""
    villages, tokens = await _people(store)
    await _side(web, _filings(reports(VARIETY)[0], villages, tokens), sizes).load()


async def _people(store: Store) -> tuple[list[str], list[str]]:
    """The villages of the demo, their desks staffed, and the tokens of those who file."""
    divisions = demo_divisions()
    await store.divisions.add_all(divisions)
    grants = [Grant(role=RECEIVER[d.level], division=d.code) for d in divisions]
    opened = [store.accounts.open(name=grant.role, grants=(grant,)) for grant in grants]
    await asyncio.gather(*opened)
    accounts = [await store.accounts.open(name=f"村民{n}") for n in range(AT_A_TIME)]
    tokens = [await token_of(store, account) for account in accounts]
    return [d.code for d in divisions if d.level == "village"], tokens


def _side(server: Running, requests: Iterator[bytes], sizes: Sizes) -> Side:
    async def once() -> load.Outcome:
        round_of = list(itertools.islice(requests, sizes.filings_a_round))
        return await load.run(server.port, iter(round_of), CREATED, connections=AT_A_TIME)

    return Side(server.pid, once)


def _filings(
    texts: Sequence[str], villages: Sequence[str], tokens: Sequence[str]
) -> Iterator[bytes]:
    return _requests([f"{ROOT}/villages/{village}/feedback" for village in villages], texts, tokens)


def _inserts(texts: Sequence[str], tokens: Sequence[str]) -> Iterator[bytes]:
    return _requests(["/insert"], texts, tokens)


def _requests(paths: Sequence[str], texts: Sequence[str], tokens: Sequence[str]) -> Iterator[bytes]:
    """Endless filings, each with a key of its own as a client sends that may try again."""
    for number in itertools.count():
        yield load.request(
            "POST",
            paths[number % len(paths)],
            token=tokens[number % len(tokens)],
            body=json.dumps({"text": texts[number % len(texts)]}, ensure_ascii=False).encode(),
            headers=(f"Idempotency-Key: {uuid.uuid4()}",),
        )


async def _average_bytes(store: Store) -> int:
    """The average size of the stored cases in BSON."""
    pipeline = [{"$group": {"_id": None, "size": {"$avg": {"$bsonSize": "$$ROOT"}}}}]
    found = await store.db.aggregate("feedback", pipeline)
    return int(found[0]["size"])
