"""What several files of these tests begin with: an inquiry, uploads, and the story of a case."""

from __future__ import annotations

import pytest

from tests.factories import VILLAGE
from tests.inquiries import ASKED, LAMP


@pytest.fixture
def peopled(make, io_loop):
    """The village with everybody who holds a role in it."""
    io_loop.run_sync(make.village)


@pytest.fixture
def asked(api, make):
    """A published disclosure, and what a villager asks about it: the inquiry."""

    async def one(body=ASKED, **fields):
        disclosure = await make.disclosure(entries=(LAMP | fields,))
        path = f"/disclosures/{disclosure.id}/inquiries"
        reply = await api("POST", path, body, role="villager")
        assert reply.status == 201, reply.json
        return reply.json

    return one


@pytest.fixture
def passed(api, worker):
    """The monitor passes what waits for a person."""

    async def one(passed=True):
        await worker.until_idle()
        queue = await api("GET", f"/divisions/{VILLAGE}/checks", role="monitor")
        for check in queue.json["items"]:
            said = {"passed": passed, "reason": "不宜公开"}
            await api("POST", f"/checks/{check['id']}/decision", said, role="monitor")
        await worker.until_idle()

    return one
