"""The first trial: database, demo, one web process and one worker; no real installation uses it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from models.vault import new_key
from server.children import start_child, stop_children
from server.commands import indexes
from server.demo import wechat
from server.embedded import EmbeddedMongo, EmbeddedMongoError
from server.ports import free_port, is_free
from server.settings import LOOPBACK, Settings

READY_SECONDS = 90.0
DATABASE_MILLISECONDS = 5000


class TrialError(RuntimeError):
    """The trial cannot start or go on; the text says why and what to do, for a person."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Try it on this machine: starts a database (unless MONGODB_URI names one), creates the "
        "indexes, seeds the demo once, and runs one web process and one worker until Ctrl-C."
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 after Ctrl-C or SIGTERM, 1 where something could not start or ended by itself."""
    # A shell that starts us in the background has SIGINT ignored, so it is set as well.
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            _try_it(settings, stack)
    except KeyboardInterrupt:
        _say("Stopped.")
        return 0
    except (TrialError, EmbeddedMongoError) as error:
        _say(f"Stopped: {error}")
        return 1
    return 0


def _try_it(settings: Settings, stack: ExitStack) -> None:
    """Start everything in order; the stack stops it in the opposite one."""
    port = _choose_port(settings)
    environment = _environment(settings, port)
    uri = settings.mongodb_uri or _start_database(settings, stack)
    environment["MONGODB_URI"] = uri
    _create_indexes(settings.model_copy(update={"mongodb_uri": uri}))
    address = _address(settings.host, port)
    accounts = pretended = ""
    if environment["DEMO"] == "true":
        # Before the seeding, which signs villagers in: they are who WeChat says they are.
        if not settings.wechat_appid and wechat.is_there():
            pretended = _pretend_wechat(environment, address, settings.data_dir, stack)
        _say("Seeding the demo ...")
        accounts = _step(environment, "seed", "--demo")
    _say("Starting the web process and the worker ...")
    children = _start_children(settings, environment, stack)
    stack.callback(_ignore_signals)
    _wait_until_ready(address, children)
    _say(_greeting(address, accounts, settings.data_dir, pretended))
    _watch(children)


def _choose_port(settings: Settings) -> int:
    if settings.port == 0:
        return free_port(settings.host)
    if not is_free(settings.host, settings.port):
        raise TrialError(
            f"port {settings.port} is taken; choose another: make run PORT={settings.port + 1}"
        )
    return settings.port


def _environment(settings: Settings, port: int) -> dict[str, str]:
    """What the children are given: the settings of today and those a trial chooses by itself.

    The demo is on unless DEMO says otherwise; its passwords are public, so it needs loopback.
    """
    demo = settings.demo or "demo" not in settings.model_fields_set
    if demo and settings.host not in LOOPBACK:
        raise TrialError("the demo listens on loopback only: leave HOST out, or set DEMO=false")
    keys = _demo_keys(settings.data_dir) if demo and not _has_keys(settings) else {}
    return os.environ | keys | {"PORT": str(port), "DEMO": "true" if demo else "false"}


def _has_keys(settings: Settings) -> bool:
    return bool(settings.data_keys.get_secret_value() or settings.lookup_key.get_secret_value())


def _demo_keys(data_dir: Path) -> dict[str, str]:
    """Random keys made at the first trial and kept beside its data, readable by the owner only."""
    kept = data_dir / "demo-keys.env"
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not kept.exists():
        # Written aside and moved, so that an interruption never leaves half a key behind.
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(f"DATA_KEYS=demo:{new_key()}\nLOOKUP_KEY={new_key()}\n", encoding="ascii")
        fresh.replace(kept)
    lines = kept.read_text(encoding="ascii").splitlines()
    return dict(line.split("=", 1) for line in lines)


def _start_database(settings: Settings, stack: ExitStack) -> str:
    mongo = EmbeddedMongo(settings.data_dir, mongod=settings.mongod)
    stack.callback(mongo.stop)
    _say(f"Starting the database in {settings.data_dir} ...")
    return mongo.start()


def _create_indexes(settings: Settings) -> None:
    try:
        # Building an index may take minutes, so `indexes` is patient; a wrong address is told now.
        with _client(settings.mongodb_uri) as client:
            client.admin.command("ping")
        indexes.run(argparse.Namespace(), settings)
    except PyMongoError as error:
        raise TrialError(f"the database does not answer: {error}") from error


def _client(uri: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(uri, timeoutMS=DATABASE_MILLISECONDS)


def _step(environment: dict[str, str], *command: str) -> str:
    """Run one command of ours to its end and give what it printed."""
    done = subprocess.run(  # noqa: S603 - our own program, no shell, no text of a request
        [sys.executable, "-m", "server", *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        told = "\n".join((done.stderr or done.stdout).splitlines()[-15:])
        raise TrialError(f"`{' '.join(command)}` failed with code {done.returncode}:\n{told}")
    return done.stdout.strip()


def _start_children(
    settings: Settings, environment: dict[str, str], stack: ExitStack
) -> dict[Path, subprocess.Popen[bytes]]:
    """The web process and the worker, each by the file it writes to."""
    children: dict[Path, subprocess.Popen[bytes]] = {}
    grace = settings.drain_seconds + 5
    stack.callback(lambda: stop_children(list(children.values()), seconds=grace))
    for name in ("web", "worker"):
        output = settings.data_dir / f"{name}.log"
        output.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if output.exists():
            output.replace(output.with_suffix(".log.1"))
        command = [sys.executable, "-m", "server", name]
        children[output] = start_child(command, output=output, environment=environment)
    return children


def _pretend_wechat(
    environment: dict[str, str], address: str, data_dir: Path, stack: ExitStack
) -> str:
    """Start the pretended WeChat and make the others use it; where it shows what was sent."""
    process, used = wechat.start(environment, address, data_dir / "wechat.log")
    stack.callback(lambda: stop_children([process], seconds=5))
    environment.update(used)
    return f"{used['WECHAT_BASE_URL']}_fake/sent"


def _ignore_signals() -> None:
    """An impatient second Ctrl-C must not cut the orderly end short and leave things running."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.SIG_IGN)
    _say("Stopping ...")


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _wait_until_ready(address: str, children: dict[Path, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    with httpx.Client(base_url=address, timeout=5, trust_env=False) as client:
        while time.monotonic() < deadline:
            _check_alive(children)
            try:
                if client.get("/readyz").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                pass  # It is not listening yet, which the deadline bounds.
            time.sleep(0.1)
    raise TrialError(f"{address}/readyz did not turn green within {READY_SECONDS:.0f} s")


def _watch(children: dict[Path, subprocess.Popen[bytes]]) -> None:
    """Wait for a signal; a child that ends by itself ends the trial."""
    while True:
        _check_alive(children)
        time.sleep(0.2)


def _check_alive(children: dict[Path, subprocess.Popen[bytes]]) -> None:
    for output, process in children.items():
        if process.poll() is not None:
            told = output.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            raise TrialError(
                f"the {output.stem} process ended with code {process.returncode}; "
                f"{output}:\n" + "\n".join(told)
            )


def _greeting(address: str, accounts: str, data_dir: Path, pretended: str) -> str:
    return "\n".join(
        [
            "",
            f"  Cunwu is running:   {address}/",
            f"  API documentation:  {address}/api/v1/docs",
            f"  Data and logs:      {data_dir.resolve()}",
            *([f"  Sent by WeChat:     {pretended} (pretended)"] if pretended else []),
            "",
            *([accounts, ""] if accounts else []),
            "  Ctrl-C stops all of it; the data stays for the next time.",
        ]
    )


def _say(text: str) -> None:
    print(text, flush=True)
