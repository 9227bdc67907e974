"""The processes that are measured: a mongod of its own and real servers, on a core of theirs.

Nothing listens beyond loopback, and everything ends with this process.
"""

from __future__ import annotations

import http
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.base import Row
from models.store import Store
from models.vault import new_key
from server.children import start_child, stop_child
from server.embedded import EmbeddedMongo
from server.lifecycle import open_database
from server.ports import free_port
from server.settings import Settings
from tests.processes import environment, quick_folder

START_SECONDS = 60.0
STOP_SECONDS = 10.0
# Unlike /tmp and /dev/shm it outlives a restart, so it is never memory.
DISK = Path("/var/tmp")


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers: its port, its process, the seconds from start to the first answer."""

    port: int
    pid: int
    seconds_to_ready: float


class Stage:
    """Starts what is measured; `with Stage.open() as stage`."""

    def __init__(self, folder: Path, mongodb_uri: str) -> None:
        self.folder = folder
        self.mongodb_uri = mongodb_uri
        self.filed: list[Row] = []
        self._keys = {"DATA_KEYS": f"bench:{new_key()}", "LOOKUP_KEY": new_key()}

    @classmethod
    @contextmanager
    def open(cls, *, in_memory: bool) -> Iterator[Stage]:
        """A stage with a running mongod, which shares the core of the load with this process.

        Figures are taken on a disk: in memory a majority's promise to keep something costs nothing.
        """
        with ExitStack() as stack:
            folder = stack.enter_context(quick_folder() if in_memory else _folder_on_disk())
            pin(0, cores()[1])
            mongo = EmbeddedMongo(folder, cache_gigabytes=1.0)
            stack.callback(mongo.stop)
            yield cls(folder, mongo.start())

    @asynccontextmanager
    async def store(self, database: str, *, indexed: bool = True) -> AsyncIterator[Store]:
        """A store over one database of the stage, without the time limits of requests."""
        settings = Settings(
            _env_file=None,
            mongodb_uri=self.mongodb_uri,
            mongodb_database=database,
            mongo_timeout_ms=900_000,
        )
        opened = open_database(settings)
        store = Store(opened)
        if indexed:
            await store.ensure_indexes()
        yield store
        await opened.close()

    @contextmanager
    def web(self, database: str, **settings: str) -> Iterator[Running]:
        """`python -m server web` over that database."""
        given = {
            "MONGODB_URI": self.mongodb_uri,
            "MONGODB_DATABASE": database,
            "LOG_LEVEL": "ERROR",
        }
        with self.program(
            "server", "web", ready="/readyz", **given, **self._keys, **settings
        ) as it:
            yield it

    @contextmanager
    def bare(self, body: bytes, *, document_bytes: int = 0) -> Iterator[Running]:
        """A bare Tornado that writes `body`, or inserts a document of that size and writes it."""
        file = self.folder / "body"
        file.write_bytes(body)
        given = {"BENCH_BODY": str(file), "BENCH_DOCUMENT_BYTES": str(document_bytes)}
        database = {"MONGODB_URI": self.mongodb_uri, "MONGODB_DATABASE": "bare"}
        with self.program("tests.bench.bare", **given, **database) as it:
            yield it

    @contextmanager
    def program(self, *module: str, ready: str = "/", **settings: str) -> Iterator[Running]:
        """`python -m <module>` that listens on PORT, alone on the servers' core."""
        port, begun = free_port(), time.perf_counter()
        process = start_child(
            [sys.executable, "-m", *module],
            output=self.folder / f"{module[0]}.log",
            environment=environment(PORT=str(port), DATA_DIR=str(self.folder), **settings),
        )
        try:
            pin(process.pid, cores()[0])
            self._wait_until_it_answers(process, port, ready, module[0])
            yield Running(port, process.pid, time.perf_counter() - begun)
        finally:
            stop_child(process, seconds=STOP_SECONDS)

    def _wait_until_it_answers(
        self, process: subprocess.Popen[bytes], port: int, path: str, name: str
    ) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > deadline:
                told = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{name} does not answer on {path}:\n{told[-3000:]}")
            time.sleep(0.02)


@contextmanager
def _folder_on_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cunwu-bench-", dir=DISK) as folder:
        yield Path(folder)


def cores() -> tuple[set[int], set[int]]:
    """The core of the measured servers, and the core of the load and the database."""
    if not hasattr(os, "sched_getaffinity"):
        return set(), set()
    first, *others = sorted(_ALL_CORES)
    return {first}, {others[0]} if others else {first}


def pin(pid: int, chosen: set[int]) -> None:
    """Keeps the process (0: this one) on these cores, where the system can."""
    if chosen:
        os.sched_setaffinity(pid, chosen)


_ALL_CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def fetch(port: int, path: str) -> bytes:
    """The body of one good answer, for what the load must expect."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise http.client.HTTPException(f"{path}: {answer.status}")
        return body


def _answers(port: int, path: str) -> bool:
    try:
        return bool(fetch(port, path))
    except (OSError, http.client.HTTPException):
        return False
