"""A complaint about the cadres stays invisible to them by any route of the API, whatever it is."""

from __future__ import annotations

import re

import pytest

from handlers.api import ROOT, routes
from handlers.base import verbs_of
from handlers.paths import parameters
from tests.factories import TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, LAMP, PATH

# Words that stand in no other text, so that finding them anywhere is a leak.
SECRET = GRAFT | {"title": "举报村支书贪污", "text": GRAFT["text"] + "那笔琥珀色的补偿款去了哪里？"}
GETS = sorted(r.template for r in routes() if "get" in verbs_of(r.handler))


@pytest.mark.parametrize("role", ["secretary", "clerk", "overseer", "grid_worker"])
async def test_no_route_shows_a_village_cadre_a_complaint_about_them(api, make, worker, role):
    await make.village()
    hidden = (await api("POST", PATH, SECRET, role="villager")).json
    open_case = (await api("POST", PATH, LAMP, role="villager")).json
    await worker.until_idle()
    for template in GETS:
        for case in (hidden, open_case):
            reply = await api("GET", _address(template, case["id"]), role=role)
            _leaks_nothing(reply.raw.body.decode(errors="replace"), hidden, template)


@pytest.mark.parametrize("role", ["secretary", "clerk", "overseer", "grid_worker"])
async def test_no_act_on_a_complaint_about_them_is_open_to_a_village_cadre(api, make, role):
    await make.village()
    hidden = (await api("POST", PATH, SECRET, role="villager")).json
    acts = [
        r.template for r in routes() if "{case}" in r.template and "post" in verbs_of(r.handler)
    ]
    assert acts
    for template in acts:
        reply = await api("POST", _address(template, hidden["id"]), {}, role=role)
        made_up = await api("POST", _address(template, "f" * 24), {}, role=role)
        assert reply.status in (403, 404), template
        assert (reply.status, reply.code) == (made_up.status, made_up.code), template


async def test_the_messages_of_a_complaint_about_cadres_go_to_the_township_alone(api, make, worker):
    await make.village()
    hidden = (await api("POST", PATH, SECRET, role="villager")).json
    await worker.until_idle()
    for role, expected in (("monitor", 1), ("secretary", 0), ("clerk", 0), ("overseer", 0)):
        page = await make.store.messages.of_account((await make.the(role)).id)
        assert len([m for m in page.items if hidden["id"] in m.about]) == expected


def _address(template: str, case_id: str) -> str:
    """The route's address; any object it names is the case, so that a mixed-up id shows too."""
    path = template.removeprefix(ROOT)
    for name in parameters(template):
        value = {"village": VILLAGE, "division": VILLAGE, "size": "320", "filename": "x.js"}
        path = path.replace(f"{{{name}}}", value.get(name, case_id))
    query = "?q=琥珀色" if path.endswith("/search") else ""
    return path + query


def _leaks_nothing(body: str, hidden: dict, where: str) -> None:
    for secret in ("琥珀", hidden["case_no"], SECRET["title"]):
        assert secret not in body, f"{where} shows {secret}"
    found = re.findall(hidden["id"], body)
    assert not found, f"{where} names the case"


async def test_the_township_does_see_it_or_the_tests_above_prove_nothing(api, make):
    await make.village()
    hidden = (await api("POST", PATH, SECRET, role="villager")).json
    seen = await api("GET", f"/feedback/{hidden['id']}", role="monitor")
    assert "琥珀" in seen.raw.body.decode()
    listed = await api("GET", f"/divisions/{TOWNSHIP}/feedback?about_cadres=true", role="monitor")
    assert [line["id"] for line in listed.json["items"]] == [hidden["id"]]


async def test_a_refusal_that_is_overruled_does_not_bring_the_complaint_to_the_village(api, make):
    await make.village()
    hidden = (await api("POST", PATH, SECRET, role="villager")).json
    path = f"/feedback/{hidden['id']}"
    await api("POST", f"{path}/refusal", {"reason": "petition"}, role="monitor")
    overruling = {"role": "secretary", "reason": "请村里处理"}
    reply = await api("POST", f"{path}/overruling", overruling, role="county")
    assert reply.json["errors"][0]["code"] == "transfer_conflict"
    assert (await api("GET", "/inbox", role="secretary")).json["items"] == []


async def test_nobody_watches_over_the_village_whose_cadre_they_are(api, make):
    await make.village()
    both = [{"role": "secretary", "division": VILLAGE}, {"role": "monitor", "division": TOWNSHIP}]
    new = {"username": "both.roles", "name": "兼任", "grants": both}
    opened = await api("POST", "/accounts", new, role="county")
    assert opened.json["errors"][0]["code"] == "watches_oneself"
    secretary = await make.the("secretary")
    given = await api("POST", f"/accounts/{secretary.id}/grants", both[1], role="county")
    assert (given.status, given.code) == (409, "watches_oneself")
    monitor = await make.the("monitor")
    given = await api("POST", f"/accounts/{monitor.id}/grants", both[0], role="county")
    assert (given.status, given.code) == (409, "watches_oneself")


async def test_numbers_of_visible_cases_have_no_gap_where_a_complaint_was_filed(api, make):
    await make.village()
    filed = [await api("POST", PATH, body, role="villager") for body in (LAMP, SECRET, LAMP)]
    first, hidden, second = (int(r.json["case_no"].rpartition("-")[2]) for r in filed)
    assert second == first + 1
    assert hidden > 5000


async def test_what_was_noted_while_a_case_was_hidden_stays_hidden(api, make):
    await make.village()
    path = f"/feedback/{(await api('POST', PATH, SECRET, role='villager')).json['id']}"
    await api("POST", f"{path}/notes", {"text": "先查支书的账"}, role="monitor")
    await api("POST", f"{path}/clarification", {"about_cadres": False}, role="villager")
    assert (await api("GET", f"{path}/notes", role="secretary")).json["items"] == []
    assert len((await api("GET", f"{path}/notes", role="monitor")).json["items"]) == 1


async def test_the_history_of_the_time_when_a_case_was_hidden_stays_with_those_above(api, make):
    await make.village()
    path = f"/feedback/{(await api('POST', PATH, SECRET, role='villager')).json['id']}"
    notes = ("先转县里查账", "已退回核实", "账已查明")
    await make.the("county")
    for act, body, role in (
        ("transfer", {"role": "county", "reason": notes[0]}, "monitor"),
        ("return", {"reason": notes[1]}, "county"),
        ("answer", {"text": notes[2]}, "monitor"),
        ("reopening", {"reason": "不服"}, "villager"),
        ("clarification", {"about_cadres": False}, "villager"),
    ):
        assert (await api("POST", f"{path}/{act}", body, role=role)).status == 200, act
    for role in ("monitor", "county", "villager"):
        body = (await api("GET", path, role=role)).raw.body.decode()
        assert all(note in body for note in notes), role
    seen = await api("GET", path, role="secretary")
    assert [entry["act"] for entry in seen.json["entries"]] == ["file", "clarify"]
    body = seen.raw.body.decode()
    assert not any(note in body for note in (*notes, "monitor:"))


async def test_words_of_a_case_that_becomes_hidden_leave_the_villages_figures(api, make, worker):
    await make.village()
    case = (await api("POST", PATH, LAMP, role="villager")).json
    await worker.until_idle()
    figures = f"/divisions/{VILLAGE}/figures"
    assert (await api("GET", figures, role="secretary")).json["cases"] == 1
    said = {"about_cadres": True}
    await api("POST", f"/feedback/{case['id']}/clarification", said, role="villager")
    await worker.until_idle()
    assert (await api("GET", figures, role="secretary")).json["cases"] == 0
