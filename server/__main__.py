"""The command line: `python -m server <command>`; each command lives in `server/commands/`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterable

from pydantic import ValidationError
from pymongo.errors import PyMongoError

from models.driver import is_outage
from models.vault import VaultError
from server import commands
from server.settings import MissingSettingError, Settings

EXIT_NO_DATABASE = 1
EXIT_BAD_SETTINGS = 2


def main(arguments: list[str] | None = None) -> int:
    """Runs the named command; its exit code. Settings are read here and nowhere else."""
    given = sys.argv[1:] if arguments is None else arguments
    chosen = make_parser(given).parse_args(given)
    try:
        return int(chosen.run(chosen, Settings()))
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"{name}: {problem['msg']}".lstrip(": "), file=sys.stderr)
    except VaultError as error:
        print(f"DATA_KEYS or LOOKUP_KEY: {error}", file=sys.stderr)
    except MissingSettingError as error:
        print(error, file=sys.stderr)
    except PyMongoError as error:
        if not is_outage(error):
            raise
        print("The database does not answer: see MONGODB_URI", file=sys.stderr)
        return EXIT_NO_DATABASE
    return EXIT_BAD_SETTINGS


def make_parser(given: list[str]) -> argparse.ArgumentParser:
    """The parser; only the named command is imported, as each process pays for what it imports."""
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    subparsers = parser.add_subparsers(dest="command", required=True)
    named = given[0].replace("-", "_") if given else ""
    every = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    wanted: Iterable[str] = [named] if named in every else every
    for name in wanted:
        module = importlib.import_module(f"server.commands.{name}")
        summary = (module.__doc__ or "").strip().splitlines()[0]
        subparser = subparsers.add_parser(name.replace("_", "-"), help=summary)
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
