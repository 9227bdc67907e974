"""One web process: listens until SIGTERM, then drains."""

from __future__ import annotations

import argparse
import asyncio
import logging

from server.allocator import give_back_large_blocks
from server.lifecycle import running_web, until_told_to_stop
from server.logs import configure_logs
from server.settings import Settings

log = logging.getLogger("cunwu.web")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="instead of PORT")
    parser.add_argument(
        "--process", type=int, default=0, metavar="N", help="of several: listens on PORT + N"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 after an orderly stop."""
    configure_logs(settings.log_level, settings.secrets)
    give_back_large_blocks()
    port = settings.port if args.port is None else args.port
    settings = settings.model_copy(update={"port": port + args.process})
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    async with running_web(settings) as (_, port, _services):
        log.info("listening", extra={"port": port})
        await until_told_to_stop()
        log.info("draining")
