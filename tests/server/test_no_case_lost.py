"""The database dies and comes back while people file: whatever was acknowledged is there."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from pymongo import MongoClient

from server.embedded import EmbeddedMongo
from server.ports import free_port
from tests.conftest import DATA_KEYS, LOOKUP_KEY
from tests.processes import ROOT, environment, wait_until

PEOPLE, REPORTS_EACH, OUTAGES = 8, 30, 2
VILLAGE = "330825101200"
REPORT = {"text": "村口的路灯已经坏了半个月，晚上老人出门很不方便，希望尽快维修。"}


@pytest.fixture
def mongo(folder: Path) -> Iterator[EmbeddedMongo]:
    """A database of this test's own, which may be killed."""
    embedded = EmbeddedMongo(folder / "db", port=free_port("127.0.0.1"))
    embedded.start()
    yield embedded
    embedded.stop()


@pytest.fixture
def web(mongo: EmbeddedMongo) -> Iterator[httpx.Client]:
    """A real web process over it, with the demo county."""
    port = free_port("127.0.0.1")
    settings = environment(
        MONGODB_URI=mongo.uri, DEMO="true", PORT=str(port), DATA_KEYS=DATA_KEYS,
        LOOKUP_KEY=LOOKUP_KEY, LOG_LEVEL="CRITICAL",
    )  # fmt: skip
    for command in (["indexes"], ["seed", "--demo"]):
        subprocess.run(
            [sys.executable, "-m", "server", *command], cwd=ROOT, env=settings, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "server", "web"], cwd=ROOT, env=settings)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=15) as client:
        wait_until(lambda: is_ready(port))
        yield client
    process.terminate()
    process.wait(30)


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def stored_in(mongo: EmbeddedMongo) -> list[str]:
    """The ids of all cases; the demo brings some along."""
    with MongoClient(mongo.uri) as client:
        return [str(row["_id"]) for row in client["cunwu"]["feedback"].find({}, {"_id": 1})]


def file_reports(web: httpx.Client, person: int) -> list[str]:
    """Files and files, trying again as a client should; the ids of what was acknowledged."""
    token = web.post("/session/wechat", json={"code": f"demo-{person}"}).json()["token"]
    acknowledged = []
    for number in range(REPORTS_EACH):
        headers = {
            "Authorization": f"Bearer {token}",
            "Idempotency-Key": f"report-{person}-{number}",
        }
        for _ in range(100):
            reply = web.post(f"/villages/{VILLAGE}/feedback", json=REPORT, headers=headers)
            if reply.status_code != 503:
                break
        assert reply.status_code == 201, reply.text
        acknowledged.append(reply.json()["id"])
    return acknowledged


def test_no_acknowledged_case_is_lost_and_none_is_stored_twice(mongo, web):
    before = stored_in(mongo)
    with ThreadPoolExecutor(PEOPLE) as people:
        filing = [people.submit(file_reports, web, person) for person in range(PEOPLE)]
        with MongoClient(mongo.uri) as client:
            cases = client["cunwu"]["feedback"]
            for outage in range(1, OUTAGES + 1):
                so_far = len(before) + outage * PEOPLE * REPORTS_EACH // 4
                wait_until(lambda at=so_far: cases.estimated_document_count() >= at)
                mongo.kill()
                mongo.start()
        acknowledged = [case for person in filing for case in person.result(timeout=120)]
    assert sorted(stored_in(mongo)) == sorted(before + acknowledged)
    assert len(set(acknowledged)) == PEOPLE * REPORTS_EACH
