"""Child processes: a group of their own, their output, and an end asked for before it is forced."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from server.children import start_child, stop_child, stop_children
from tests.processes import wait_until

SLEEP = [sys.executable, "-c", "print('up', flush=True); import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True);"
    "time.sleep(60)",
]


def wait_for(output: Path, text: str) -> None:
    wait_until(lambda: output.exists() and text in output.read_text())


def test_what_a_child_says_is_added_to_its_file(tmp_path: Path) -> None:
    output = tmp_path / "log"
    output.write_text("earlier\n")
    command = [sys.executable, "-c", "import os; print('out', flush=True); os.write(2, b'err')"]
    assert start_child(command, output=output).wait(60) == 0
    assert output.read_text() == "earlier\nout\nerr"


def test_a_child_has_a_group_and_an_environment_of_its_own(tmp_path: Path) -> None:
    output = tmp_path / "log"
    command = [sys.executable, "-c", "import os; print(os.getpgid(0), os.environ['VILLAGE'])"]
    child = start_child(command, output=output, environment={"VILLAGE": "溪口"})
    assert child.wait(60) == 0
    group, village = output.read_text().split()
    assert (int(group), village) == (child.pid, "溪口")
    assert int(group) != os.getpgid(0)


def test_a_child_that_listens_ends_by_the_request(tmp_path: Path) -> None:
    child = start_child(SLEEP, output=tmp_path / "log")
    wait_for(tmp_path / "log", "up")
    assert stop_child(child, seconds=60) == -signal.SIGTERM
    assert stop_child(child, seconds=60) == -signal.SIGTERM


def test_children_share_the_time_they_are_given_and_then_are_killed(tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("a", "b", "c")]
    children = [start_child(STUBBORN, output=output) for output in outputs]
    for output in outputs:
        wait_for(output, "up")
    began = time.monotonic()
    assert stop_children(children, seconds=1.5) == [-signal.SIGKILL] * 3
    assert time.monotonic() - began < 3 * 1.5, "so long it takes where each has the time for itself"


def test_a_child_outlives_the_thread_that_asked_for_it(tmp_path: Path) -> None:
    children = []
    asking = threading.Thread(target=lambda: children.append(start_child(SLEEP)))
    asking.start()
    asking.join()
    time.sleep(0.2)
    assert psutil.Process(children[0].pid).is_running()
    assert stop_child(children[0], seconds=60) == -signal.SIGTERM


def test_an_output_that_cannot_be_opened_is_the_callers_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        start_child(SLEEP, output=tmp_path / "no such folder" / "log")


def test_a_program_that_does_not_exist_ends_with_a_code_and_a_reason(tmp_path: Path) -> None:
    child = start_child(["/no/such/program"], output=tmp_path / "log")
    assert child.wait(60) == 1
    assert "FileNotFoundError" in (tmp_path / "log").read_text()
