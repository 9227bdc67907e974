"""Whatever anybody tries in whatever order, three people have had it in their hands."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from models.disclosures import Hand
from models.disclosures.flow import ACTS
from models.disclosures.laying import as_written
from models.errors import Conflict, Forbidden
from tests.factories import POSTING, VILLAGE

TRIES = 120
# Mostly forward, so that some of the walks come to their end.
LIKELY = {"edit": 1, "submit": 4, "pass": 4, "send_back": 1, "schedule": 2, "publish": 2}


async def attempt(disclosures, choice, seen, hand, now):
    """One act by that hand on the disclosure as it was seen, perhaps long ago."""
    if choice == "edit":
        await disclosures.edit(seen.id, seen.statement, version=seen.version, writer=hand.account)
    elif choice == "submit":
        desk = f"overseer:{VILLAGE}"
        await disclosures.submit(seen, hand, version=seen.version, desk=desk, review_days=5)
    elif choice == "pass":
        await disclosures.pass_on(seen, hand, version=seen.version)
    elif choice == "send_back":
        await disclosures.send_back(seen, hand, version=seen.version)
    elif choice == "schedule":
        await disclosures.schedule(seen, hand, version=seen.version, at=now + timedelta(days=1))
    else:
        copies = as_written(seen)
        await disclosures.publish(seen, hand, version=seen.version, copies=copies, posting=POSTING)


def check(disclosure):
    """What holds at any time, by the history alone."""
    state = "draft"
    for step in disclosure.steps:
        assert (step.before, step.after) == (state, ACTS[step.act].after)
        assert step.before in ACTS[step.act].before
        state = step.after
    assert disclosure.state == state
    handed_in = [step.by for step in disclosure.steps if step.act == "submit"]
    assert set(handed_in) <= set(disclosure.writers)
    if disclosure.state in ("approval", "scheduled", "published"):
        assert disclosure.reviewer not in disclosure.writers
    if disclosure.state in ("scheduled", "published"):
        assert disclosure.publisher not in {*disclosure.writers, disclosure.reviewer}


@pytest.mark.parametrize("seed", range(3))
async def test_no_order_of_acts_lets_two_people_publish(make, store, seed):
    chance = random.Random(seed)
    hands = [Hand((await make.account("clerk")).id, "clerk") for _ in range(6)]
    draft = await make.disclosure(published=False)
    seen = [draft]
    for _ in range(TRIES):
        (choice,) = chance.choices([*LIKELY], [*LIKELY.values()])
        view = seen[-1] if chance.random() < 0.8 else chance.choice(seen)
        try:
            await attempt(store.disclosures, choice, view, chance.choice(hands), store.now())
        except (Conflict, Forbidden):
            continue
        seen.append(await store.disclosures.get(draft.id))
        check(seen[-1])
    assert {step.act for step in seen[-1].steps} > {"submit", "pass"}, "else nothing was tried"
