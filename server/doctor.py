"""Looks at an installation part by part: what is wrong, and what to do; it repairs nothing."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from PIL import features
from pymongo.errors import OperationFailure, PyMongoError

import nlp
from handlers import docs
from handlers.passwords import hash_password, is_right_password
from models.base import Collection, Index, now
from models.store import Store
from models.vault import VaultError
from server.lifecycle import make_vault, open_database, open_watch_database
from server.settings import LOOPBACK, MissingSettingError, Settings

OLDEST_MONGODB = (5, 0)
MAX_SKEW_SECONDS = 2.0
LEAST_FREE_BYTES = 2 * 1024**3
STREAM_SECONDS = 5.0
DEAD_JOBS_SHOWN = 20
STATIC = Path(__file__).parents[1] / "static"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at one part gave: a fact, or what is wrong and (`remedy`) what to do."""

    part: str
    fact: str
    remedy: str = ""

    @property
    def is_well(self) -> bool:
        """True if nothing has to be done."""
        return not self.remedy


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Every finding, in the order in which faults should be repaired.

    What needs the database is left out where it does not answer: one cause, one finding.
    """
    for look in (look_at_settings, look_at_keys, look_at_disk, look_at_files):
        for finding in look(settings):
            yield finding
    for finding in look_at_libraries():
        yield finding
    try:
        database = open_database(settings)
    except MissingSettingError as error:
        yield Finding("database", str(error), "name the replica set in MONGODB_URI")
        return
    try:
        async for finding in _with_database(settings, Store(database)):
            yield finding
    except PyMongoError as error:
        told = f"{type(error).__name__}: {str(error)[:200]}"
        yield Finding("database", told, "start it, or correct MONGODB_URI and the firewall")
    finally:
        await database.close()


async def _with_database(settings: Settings, store: Store) -> AsyncIterator[Finding]:
    for look in (look_at_server, look_at_indexes, look_at_jobs):
        async for finding in look(store):
            yield finding
    yield await look_at_changes(settings, store)


def look_at_settings(settings: Settings) -> Iterator[Finding]:
    """Combinations that start, and that nobody wants in earnest."""
    if settings.demo:
        yield Finding("settings", "DEMO is on, and its passwords are public", "set DEMO=false")
    elif settings.host not in LOOPBACK and not settings.trust_proxy:
        told = f"listens on {settings.host} and believes no proxy: locks see the proxy's address"
        yield Finding("settings", told, "put nginx in front and set TRUST_PROXY=true")
    else:
        yield Finding("settings", "read")


def look_at_keys(settings: Settings) -> Iterator[Finding]:
    """Whether personal data can be sealed and opened again."""
    try:
        vault = make_vault(settings)
        opened = vault.open(vault.seal("13800000000", "check"), "check")
    except VaultError as error:
        remedy = "set DATA_KEYS and LOOKUP_KEY; fresh ones: python -m server keys"
        yield Finding("keys", str(error), remedy)
        return
    assert opened == "13800000000"
    yield Finding("keys", f"personal data is sealed with {vault.newest!r}")


def look_at_disk(settings: Settings) -> Iterator[Finding]:
    """Room for logs and, in a trial, the database."""
    folder = settings.data_dir if settings.data_dir.exists() else Path()
    free = shutil.disk_usage(folder).free
    told = f"{free / 1024**3:.1f} GB free at {folder.resolve()}"
    short = free < LEAST_FREE_BYTES
    yield Finding("disk", told, "make room, or move DATA_DIR" if short else "")


def look_at_files(settings: Settings) -> Iterator[Finding]:
    """The files that are served, and those that come with packages."""
    wanted = [docs.PAGE / "index.html", docs.PAGE / "page.js", STATIC / "openapi.json"]
    missing = [str(path.relative_to(STATIC.parent)) for path in wanted if not path.is_file()]
    if "swagger-ui-bundle.js" not in docs.assets():
        missing.append("swagger-ui-bundle.js")
    if missing:
        remedy = "check the release out anew and run: make setup openapi"
        yield Finding("files", f"missing: {', '.join(missing)}", remedy)
    else:
        yield Finding("files", "what is served is there")


def look_at_libraries() -> Iterator[Finding]:
    """Whether the libraries with compiled parts or data of their own do their work here."""
    trials: dict[str, Callable[[], bool]] = {
        "argon2": lambda: is_right_password(hash_password("check"), "check"),
        "jieba": lambda: bool(nlp.tag("", "村口的路灯坏了").tags),
        "Pillow": lambda: all(map(features.check, ("jpg", "zlib", "webp"))),
    }
    for name, works in trials.items():
        try:
            ill = "" if works() else "does not do what is needed"
        except Exception as error:  # whatever it is, the person must hear of it
            ill = f"{type(error).__name__}: {error}"
        yield Finding(name, ill or "works", "run: make setup" if ill else "")


async def look_at_server(store: Store) -> AsyncIterator[Finding]:
    """Version, replica set, clock and disk of the database."""
    before = now()
    hello = await store.db.raw.command("hello")
    after = now()
    version = (await store.db.raw.command("buildInfo"))["version"]
    name = hello.get("setName")
    old = tuple(map(int, version.split(".")[:2])) < OLDEST_MONGODB
    yield Finding("database", f"MongoDB {version}", "upgrade it to 6.0 or later" if old else "")
    remedy = "" if name else "make it a replica set (one member will do): transactions need it"
    yield Finding("replica set", name or "none", remedy)
    middle = before + (after - before) / 2
    skew = abs((hello["localTime"].astimezone(UTC) - middle).total_seconds())
    late = skew > MAX_SKEW_SECONDS + (after - before).total_seconds()
    told = f"{skew:.1f} s apart from the database's"
    yield Finding("clock", told, "run NTP on both machines: deadlines depend on it" if late else "")
    async for finding in _look_at_its_disk(store):
        yield finding


async def _look_at_its_disk(store: Store) -> AsyncIterator[Finding]:
    try:
        stats = await store.db.raw.command("dbStats")
    except OperationFailure:
        return  # An account without that right still serves.
    free = stats.get("fsTotalSize", 0) - stats.get("fsUsedSize", 0)
    short = stats.get("fsTotalSize", 0) > 0 and free < LEAST_FREE_BYTES
    told = f"{free / 1024**3:.1f} GB free for the database"
    yield Finding(
        "disk", told, "make room there: it stops writing when it is full" if short else ""
    )


async def look_at_indexes(store: Store) -> AsyncIterator[Finding]:
    """Whether each collection has the indexes that are declared, and no other."""
    total = 0
    for collection in store.collections():
        declared = {_shape_of(index): index for index in collection.indexes}
        found = await _indexes_of(collection)
        total += len(declared)
        for shape in declared.keys() - found.keys():
            told = f"{collection.name}: no index for: {declared[shape].serves}"
            yield Finding("indexes", told, "run: python -m server indexes")
        for shape in found.keys() - declared.keys():
            told = f"{collection.name}: {found[shape]} is not declared"
            drop = f'db.{collection.name}.dropIndex("{found[shape]}")'
            yield Finding("indexes", told, f"drop it, if nobody else needs it: {drop}")
    yield Finding("indexes", f"{total} are declared")


async def _indexes_of(collection: Collection[Any]) -> dict[str, str]:
    """The name of each index that is there, by its shape."""
    try:
        found = await collection.raw.index_information()
    except OperationFailure:
        return {}  # The collection itself is not there yet.
    return {_stored_shape(index): name for name, index in found.items() if name != "_id_"}


def _shape_of(index: Index) -> str:
    parts = (index.keys, index.unique, index.where, index.expire_seconds)
    return json.dumps(parts, default=str)


def _stored_shape(stored: dict[str, Any]) -> str:
    keys = [(name, kind if isinstance(kind, str) else int(kind)) for name, kind in stored["key"]]
    where, expires = stored.get("partialFilterExpression"), stored.get("expireAfterSeconds")
    return json.dumps((keys, bool(stored.get("unique")), where, expires), default=str)


async def look_at_jobs(store: Store) -> AsyncIterator[Finding]:
    """Jobs that were given up: each is something that somebody was promised."""
    for job in await store.jobs.by_state("dead", limit=DEAD_JOBS_SHOWN):
        told = f"job {job.id} ({job.kind}) is dead after {job.tries} tries: {job.error}"
        remedy = "correct the cause, then: python -m server check --revive"
        yield Finding("jobs", told, remedy)
    counts = await store.jobs.counts()
    yield Finding("jobs", f"{counts['due']} due, {counts['dead']} dead")


async def look_at_changes(settings: Settings, store: Store) -> Finding:
    """Whether changes can be heard: without, answers may be old by `STALE_SECONDS`."""
    watched = open_watch_database(settings)
    try:
        async with asyncio.timeout(STREAM_SECONDS):
            stream = await watched.watch([], max_await_time_ms=100)
            async with stream:
                await stream.try_next()
    except (PyMongoError, TimeoutError) as error:
        remedy = "give the account the right changeStream; the database must be a replica set"
        return Finding("changes", f"not heard: {type(error).__name__}", remedy)
    finally:
        await watched.close()
    return Finding("changes", "are heard")
