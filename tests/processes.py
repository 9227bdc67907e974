"""What tests of real processes need: a folder, a clean environment, and who is still there."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from server.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
MEMORY = Path("/dev/shm")


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where there is one; it goes with all that is in it."""
    folder = Path(tempfile.mkdtemp(prefix="cunwu-", dir=MEMORY if MEMORY.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def environment(**settings: str) -> dict[str, str]:
    """This process's environment without any setting of ours, plus the given ones.

    Programs keep what they compiled for the next one, or each would compile all of it again.
    """
    names = {name.upper() for name in Settings.model_fields} | {"PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in names}
    return kept | {"PYTHONPATH": str(ROOT)} | settings


def wait_until(is_true: Callable[[], object], seconds: float = 60) -> None:
    """Looks again and again; fails when the time is over."""
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.05)


def has_ended(pid: int, seconds: float = 10) -> bool:
    """True once the process is gone; one that nobody has buried yet counts as gone."""
    deadline = time.monotonic() + seconds
    while _is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not _is_running(pid)


def running_with(text: str) -> list[str]:
    """The command lines of processes of this machine that hold `text`, this process apart."""
    lines = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
        if text in line and process.pid != os.getpid():
            lines.append(line)
    return lines


def descendants(pid: int) -> list[int]:
    """The ids of all processes that descend from `pid`."""
    return [child.pid for child in psutil.Process(pid).children(recursive=True)]


def bury_refused_sockets() -> None:
    """Collects the sockets of refused connections, which PyMongo's asynchronous client leaves
    open to the garbage collector when it is closed while it tries; a later test would be blamed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def _is_running(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
