"""Prints fresh keys for DATA_KEYS and LOOKUP_KEY; keep them apart from the database's backup."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from models.vault import new_key
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0."""
    name = datetime.now(UTC).strftime("k%Y%m%d")
    print(f"DATA_KEYS={name}:{new_key()}\nLOOKUP_KEY={new_key()}")
    return 0
