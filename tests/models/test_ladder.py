"""How high a case climbs, and after how long, is what the settings say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from server.casework import Casework
from server.settings import Settings
from tests.cases import SECRETARY, new_case
from tests.factories import COUNTY, TOWNSHIP

MONITOR, ABOVE = f"monitor:{TOWNSHIP}", f"county:{COUNTY}"


@pytest.mark.parametrize(
    ("top", "desks"),
    [
        ("village", [SECRETARY]),
        ("township", [SECRETARY, MONITOR]),
        ("county", [SECRETARY, MONITOR, ABOVE]),
    ],
)
async def test_a_case_that_nobody_touches_climbs_as_high_as_it_may(make, store, clock, top, desks):
    await make.village()
    await make.the("county")
    rules = Settings(_env_file=None, escalation_top=top).deadlines
    case = await store.feedback.file(new_case(), rules)
    for _ in range(6):
        clock.forward(timedelta(days=10))
        while await Casework(store, rules).look():
            continue
    climbed = await store.feedback.get(case.id)
    assert [entry.desk for entry in climbed.entries if entry.desk] == desks
    assert climbed.escalations == len(desks) - 1


async def test_a_red_card_goes_up_after_the_minutes_of_the_setting(make, store, clock):
    await make.village()
    rules = Settings(_env_file=None, red_goes_up_minutes=90).deadlines
    case = await store.feedback.file(new_case(), rules)
    clock.forward(case.due.accept_by - clock())
    await Casework(store, rules).look()
    for minutes, desk in ((89, SECRETARY), (1, MONITOR)):
        clock.forward(timedelta(minutes=minutes))
        await Casework(store, rules).look()
        assert (await store.feedback.get(case.id)).desk == desk
