"""Prints every setting with its default and meaning, as the table in the README."""

from __future__ import annotations

import argparse

from pydantic import SecretStr

from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0."""
    print("\n".join(table()))
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
