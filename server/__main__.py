"""The command line: `python -m server <command>`; each command lives in `server/commands/`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

from pydantic import ValidationError

from models.vault import VaultError
from server import commands
from server.settings import Settings

EXIT_BAD_SETTINGS = 2


def main(arguments: list[str] | None = None) -> int:
    """Runs the named command; its exit code. Settings are read here and nowhere else."""
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name in sorted(module.name for module in pkgutil.iter_modules(commands.__path__)):
        module = importlib.import_module(f"server.commands.{name}")
        if hasattr(module, "add_arguments"):
            summary = (module.__doc__ or "").strip().splitlines()[0]
            subparser = subparsers.add_parser(name.replace("_", "-"), help=summary)
            module.add_arguments(subparser)
            subparser.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen, Settings()))
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"{name}: {problem['msg']}".lstrip(": "), file=sys.stderr)
    except VaultError as error:
        print(f"DATA_KEYS or LOOKUP_KEY: {error}", file=sys.stderr)
    return EXIT_BAD_SETTINGS


if __name__ == "__main__":
    sys.exit(main())
