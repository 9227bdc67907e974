"""Prints every setting with its default and meaning, or writes that table into the README."""

from __future__ import annotations

import argparse
from pathlib import Path

from pydantic import SecretStr

from server.settings import Settings

BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--write", type=Path, metavar="README", help="put the table into this file")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0."""
    lines = "\n".join(table())
    if args.write is None:
        print(lines)
        return 0
    before, begin, rest = args.write.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    args.write.write_text(f"{before}{begin}{lines}\n{end}{after}", encoding="utf-8")
    return 0


def table() -> list[str]:
    """The lines of the table; the values in force are never printed: some are secret."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        meaning = (field.description or "").replace("|", "\\|")
        lines.append(f"| `{name.upper()}` | {_shown(field.default)} | {meaning} |")
    return lines


def _shown(value: object) -> str:
    if isinstance(value, SecretStr) or value in ("", ()):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"
