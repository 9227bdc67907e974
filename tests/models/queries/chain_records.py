"""The queries on what townships note down every day."""

from datetime import date, timedelta

from models.publications import ChainRecord, RecordedHead
from models.store import Store
from tests.models.queries.world import HERE, NOON, TOWNSHIP, VILLAGES, fill

DAYS = [(date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(40)]
HEADS = tuple(RecordedHead(village=v, number=1, hash="0" * 64) for v in VILLAGES)


async def seed(store: Store) -> None:
    records = (record(township, day) for township in (TOWNSHIP, "330825102") for day in DAYS)
    await fill(store.chain_records, records)


def record(township: str, day: str) -> ChainRecord:
    fields = {"heads": HEADS, "previous": "0" * 64, "sha256": "1" * 64, "at": NOON}
    return ChainRecord(division=township, on=day, **fields)


async def every_record(store: Store) -> int:
    return len([record async for record in store.chain_records.in_order(TOWNSHIP)])


async def every_head(store: Store) -> int:
    return len([head async for head in store.chain_records.of_village(HERE)])


QUERIES = {
    "in_order": every_record,
    "newest": lambda store: store.chain_records.newest(TOWNSHIP),
    "of_township": lambda store: store.chain_records.of_township(TOWNSHIP, limit=5),
    "of_village": every_head,
}
