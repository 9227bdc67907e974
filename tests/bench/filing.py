"""Filing over HTTP, 32 at a time, against a bare handler that inserts a document of the size."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from tests.bench.texts import REPORTS, reports

DATABASE = "filing"
AT_A_TIME = 32
AIM = 0.45
VARIETY = 1000
RECEIVER: dict[Level, Role] = {"village": "secretary", "township": "monitor", "county": "county"}
CREATED = load.Expected(201)


@dataclass(frozen=True, slots=True)
class People:
    """Into which villages is filed, and the tokens of those who file."""

    villages: list[str]
    tokens: list[str]


async def measure(stage: Stage, sizes: Sizes) -> list[Row]:
    """A row for short reports, and one for real messages, whose tagging costs more than all else.

    Both floors insert documents of the average stored size; that of the second one also cuts the
    text with plain jieba.
    """
    async with stage.store(DATABASE) as store:
        people = await _people(store)
        with stage.web(DATABASE) as web:
            short = await _row(stage, web, store, people, sizes, "short reports", "/insert")
            long = await _row(stage, web, store, people, sizes, "real messages", "/cut")
    return [short, long]


async def _row(
    stage: Stage, web: Running, store: Store, people: People, sizes: Sizes, name: str, floor: str
) -> Row:
    texts, source = (REPORTS, "made up") if floor == "/insert" else reports(VARIETY)
    await store.feedback.raw.delete_many({})
    ours = _side(web, _filings(texts, people), sizes)
    await ours.load()
    size = await _average_bytes(store)
    with stage.bare(b"{}", document_bytes=size) as bare:
        theirs = _side(bare, _requests([floor], texts, people.tokens), sizes)
        found = await compare(ours, theirs, sizes.rounds)
    length = sum(map(len, texts)) // len(texts)
    also = " and jieba.lcut" if floor == "/cut" else ""
    note = f"bare Tornado: insert {size:,} bytes{also}; {length} characters, {source}"
    return Row(
        f"filing {name}, {AT_A_TIME} at a time",
        found.ours,
        "/s",
        found.theirs,
        found.ratio,
        ">=",
        AIM,
        f"{note}; by CPU {found.cpu_ratio:.2f}",
    )


async def work(store: Store, web: Running, sizes: Sizes) -> None:
    """Files one round of reports, for what is measured afterwards."""
    people = await _people(store)
    await _side(web, _filings(reports(VARIETY)[0], people), sizes).load()


async def _people(store: Store) -> People:
    """The villages of the demo with their desks staffed, and those who file."""
    divisions = demo_divisions()
    await store.divisions.add_all(divisions)
    grants = [Grant(role=RECEIVER[d.level], division=d.code) for d in divisions]
    opened = [store.accounts.open(name=grant.role, grants=(grant,)) for grant in grants]
    await asyncio.gather(*opened)
    accounts = [await store.accounts.open(name=f"村民{n}") for n in range(AT_A_TIME)]
    tokens = [await token_of(store, account) for account in accounts]
    return People([d.code for d in divisions if d.level == "village"], tokens)


def _side(server: Running, requests: Iterator[bytes], sizes: Sizes) -> Side:
    async def once() -> load.Outcome:
        round_of = list(itertools.islice(requests, sizes.filings_a_round))
        return await load.run(server.port, iter(round_of), CREATED, connections=AT_A_TIME)

    return Side(server.pid, once)


def _filings(texts: Sequence[str], people: People) -> Iterator[bytes]:
    paths = [f"{ROOT}/villages/{village}/feedback" for village in people.villages]
    return _requests(paths, texts, people.tokens)


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
