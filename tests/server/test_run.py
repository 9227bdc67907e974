"""`make run`'s command, really started: it tells where to look, and it leaves nothing behind."""

from __future__ import annotations

import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from server.ports import free_port
from server.settings import Settings
from tests.conftest import DATA_KEYS, LOOKUP_KEY
from tests.processes import descendants, environment, has_ended, wait_until

LAST_LINE = "Ctrl-C stops all of it"
WITHOUT_DEMO = {"DEMO": "false", "DATA_KEYS": DATA_KEYS, "LOOKUP_KEY": LOOKUP_KEY}


class Trial:
    """A trial that was started in a folder of its own; what it said is in `told`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self._said = folder / "said"
        self._said.touch()
        given = {"PORT": str(self.port), "DATA_DIR": str(folder / "data")} | settings
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "run"],
                cwd=folder,  # No `.env` of this checkout may change what is tested.
                env=environment(**given),
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    @property
    def told(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def wait_until_it_says(self, text: str) -> None:
        wait_until(lambda: text in self.told or self.process.poll() is not None, 150)
        assert text in self.told, self.told

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", trust_env=False, timeout=30)

    def sign_in(self) -> int:
        """The status of signing in with the first account and the password it told."""
        password = re.search(r"password (\S+):", self.told)
        username = re.search(r"\t(\S+)$", self.told, re.MULTILINE)
        assert password
        assert username
        address = f"http://127.0.0.1:{self.port}/api/v1/session/password"
        form = {"username": username[1], "password": password[1]}
        return httpx.post(address, json=form, trust_env=False, timeout=30).status_code

    def child(self, name: str) -> int:
        """The process id of the child whose command line ends with `name`."""
        lines = {pid: psutil.Process(pid).cmdline() for pid in descendants(self.process.pid)}
        return next(pid for pid, line in lines.items() if line[-1:] == [name])

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@pytest.fixture
def trial(folder: Path) -> Iterator[Callable[..., Trial]]:
    started: list[Trial] = []

    def start(**settings: str) -> Trial:
        started.append(Trial(folder, **settings))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGTERM)


def test_a_trial_tells_where_to_look_and_ctrl_c_ends_all_of_it(
    trial: Callable[..., Trial],
) -> None:
    running = trial()
    running.wait_until_it_says(LAST_LINE)
    assert f"http://127.0.0.1:{running.port}/api/v1/docs" in running.told
    for path in ("/readyz", "/api/v1/docs", "/api/v1/openapi.json"):
        assert running.get(path).status_code == 200
    started = descendants(running.process.pid)
    assert "mongod" in {psutil.Process(pid).name() for pid in started}
    assert running.end(signal.SIGINT) == 0
    assert running.told.rstrip().endswith("Stopped.")
    assert all(has_ended(pid, 0) for pid in started)


def test_a_trial_after_an_interrupted_one_has_its_keys_and_accounts_that_open(
    trial: Callable[..., Trial], folder: Path
) -> None:
    kept = folder / "data" / "demo-keys.env"
    trial_that_was_interrupted = trial()
    trial_that_was_interrupted.wait_until_it_says("Starting the database")
    assert trial_that_was_interrupted.end(signal.SIGTERM) == 0
    keys = kept.read_text()
    running = trial()
    running.wait_until_it_says(LAST_LINE)
    assert running.sign_in() == 201
    assert kept.read_text() == keys
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_trial_on_a_given_database_starts_none_and_ends_when_a_child_dies(
    trial: Callable[..., Trial], settings: Settings
) -> None:
    running = trial(**WITHOUT_DEMO, MONGODB_URI=settings.mongodb_uri, MONGODB_DATABASE="trial")
    running.wait_until_it_says(LAST_LINE)
    assert "password" not in running.told
    started = descendants(running.process.pid)
    assert "mongod" not in {psutil.Process(pid).name() for pid in started}
    psutil.Process(running.child("web")).kill()
    assert running.process.wait(60) == 1
    assert "the web process ended with code -9" in running.told
    assert all(has_ended(pid) for pid in started)


def test_nothing_outlives_a_trial_that_was_killed(trial: Callable[..., Trial]) -> None:
    running = trial(**WITHOUT_DEMO)
    running.wait_until_it_says(LAST_LINE)
    started = descendants(running.process.pid)
    assert running.end(signal.SIGKILL) == -signal.SIGKILL
    assert all(has_ended(pid, 30) for pid in started)


def test_an_interruption_of_the_start_is_an_orderly_end(trial: Callable[..., Trial]) -> None:
    running = trial()
    running.wait_until_it_says("Starting the database")
    wait_until(lambda: descendants(running.process.pid))
    started = descendants(running.process.pid)
    assert running.end(signal.SIGINT) == 0
    assert all(has_ended(pid, 0) for pid in started)


def test_a_taken_port_is_named_before_anything_starts(
    trial: Callable[..., Trial], folder: Path, settings: Settings
) -> None:
    taken = settings.mongodb_uri.split(":")[2].split("/")[0]
    running = trial(PORT=taken)
    assert running.process.wait(60) == 1
    assert f"port {taken} is taken" in running.told
    assert not (folder / "data").exists()


def test_a_demo_does_not_listen_to_strangers(trial: Callable[..., Trial], folder: Path) -> None:
    running = trial(HOST="0.0.0.0")
    assert running.process.wait(60) == 1
    assert "loopback only" in running.told
    assert not (folder / "data").exists()


def test_a_database_that_does_not_start_says_why(trial: Callable[..., Trial]) -> None:
    running = trial(MONGOD="/bin/false")
    assert running.process.wait(60) == 1
    assert "The embedded MongoDB did not start: mongod ended with code 1" in running.told


def test_a_malformed_key_is_named_but_not_shown(
    trial: Callable[..., Trial], settings: Settings
) -> None:
    running = trial(
        DEMO="false",
        DATA_KEYS="unreadable",
        LOOKUP_KEY="unreadable",
        MONGODB_URI=settings.mongodb_uri,
        MONGODB_DATABASE="trial",
    )
    assert running.process.wait(60) == 1
    assert "DATA_KEYS or LOOKUP_KEY" in running.told
    assert "unreadable" not in running.told


def test_a_database_that_does_not_answer_ends_the_trial(trial: Callable[..., Trial]) -> None:
    nobody = f"mongodb://127.0.0.1:{free_port()}/"
    running = trial(**WITHOUT_DEMO, MONGODB_URI=nobody)
    assert running.process.wait(60) == 1
    assert "the database does not answer" in running.told
    assert "Traceback" not in running.told
