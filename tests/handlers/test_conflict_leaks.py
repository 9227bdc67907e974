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
