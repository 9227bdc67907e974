"""Child processes that never outlive this one; it must not know what they do."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

# The child itself asks the kernel for SIGTERM at the death of its parent (PR_SET_PDEATHSIG is 1),
# because a `preexec_fn` may deadlock in a process with threads. A parent that died before the
# request was heard shows as another parent id.
_TIE = """
import ctypes, os, signal, sys
parent = int(sys.argv[1])
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() != parent:
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def start_child(
    argv: Sequence[str], *, output: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start `argv` in a process group of its own, told to end (SIGTERM) when this process dies.

    Its own group keeps a Ctrl-C of the terminal from it: whoever started it decides the order of
    the end. `output` is the file that stdout and stderr are appended to; without it they are
    inherited. Raises `OSError` where the output file cannot be opened.
    """
    tied = [sys.executable, "-I", "-S", "-c", _TIE, str(os.getpid()), *argv]
    started: list[subprocess.Popen[bytes] | BaseException] = []
    ready = threading.Event()

    def hold() -> None:
        try:
            process = _start(tied, output, environment)
        except BaseException as error:  # It belongs to the caller, in the caller's thread.
            started.append(error)
            ready.set()
            return
        started.append(process)
        ready.set()
        process.wait()

    # "Parent" means the thread that forked, so the thread stays for as long as the child runs.
    threading.Thread(target=hold, name=f"hold {Path(argv[0]).name}", daemon=True).start()
    ready.wait()
    if isinstance(started[0], BaseException):
        raise started[0]
    return started[0]


def stop_child(process: subprocess.Popen[bytes], *, seconds: float) -> int:
    """Ask a child to end, wait `seconds`, then kill it; gives its exit code (negative: signal)."""
    return stop_children([process], seconds=seconds)[0]


def stop_children(processes: Sequence[subprocess.Popen[bytes]], *, seconds: float) -> list[int]:
    """Ask all children to end at once, so that they share the `seconds`; gives their exit codes."""
    deadline = time.monotonic() + seconds
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
    return [process.wait() for process in processes]


def _start(
    argv: Sequence[str], output: Path | None, environment: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    with nullcontext() if output is None else output.open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own programs, no shell, no text of a request
            argv,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=None if log is None else subprocess.STDOUT,
            process_group=0,
        )
