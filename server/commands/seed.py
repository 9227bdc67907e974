"""Puts the demo county, its people and their life into an empty database; demo mode only."""

from __future__ import annotations

import argparse
import asyncio
import sys

from models.store import Store
from server.demo.divisions import demo_divisions
from server.demo.life import seed_life
from server.demo.people import DEMO_PASSWORD, SHOWN_VILLAGE, seed_staff, username
from server.demo.reading import seed_reading
from server.lifecycle import open_database
from server.settings import MissingSettingError, Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--demo", action="store_true", required=True, help="says that you mean it")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when the demo is in place (again changes nothing); 2 outside of demo mode."""
    if not settings.demo:
        print("The demo has public passwords: set DEMO=true to seed it.", file=sys.stderr)
        return 2
    asyncio.run(_seed(settings))
    print(accounts_to_try())
    return 0


def accounts_to_try() -> str:
    """Whom to sign in as, for a person."""
    town, county = SHOWN_VILLAGE[:9], SHOWN_VILLAGE[:6]
    lines = [
        ("村支书", username("secretary", SHOWN_VILLAGE)),
        ("村文书", username("clerk", SHOWN_VILLAGE)),
        ("监委会", username("overseer", SHOWN_VILLAGE)),
        ("乡镇监督员", username("monitor", town)),
        ("县级管理员", username("county", county)),
        ("系统管理员", "admin"),
    ]
    listed = "\n".join(f"  {title}\t{user}" for title, user in lines)
    return (
        f"Demo accounts, all with the password {DEMO_PASSWORD}:\n{listed}\n"
        "  村民\tPOST /api/v1/session/wechat with the code demo-<any name>"
    )


async def refuse_real_installation(store: Store) -> None:
    """Raises `MissingSettingError` if somebody but the demo holds the administrator's role."""
    names = {account.username for account in await store.accounts.holding("admin", "")}
    if names - {"admin"}:
        raise MissingSettingError("This database is in real use: set DEMO=false, or another one.")


async def _seed(settings: Settings) -> None:
    database = open_database(settings)
    store = Store(database)
    await refuse_real_installation(store)
    divisions = demo_divisions()
    await store.divisions.add_all(divisions)
    await seed_staff(store, divisions)
    await seed_life(settings, store)
    await seed_reading(store)
    await database.close()
