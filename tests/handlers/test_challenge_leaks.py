"""A private challenge stays invisible to those whom it accuses, by any route of the API."""

from __future__ import annotations

import pytest

from handlers.api import ROOT, routes
from handlers.base import verbs_of
from handlers.paths import parameters
from tests.factories import VILLAGE

# Words that stand in no other text, so that finding them anywhere is a leak.
CHALLENGE = {"kind": "challenge", "visibility": "private", "text": "那座翡翠色的桥根本没有修过"}
GETS = sorted(r.template for r in routes() if "get" in verbs_of(r.handler))
LAMP = {"on": "2026-08-03", "way": "expense", "amount": 120_000, "subject": "修桥"}


@pytest.fixture
def challenged(api, make, worker, io_loop):
    """The challenge as its asker sees it."""

    async def one() -> dict:
        await make.village()
        disclosure = await make.disclosure(entries=(LAMP,))
        path = f"/disclosures/{disclosure.id}/inquiries"
        made = (await api("POST", path, CHALLENGE, role="villager")).json
        await worker.until_idle()
        return made

    return io_loop.run_sync(one)


@pytest.mark.parametrize("role", ["secretary", "clerk", "grid_worker"])
async def test_no_route_shows_a_village_cadre_who_doubts_what_they_published(
    api, make, challenged, role
):
    asker = str((await make.the("villager")).id)
    for template in GETS:
        for found in (challenged["id"], challenged["disclosure"]):
            reply = await api("GET", _address(template, found), role=role)
            body = reply.raw.body.decode(errors="replace")
            for secret in ("翡翠", challenged["id"], asker):
                assert secret not in body, f"{template} shows {secret}"


async def test_the_township_does_see_it_or_the_test_above_proves_nothing(api, challenged):
    reply = await api("GET", f"/inquiries/{challenged['id']}", role="monitor")
    assert "翡翠" in reply.raw.body.decode()


async def test_who_published_learns_nothing_by_an_act_either(api, challenged):
    acts = [r.template for r in routes() if "{inquiry}" in r.template]
    assert acts
    for template in acts:
        for role in ("secretary", "clerk"):
            verb = "POST" if "post" in verbs_of(_handler(template)) else "GET"
            body = {} if verb == "POST" else None
            reply = await api(verb, _address(template, challenged["id"]), body, role=role)
            made_up = await api(verb, _address(template, "f" * 24), body, role=role)
            assert (reply.status, reply.code) == (made_up.status, made_up.code), template
            assert reply.status in (403, 404), template


def _handler(template: str):
    return next(r.handler for r in routes() if r.template == template)


def _address(template: str, found: str) -> str:
    """The route's address; any object it names is the challenge, or what it is about."""
    path = template.removeprefix(ROOT)
    known = {"village": VILLAGE, "division": VILLAGE, "size": "320", "filename": "x.js"}
    for name in parameters(template):
        path = path.replace(f"{{{name}}}", known.get(name, found))
    return path + ("?q=翡翠色" if path.endswith("/search") else "")
