"""Looks for what is due: one that fails keeps no other waiting, and an outage loses nothing."""

from __future__ import annotations

import pytest
from pymongo.errors import AutoReconnect

from models.catalogue import CalendarRules
from models.errors import Conflict, Unavailable
from models.outbox import Outbox
from models.store import Store
from server.looking import one_by_one
from server.obligations import ObligationWork
from server.recording import Recording


class AwayOnce(Outbox):
    """A queue whose database is away when something is first put into it."""

    is_away = True

    async def enqueue(self, *args, **kwargs) -> None:
        if self.is_away:
            self.is_away = False
            raise AutoReconnect("away")
        await super().enqueue(*args, **kwargs)


def fails_with(error: Exception):
    """Does what is due, but not `bad`."""

    async def act(one: str) -> int:
        if one == "bad":
            raise error
        return 1

    return act


@pytest.mark.parametrize("error", [Conflict("state"), Unavailable("timeout")])
async def test_who_lost_a_race_is_passed_over_in_silence(error):
    assert await one_by_one(["bad", "good", "good"], fails_with(error), str) == 2


async def test_a_fault_is_told_and_keeps_no_other_waiting(caplog):
    assert await one_by_one(["bad", "good"], fails_with(LookupError("broken")), str) == 1
    assert [(r.message, r.about) for r in caplog.records] == [("left for the next look", "bad")]
    caplog.clear()


async def test_an_outage_ends_the_look():
    with pytest.raises(AutoReconnect):
        await one_by_one(["bad", "good"], fails_with(AutoReconnect("away")), str)


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: Recording(store).look,
        lambda store: ObligationWork(store, CalendarRules()).plan,
    ],
)
async def test_what_an_outage_kept_from_being_asked_is_asked_at_the_next_look(store, ask):
    mine = Store(store.db, store.now)
    mine.jobs = AwayOnce(store.db, store.now)
    look = ask(mine)
    with pytest.raises(AutoReconnect):
        await look()
    assert [await look(), await look()] == [1, 0]
    assert len(await store.jobs.by_state("due")) == 1
