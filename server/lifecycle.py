"""The life of a process: open the database, listen, hear signals, drain, close."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import fields

from tornado.netutil import bind_sockets

import nlp
from handlers.counting import Tally
from handlers.live_hub import Hub
from handlers.memory import Changes, Memory
from handlers.metrics import Metrics
from handlers.services import Health, Policy, Remembered, Services
from models.base import Clock, now
from models.driver import Database, open_client
from models.store import Store
from models.vault import Vault
from server.app import UPLOAD_SLACK_BYTES, make_app
from server.blocking import BlockingRunner
from server.changes import ChangeListener
from server.counting import CountWriter
from server.gate import MAX_HEADER_BYTES, Server
from server.heartbeat import watch_loop
from server.live import Feed, keep_alive
from server.pool import ConnectionsInUse
from server.settings import MissingSettingError, Settings
from server.wechat import open_door, open_pages, open_wechat

log = logging.getLogger("cunwu.lifecycle")

IDLE_CONNECTION_SECONDS = 75
# How long an idle keep-alive connection may still bring a request while the process drains.
QUIET_SECONDS = 0.5


def open_database(
    settings: Settings, in_use: Callable[[int], None] = lambda change: None
) -> Database:
    """The database of ordinary operations, each bounded in time.

    `in_use` is told of each connection that begins (+1) or ends (-1) to work.

    Raises `MissingSettingError` without an address: only a trial brings a database along.
    """
    if not settings.mongodb_uri:
        raise MissingSettingError("MONGODB_URI is not set; `make run` is the trial with its own")
    client = open_client(
        settings.mongo_driver,
        settings.mongodb_uri,
        pool_size=settings.mongo_pool_size,
        timeout_ms=settings.mongo_timeout_ms,
        listeners=[ConnectionsInUse(in_use)],
    )
    return Database(client, settings.mongodb_database)


def open_watch_database(settings: Settings) -> Database:
    """The database of change streams, which wait by nature: a client of its own without a limit."""
    client = open_client(settings.mongo_driver, settings.mongodb_uri, pool_size=2, timeout_ms=None)
    return Database(client, settings.mongodb_database)


def make_services(
    settings: Settings, store: Store, blocking: BlockingRunner, metrics: Metrics
) -> Services:
    """Everything handlers may use, from the settings."""
    names = [field.name for field in fields(Policy)]
    changes, vault = Changes(settings.stale_seconds), make_vault(settings)
    return Services(
        policy=Policy(**{name: getattr(settings, name) for name in names}),
        store=store,
        vault=vault,
        blocking=blocking,
        wechat=open_wechat(settings, vault, store.now, metrics.called_wechat),
        remembered=Remembered(
            changes,
            answers=Memory(changes, settings.cache_entries),
            sessions=Memory(changes, settings.cache_entries * 5),
            villages=Memory(changes, settings.cache_entries),
        ),
        metrics=metrics,
        health=Health(),
        views=Tally(),
        live=Hub(changes, store.sessions.is_live),
        pushes=open_door(settings, store.now),
        wechat_pages=open_pages(settings, vault, store.now, metrics.called_wechat),
    )


def make_vault(settings: Settings) -> Vault:
    """The vault of personal data; raises `VaultError` if a key is missing or malformed."""
    return Vault(settings.data_keys.get_secret_value(), settings.lookup_key.get_secret_value())


@asynccontextmanager
async def running_web(
    settings: Settings, clock: Clock = now
) -> AsyncIterator[tuple[Server, int, Services]]:
    """A listening web process and its port; leaving the block drains and closes everything."""
    metrics = Metrics()
    database = open_database(settings, metrics.database_pool.inc)
    watched = open_watch_database(settings)
    blocking = BlockingRunner(settings.blocking_threads, settings.blocking_queue)
    services = make_services(settings, Store(database, clock), blocking, metrics)
    listener = ChangeListener(
        watched,
        services.store,
        services.remembered.changes,
        metrics.changes_heard.set,
        Feed(services.live),
    )
    heartbeat = asyncio.create_task(watch_loop(metrics, services.store, blocking))
    beating = asyncio.create_task(keep_alive(services.live))
    # Whoever reports first must not wait for the dictionary, nor everybody else meanwhile.
    await blocking.run(nlp.load)
    server, port = listen(settings, services)
    counting = CountWriter(services.views, services.store.views)
    listener.start()
    counting.start()
    try:
        yield server, port, services
    finally:
        beating.cancel()
        services.live.close()
        await drain(server, services.health, settings.drain_seconds)
        heartbeat.cancel()
        await listener.stop()
        await counting.stop()
        await services.wechat.close()
        if services.wechat_pages is not None:
            await services.wechat_pages.close()
        blocking.close()
        await database.close()
        await watched.close()


def listen(settings: Settings, services: Services) -> tuple[Server, int]:
    """Starts to accept requests; the port is the real one if the setting is 0."""
    server = Server(
        make_app(services),
        xheaders=settings.trust_proxy,
        max_header_size=MAX_HEADER_BYTES,
        max_body_size=settings.max_upload_bytes + UPLOAD_SLACK_BYTES,
        idle_connection_timeout=IDLE_CONNECTION_SECONDS,
        body_timeout=settings.request_seconds * 6,
    )
    sockets = bind_sockets(settings.port, address=settings.host, backlog=1024)
    server.add_sockets(sockets)
    return server, int(sockets[0].getsockname()[1])


async def drain(server: Server, health: Health, seconds: float) -> None:
    """Stops accepting, lets running requests end, and loses none that is already on its way.

    Each answer now ends its connection; idle connections are cut only after a quiet moment.
    """
    health.draining = True
    # Every connection reads this object anew for each request.
    server.conn_params.no_keep_alive = True
    await server.close_port()
    loop = asyncio.get_running_loop()
    end, quiet_since = loop.time() + seconds, loop.time()
    while loop.time() < end and loop.time() - quiet_since < QUIET_SECONDS:
        if health.is_busy:
            quiet_since = loop.time()
        await asyncio.sleep(0.02)
    if health.is_busy:
        given_up = {"answering": health.in_flight, "arriving": len(health.arriving)}
        log.warning("gave up on requests", extra=given_up)
    await server.close_all_connections()


async def until_told_to_stop() -> None:
    """Returns at SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
