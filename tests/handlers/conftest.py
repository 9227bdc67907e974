"""What several files of these tests begin with: an inquiry, uploads, and the story of a case."""

from __future__ import annotations

import pytest

from tests.factories import VILLAGE
from tests.inquiries import ASKED, LAMP
from tests.pictures import form
from tests.story import Story


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


@pytest.fixture
def case_of(api, make, worker, clock):
    """Begins the story of a case: `await case_of.file()`."""
    return Story(api, make, worker, clock)


@pytest.fixture
def send(api):
    """Uploads a file as a role (or with a token)."""

    async def upload(data: bytes, *, role: str | None = "villager", **more):
        given = {key: more.pop(key) for key in ("name", "field") if key in more}
        body, headers = form(data, **given)
        return await api("POST", "/media", role=role, raw_body=body, headers=headers, **more)

    return upload
