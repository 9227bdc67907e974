"""The doctor finds what is wrong with an installation, and says what to do about it."""

from __future__ import annotations

import argparse
import asyncio
from datetime import timedelta

import pytest
from pydantic import SecretStr
from pymongo import IndexModel

from models.base import now
from server import doctor
from server.commands import check
from server.doctor import examine
from server.ports import free_port
from server.settings import Settings
from tests.processes import bury_refused_sockets


@pytest.fixture
def real(settings: Settings) -> Settings:
    """Settings of a real installation."""
    return settings.model_copy(update={"demo": False})


async def ill(settings: Settings) -> dict[str, str]:
    """What is wrong: the fact and the remedy, by the part."""
    findings = [finding async for finding in examine(settings)]
    assert all(finding.fact for finding in findings)
    return {f.part: f"{f.fact} -> {f.remedy}" for f in findings if not f.is_well}


async def test_a_good_installation_has_nothing_to_repair(store, real):
    assert await ill(real) == {}


async def test_missing_keys_are_told_with_the_command_that_makes_some(store, real):
    found = await ill(real.model_copy(update={"data_keys": SecretStr("")}))
    assert "python -m server keys" in found["keys"]


async def test_a_demo_is_no_installation(store, settings):
    assert "set DEMO=false" in (await ill(settings))["settings"]


async def test_an_open_address_without_a_proxy_is_named(store, real):
    assert "TRUST_PROXY" in (await ill(real.model_copy(update={"host": "0.0.0.0"})))["settings"]


async def test_a_database_that_is_away_is_one_finding_and_the_rest_is_still_looked_at(real):
    nobody = f"mongodb://127.0.0.1:{free_port()}/?directConnection=true"
    away = real.model_copy(update={"mongodb_uri": nobody, "mongo_timeout_ms": 300})
    found = await ill(away.model_copy(update={"lookup_key": SecretStr("short")}))
    assert found.keys() == {"keys", "database"}
    assert "MONGODB_URI" in found["database"]
    bury_refused_sockets()


async def test_without_an_address_of_the_database_it_asks_for_one(real):
    assert "MONGODB_URI" in (await ill(real.model_copy(update={"mongodb_uri": ""})))["database"]


async def test_a_missing_and_a_foreign_index_are_named(store, real):
    raw = store.divisions.raw
    await raw.drop_index("code_1")
    await raw.create_indexes([IndexModel([("colour", 1)])])
    findings = [f"{f.fact} -> {f.remedy}" async for f in doctor.look_at_indexes(store) if f.remedy]
    await raw.drop_index("colour_1")
    await store.divisions.ensure_indexes()
    assert findings == [
        "divisions: no index for: by code -> run: python -m server indexes",
        "divisions: colour_1 is not declared -> drop it, if nobody else needs it: "
        'db.divisions.dropIndex("colour_1")',
    ]


async def test_an_index_with_other_options_is_not_the_declared_one(store):
    raw = store.divisions.raw
    await raw.drop_index("code_1")
    await raw.create_indexes([IndexModel([("code", 1)])])
    findings = [f async for f in doctor.look_at_indexes(store) if not f.is_well]
    await raw.drop_index("code_1")
    await store.divisions.ensure_indexes()
    assert len(findings) == 2


async def test_a_dead_job_is_shown_with_its_error_and_revived_on_demand(store, real, capsys):
    await store.jobs.enqueue("message", "a", {})
    job = await store.jobs.claim(lease_seconds=60)
    await store.jobs.fail(job, "no such account", tries=1)
    told = (await ill(real))["jobs"]
    assert "no such account" in told
    assert "check --revive" in told
    assert await asyncio.to_thread(run_check, real, revive=True) == 0
    assert "1 jobs are due again" in capsys.readouterr().out
    assert "jobs" not in await ill(real)


async def test_a_clock_that_is_apart_is_told(store, real, monkeypatch):
    monkeypatch.setattr(doctor, "now", lambda: now() + timedelta(minutes=5))
    assert "NTP" in (await ill(real))["clock"]


async def test_a_full_disk_is_told(store, real, monkeypatch):
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 10**18)
    assert "make room" in (await ill(real))["disk"]


async def test_files_that_are_not_there_are_named(store, real, monkeypatch, tmp_path):
    monkeypatch.setattr(doctor, "STATIC", doctor.STATIC.parent / "elsewhere")
    monkeypatch.setattr(doctor.docs, "PAGE", doctor.STATIC / "docs")
    assert "openapi.json" in (await ill(real))["files"]


async def test_a_library_that_fails_is_told_and_does_not_stop_the_rest(store, real, monkeypatch):
    def broken(*_: object) -> bool:
        raise ImportError("libargon2 is missing")

    monkeypatch.setattr(doctor, "is_right_password", broken)
    found = await ill(real)
    assert found.keys() == {"argon2"}
    assert "libargon2 is missing" in found["argon2"]


def run_check(settings: Settings, *, revive: bool = False) -> int:
    return check.run(argparse.Namespace(revive=revive), settings)


async def test_the_exit_code_says_whether_something_is_to_be_done(store, real, settings, capsys):
    assert await asyncio.to_thread(run_check, real) == 0
    assert "all is well" in capsys.readouterr().out
    assert await asyncio.to_thread(run_check, settings) == 1
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if line.startswith("FAIL")] == [
        "FAIL settings: DEMO is on, and its passwords are public -> set DEMO=false"
    ]
