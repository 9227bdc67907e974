"""The real `supervisord.conf`, really started: all processes answer, and come back after a kill."""

from __future__ import annotations

import configparser
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from server.ports import free_port, is_free
from server.settings import Settings
from tests.conftest import DATA_KEYS, LOOKUP_KEY
from tests.processes import ROOT, descendants, environment, has_ended, quick_folder, wait_until

CONFIGURATION = configparser.RawConfigParser(inline_comment_prefixes=(";",))
CONFIGURATION.read(ROOT / "supervisord.conf")
WEB_PROCESSES = CONFIGURATION.getint("program:web", "numprocs")
WORKERS = CONFIGURATION.getint("program:worker", "numprocs")
NGINX = (ROOT / "server" / "nginx.conf.example").read_text(encoding="utf-8")


class Installation:
    """A checkout of its own (by links) with the untouched configuration and an `.env` beside it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.ports = free_range(WEB_PROCESSES)
        for name in ("server", "handlers", "models", "nlp", "static", "supervisord.conf"):
            (folder / name).symlink_to(ROOT / name)
        (folder / ".venv").symlink_to(sys.prefix)
        (folder / ".data").mkdir()
        (folder / ".env").write_text(
            f"PORT={self.ports[0]}\nMONGODB_URI={settings.mongodb_uri}\n"
            f"MONGODB_DATABASE=supervised\nDATA_KEYS={DATA_KEYS}\nLOOKUP_KEY={LOOKUP_KEY}\n"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", "supervisord.conf"],
            cwd=folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def control(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisorctl", "-c", "supervisord.conf", *command],
            cwd=self.folder,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout

    def running(self) -> dict[str, int]:
        """The process id of each program that is RUNNING, by name."""
        lines = re.findall(r"^(\S+)\s+RUNNING\s+pid (\d+)", self.control("status"), re.MULTILINE)
        return {name: int(pid) for name, pid in lines}

    def answers(self, port: int) -> bool:
        try:
            address = f"http://127.0.0.1:{port}/healthz"
            return httpx.get(address, trust_env=False).status_code == 200
        except httpx.TransportError:
            return False

    def log(self, name: str) -> str:
        return (self.folder / ".data" / f"{name}.log").read_text(encoding="utf-8")

    def is_working(self) -> bool:
        """Whether the worker, as often as it was started, has come to its work."""
        starts = self.log("supervisord").count("spawned: 'worker_00'")
        return self.log("worker_00").count('"working"') == starts

    def all_answer(self) -> bool:
        return all(self.answers(port) for port in self.ports)


def free_range(length: int) -> range:
    """That many free ports in a row."""
    while True:
        first = free_port()
        found = range(first, first + length)
        if found[-1] < 65536 and all(is_free("127.0.0.1", port) for port in found):
            return found


@pytest.fixture(scope="module")
def installation(settings: Settings) -> Iterator[Installation]:
    with quick_folder() as folder:
        started = Installation(folder, settings)
        wait_until(started.all_answer, 90)
        yield started
        if started.process.poll() is None:
            started.process.terminate()
            started.process.wait(60)


def test_every_web_process_and_worker_of_the_configuration_runs(
    installation: Installation,
) -> None:
    wait_until(lambda: len(installation.running()) == WEB_PROCESSES + WORKERS)
    assert sorted(installation.running()) == [
        *(f"web:web_{number:02d}" for number in range(WEB_PROCESSES)),
        *(f"worker:worker_{number:02d}" for number in range(WORKERS)),
    ]


def test_a_killed_process_comes_back_and_the_others_never_stop(
    installation: Installation,
) -> None:
    wait_until(lambda: len(installation.running()) == WEB_PROCESSES + WORKERS)
    before = installation.running()
    psutil.Process(before["web:web_01"]).send_signal(signal.SIGKILL)
    psutil.Process(before["worker:worker_00"]).send_signal(signal.SIGKILL)
    assert has_ended(before["web:web_01"])
    assert installation.answers(installation.ports[0])
    wait_until(lambda: len(installation.running()) == WEB_PROCESSES + WORKERS)
    wait_until(installation.all_answer)
    after = installation.running()
    assert after["web:web_00"] == before["web:web_00"]
    assert after["web:web_01"] != before["web:web_01"]
    assert after["worker:worker_00"] != before["worker:worker_00"]


def test_logs_stand_beside_the_checkout_and_hold_no_key(installation: Installation) -> None:
    logs = sorted((installation.folder / ".data").glob("*_[0-9][0-9].log"))
    assert len(logs) == WEB_PROCESSES + WORKERS
    for log in logs:
        text = log.read_text(encoding="utf-8")
        assert '"level": "INFO"' in text
        assert LOOKUP_KEY not in text


def test_an_end_is_orderly_and_complete(installation: Installation) -> None:
    wait_until(installation.is_working)
    started = descendants(installation.process.pid)
    assert len(started) == WEB_PROCESSES + WORKERS
    installation.process.send_signal(signal.SIGTERM)
    assert installation.process.wait(60) == 0
    assert all(has_ended(pid, 0) for pid in started)
    story = installation.log("supervisord")
    assert "stopped: web_00 (exit status 0)" in story
    assert "stopped: worker_00 (exit status 0)" in story


def test_a_stop_waits_longer_than_requests_may_take() -> None:
    drain_seconds = Settings.model_fields["drain_seconds"].default
    assert CONFIGURATION.getint("program:web", "stopwaitsecs") > drain_seconds


def test_nginx_knows_every_web_process() -> None:
    first = Settings.model_fields["port"].default
    ports = [int(port) for port in re.findall(r"server 127\.0\.0\.1:(\d+)", NGINX)]
    assert ports == list(range(first, first + WEB_PROCESSES))


def test_nginx_lets_through_what_cunwu_accepts() -> None:
    sizes = [
        int(number) * {"k": 1024, "m": 1024**2}[unit]
        for number, unit in re.findall(r"client_max_body_size (\d+)([km]);", NGINX)
    ]
    body, upload = sorted(sizes)
    assert body > Settings.model_fields["max_body_bytes"].default
    assert upload > Settings.model_fields["max_upload_bytes"].default
