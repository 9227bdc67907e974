"""Who is away, who has their cases meanwhile, and who is announced to be on duty."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from handlers.directory import today
from tests.factories import NEIGHBOUR, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import DANGER, GRAFT, LAMP, PATH

ABSENCES, DUTY = f"/villages/{VILLAGE}/absences", f"/villages/{VILLAGE}/duty"
SECRETARY, CLERK, MONITOR = f"secretary:{VILLAGE}", f"clerk:{VILLAGE}", f"monitor:{TOWNSHIP}"
WHY = {"reason": "还没有修好"}


async def away(api, make, deputy="clerk", *, begins=0, days=3, role="secretary"):
    """The secretary is away from so many days from now on."""
    first = date.fromisoformat(today(make.store)) + timedelta(days=begins)
    body = {
        "account": str((await make.the("secretary")).id),
        "deputy": str((await make.the(deputy)).id),
        "from_on": first.isoformat(),
        "until_on": (first + timedelta(days=days)).isoformat(),
        "reason": "外出学习",
    }
    return await api("POST", ABSENCES, body, role=role)


async def filed(api, body=LAMP) -> dict:
    return (await api("POST", PATH, body, role="villager")).json


async def test_what_comes_in_while_the_secretary_is_away_goes_to_the_deputy(api, make):
    await make.village()
    assert (await filed(api))["handler"]["desk"] == SECRETARY
    assert (await away(api, make)).status == 201
    case = await filed(api)
    assert (case["handler"]["desk"], case["route"]["rule"]) == (CLERK, "secretary_away")
    assert "代为受理" in case["route"]["text"]


async def test_what_lay_at_the_desk_is_handed_over_once_and_both_are_told(api, make, worker):
    await make.village()
    case = await filed(api)
    await away(api, make)
    await worker.until_idle()
    await worker.until_idle()
    now = (await api("GET", f"/feedback/{case['id']}", role="clerk")).json
    assert [e["act"] for e in now["entries"]] == ["file", "hand_over"]
    assert (now["handler"]["desk"], now["transfers"]) == (CLERK, 0)
    messages = await make.store.messages.of_account((await make.the("clerk")).id)
    assert {m.kind for m in messages.items} == {"absence.deputy", "feedback.handed_over"}


async def test_an_absence_that_is_to_come_changes_nothing_before_its_day(api, make, worker, clock):
    await make.village()
    case = await filed(api)
    await away(api, make, begins=2)
    await worker.until_idle()
    assert (await filed(api))["handler"]["desk"] == SECRETARY
    clock.forward(timedelta(days=2))
    make.sign_in_again()
    await worker.until_idle()
    now = (await api("GET", f"/feedback/{case['id']}", role="monitor")).json
    assert now["handler"]["desk"] in (CLERK, MONITOR)
    assert (await filed(api))["handler"]["desk"] == CLERK


async def test_the_township_may_stand_in_and_danger_goes_to_it_alone(api, make):
    await make.village()
    await away(api, make, deputy="monitor", role="monitor")
    case = await filed(api, DANGER)
    assert case["handler"]["desk"] == MONITOR


async def test_what_accuses_the_cadres_goes_to_no_deputy_in_the_village(api, make, worker):
    await make.village()
    await away(api, make)
    case = await filed(api, GRAFT)
    await worker.until_idle()
    assert case["handler"]["desk"] == MONITOR
    assert (await api("GET", f"/feedback/{case['id']}", role="clerk")).status == 404


async def test_a_deputys_own_report_goes_up(api, make):
    await make.village()
    await away(api, make)
    assert (await api("POST", PATH, LAMP, role="clerk")).json["handler"]["desk"] == MONITOR


async def test_what_is_reopened_or_passed_to_who_is_away_goes_to_the_deputy(api, make):
    await make.village()
    path = f"/feedback/{(await filed(api))['id']}"
    await api("POST", f"{path}/answer", {"text": "已修好"}, role="secretary")
    await away(api, make)
    again = await api("POST", f"{path}/reopening", WHY, role="villager")
    assert again.json["handler"]["desk"] == CLERK
    up = await api("POST", f"{path}/transfer", {"role": "monitor", **WHY}, role="clerk")
    assert up.json["handler"]["desk"] == MONITOR
    down = await api("POST", f"{path}/transfer", {"role": "secretary", **WHY}, role="monitor")
    assert down.json["handler"]["desk"] == CLERK


async def test_who_comes_back_early_has_what_comes_in_again(api, make):
    await make.village()
    absence = (await away(api, make)).json
    assert (await api("GET", ABSENCES, role="clerk")).json["items"] == [absence]
    assert (await api("POST", f"/absences/{absence['id']}/end", role="secretary")).status == 200
    assert (await filed(api))["handler"]["desk"] == SECRETARY
    again = await api("POST", f"/absences/{absence['id']}/end", role="secretary")
    assert (again.status, again.code) == (409, "absence_over")


async def test_deputies_that_stand_in_for_each_other_leave_the_cases_where_they_are(api, make):
    await make.village()
    await away(api, make)
    secretary, clerk = await make.the("secretary"), await make.the("clerk")
    day = today(make.store)
    body = {"account": str(clerk.id), "deputy": str(secretary.id), "reason": "病假"}
    await api("POST", ABSENCES, {**body, "from_on": day, "until_on": day}, role="monitor")
    assert (await filed(api))["handler"]["desk"] == SECRETARY


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"until_on": "2020-01-01"}, "body.until_on"),
        ({"deputy": "f" * 24}, "body.deputy"),
        ({"account": "f" * 24}, "body.account"),
    ],
)
async def test_an_absence_needs_an_end_and_people_of_the_place(api, make, change, path):
    await make.village()
    body = {"deputy": str((await make.the("clerk")).id), "reason": "休假"}
    body |= {"from_on": today(make.store), "until_on": today(make.store)}
    assert (await api("POST", ABSENCES, body | change, role="secretary")).paths == [path]


async def test_only_the_secretary_and_those_above_record_absences(api, make):
    await make.village()
    for role, division in (("clerk", VILLAGE), ("villager", VILLAGE), ("secretary", NEIGHBOUR)):
        assert (await api("POST", ABSENCES, {}, role=role, division=division)).status == 403


async def test_anybody_reads_who_is_on_duty_today(api, make):
    await make.village()
    secretary, clerk = await make.the("secretary"), await make.the("clerk")
    assert (await api("GET", DUTY)).json["today"]["name"] == secretary.name
    day = {"on": today(make.store), "account": str(clerk.id), "phone": "0570-7012345"}
    planned = await api("PUT", DUTY, {"days": [day]}, role="clerk")
    assert (planned.json["today"]["name"], planned.json["today"]["title"]) == (clerk.name, "村文书")
    assert (await api("GET", DUTY)).json["next"][0]["name"] == secretary.name
    freed = await api("PUT", DUTY, {"days": [{"on": day["on"]}]}, role="clerk")
    assert freed.json["today"]["name"] == secretary.name


async def test_who_is_on_duty_but_away_is_replaced_by_name(api, make):
    await make.village()
    await away(api, make)
    duty = (await api("GET", DUTY)).json["today"]
    assert duty["name"] == (await make.the("clerk")).name
    assert duty["stands_in_for"] == (await make.the("secretary")).name


async def test_a_plan_names_people_of_the_village_and_each_day_once(api, make):
    await make.village()
    monitor, clerk = await make.the("monitor"), await make.the("clerk")
    day = {"on": today(make.store), "account": str(monitor.id)}
    wrong = await api("PUT", DUTY, {"days": [day]}, role="secretary")
    assert wrong.paths == ["body.days.0.account"]
    day = {**day, "account": str(clerk.id)}
    assert (await api("PUT", DUTY, {"days": [day, day]}, role="secretary")).paths == ["body.days"]
