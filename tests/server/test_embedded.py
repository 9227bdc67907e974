"""The embedded MongoDB: it starts, survives, explains itself and never outlives its owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pymongo import MongoClient

from server.embedded import EmbeddedMongo, EmbeddedMongoError, find_mongod
from server.ports import is_free
from tests.processes import has_ended, quick_folder, running_with


@pytest.fixture(scope="module")
def mongo() -> Iterator[EmbeddedMongo]:
    with quick_folder() as path:
        mongo = EmbeddedMongo(path)
        mongo.start()
        yield mongo
        mongo.stop()


def names(mongo: EmbeddedMongo) -> list[str]:
    with MongoClient(mongo.uri) as client:
        return sorted(document["name"] for document in client.trial.things.find())


def keep(mongo: EmbeddedMongo, name: str) -> None:
    with MongoClient(mongo.uri, w="majority") as client:
        client.trial.things.insert_one({"name": name})


def test_a_transaction_that_is_given_up_leaves_nothing(mongo: EmbeddedMongo) -> None:
    with MongoClient(mongo.uri) as client, client.start_session() as session:
        with session.start_transaction():
            client.trial.drafts.insert_one({}, session=session)
            session.abort_transaction()
        assert client.trial.drafts.count_documents({}) == 0
        with session.start_transaction():
            client.trial.drafts.insert_one({}, session=session)
        assert client.trial.drafts.count_documents({}) == 1


def test_changes_can_be_watched(mongo: EmbeddedMongo) -> None:
    with MongoClient(mongo.uri) as client, client.trial.things.watch() as changes:
        keep(mongo, "watched")
        assert changes.next()["fullDocument"]["name"] == "watched"


def test_it_comes_back_on_its_port_with_its_data_after_a_stop(mongo: EmbeddedMongo) -> None:
    keep(mongo, "stopped")
    address = mongo.uri
    mongo.stop()
    assert not mongo.is_running
    assert is_free("127.0.0.1", mongo.port)
    assert mongo.start() == address
    assert "stopped" in names(mongo)


def test_an_acknowledged_write_survives_a_kill(mongo: EmbeddedMongo) -> None:
    keep(mongo, "killed")
    mongo.kill()
    mongo.start()
    assert "killed" in names(mongo)


def test_data_made_on_one_port_open_on_another(folder: Path) -> None:
    earlier = EmbeddedMongo(folder)
    earlier.start()
    keep(earlier, "moved")
    earlier.stop()
    later = EmbeddedMongo(folder)
    later.start()
    assert later.port != earlier.port
    assert names(later) == ["moved"]
    later.stop()


def test_a_second_start_is_the_same_database(mongo: EmbeddedMongo) -> None:
    pid = mongo.pid
    assert mongo.start() == mongo.uri
    assert mongo.pid == pid


def test_data_in_use_are_named_and_left_alone(mongo: EmbeddedMongo) -> None:
    second = EmbeddedMongo(mongo.data_dir)
    with pytest.raises(EmbeddedMongoError, match="another mongod uses"):
        second.start()
    assert not second.is_running
    assert mongo.is_running


def test_a_taken_port_is_named_although_a_mongod_answers_there(
    mongo: EmbeddedMongo, folder: Path
) -> None:
    second = EmbeddedMongo(folder, port=mongo.port)
    with pytest.raises(EmbeddedMongoError, match=f"port {mongo.port} is taken"):
        second.start()
    assert not second.is_running


def test_a_failed_start_quotes_what_mongod_said(folder: Path) -> None:
    mongo = EmbeddedMongo(folder, extra_args=["--no-such-option"])
    with pytest.raises(EmbeddedMongoError, match="unrecognised option '--no-such-option'"):
        mongo.start()
    assert mongo.pid is None


def test_damaged_data_are_reported_with_the_end_of_the_log(folder: Path) -> None:
    (folder / "mongo").mkdir()
    (folder / "mongo" / "storage.bson").write_text("not a database", encoding="ascii")
    mongo = EmbeddedMongo(folder)
    with pytest.raises(EmbeddedMongoError, match=r"mongod\.log:\n  [WEF] "):
        mongo.start()
    assert not mongo.is_running


def test_it_ends_with_the_process_that_started_it(folder: Path) -> None:
    owner = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import pathlib, sys, time; from server.embedded import EmbeddedMongo\n"
            "mongo = EmbeddedMongo(pathlib.Path(sys.argv[1])); mongo.start()\n"
            "print(mongo.pid, flush=True); time.sleep(60)",
            str(folder),
        ],
        stdout=subprocess.PIPE,
    )
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    assert psutil.Process(pid).name() == "mongod"
    owner.kill()
    owner.communicate()
    assert has_ended(pid)


def test_an_interruption_of_the_start_leaves_nothing_running(folder: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        interrupted(EmbeddedMongo(folder))
    assert running_with(str(folder)) == []


def interrupted(mongo: EmbeddedMongo) -> None:
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.15)
    try:
        mongo.start()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def test_a_chosen_mongod_must_be_a_program(folder: Path) -> None:
    with pytest.raises(EmbeddedMongoError, match=r"MONGOD=.* is not a program"):
        find_mongod(str(folder / "mongod"))


def test_a_mongod_on_the_path_goes_before_the_wheel(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder / "mongod"
    own.write_text("#!/bin/sh\n", encoding="ascii")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    assert find_mongod() == own
    assert find_mongod("/bin/sh") == Path("/bin/sh")


def test_without_one_on_the_path_the_wheel_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_mongod().parts[-4:] == ("fiftyone", "db", "bin", "mongod")
