"""Writes static/openapi.json from the declarations; `--check` only says whether it is current."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server.app import description
from server.settings import Settings

FILE = Path(__file__).parents[2] / "static" / "openapi.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether it is current")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 if the file is current (now); 1 if `--check` finds that it is not."""
    return check(FILE) if args.check else write(FILE)


def write(file: Path) -> int:
    """Writes the file anew."""
    file.write_bytes(description())
    print(f"{file.name} is written")
    return 0


def check(file: Path) -> int:
    """Compares byte by byte: the description is made in a stable order."""
    if file.is_file() and file.read_bytes() == description():
        print(f"{file.name} is current")
        return 0
    print(f"{file.name} is not current; write it with: make openapi", file=sys.stderr)
    return 1
