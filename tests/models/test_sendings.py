"""Counts of messages: one a day, place, channel and kind, and not for ever."""

from __future__ import annotations

from datetime import timedelta

DAY = "2026-11-22"


async def test_attempts_of_a_day_add_up_and_are_forgotten_after_a_year(store, make):
    account = await make.account("secretary")
    for outcome in ("sent", "sent", "failed"):
        await store.sendings.count(DAY, account, "sms", "feedback.overdue", outcome)
    (row,) = await store.sendings.raw.find().to_list(9)
    assert (row["sent"], row["failed"]) == (2, 1)
    assert row["forgotten_at"] - store.now() > timedelta(days=365)
    indexes = await store.sendings.raw.index_information()
    assert indexes["forgotten_at_1"]["expireAfterSeconds"] == 0
