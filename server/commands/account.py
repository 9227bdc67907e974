"""Opens the account of an administrator, or gives one a new password: there is no default one."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import re
import sys

from handlers.passwords import hash_password, one_time_password, weakness
from models.accounts import Account, Grant
from models.errors import Conflict
from models.store import Store
from server.lifecycle import open_database
from server.settings import Settings

USERNAME = re.compile(r"^[a-z][a-z0-9_.-]{2,39}$")
EXIT_REFUSED = 1


class Refusal(Exception):
    """What was asked for cannot be done; the text says why, for a person."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "The password is read from standard input where that is not a terminal, asked for with "
        "--ask, and otherwise made up and printed once; a made-up one must be changed at the "
        "first sign-in."
    )
    parser.add_argument("username", help="3 to 40 of a-z 0-9 _ . - beginning with a letter")
    parser.add_argument("--name", default="管理员", help="how the person is shown")
    parser.add_argument("--ask", action="store_true", help="type the password at the terminal")
    parser.add_argument(
        "--reset", action="store_true", help="a new password for an existing administrator"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """0 when it is done, 1 with the reason where it is refused."""
    try:
        chosen = _chosen_password(args)
        password = chosen or one_time_password()
        asyncio.run(_carry_out(args, settings, password, must_change=chosen is None))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return EXIT_REFUSED
    if chosen is None:
        print(f"First password of {args.username}, shown only here: {password}")
    return 0


def _chosen_password(args: argparse.Namespace) -> str | None:
    """The password somebody chose; None if one is to be made up."""
    if not USERNAME.match(args.username):
        raise Refusal("the user name must be 3 to 40 of a-z 0-9 _ . - and begin with a letter")
    if args.ask:
        typed = getpass.getpass("Password: ")
    elif not sys.stdin.isatty():
        typed = sys.stdin.readline().rstrip("\r\n")
    else:
        return None
    if not typed and not args.ask:
        return None
    if weakness(typed, args.username):
        raise Refusal("that password is too weak: 10 characters or more, without the user name")
    return typed


async def _carry_out(
    args: argparse.Namespace, settings: Settings, password: str, *, must_change: bool
) -> None:
    database = open_database(settings)
    try:
        store = Store(database)
        await store.ensure_indexes()
        if args.reset:
            account = await _reset(store, args.username, password, must_change=must_change)
        else:
            account = await _open(store, args, password, must_change=must_change)
        what = "password.reset" if args.reset else "account.open"
        await store.audit.record(what, about=f"accounts/{account.id}", note="command line")
        print(f"{'Reset' if args.reset else 'Opened'} {args.username} ({account.name}), admin")
    finally:
        await database.close()


async def _open(
    store: Store, args: argparse.Namespace, password: str, *, must_change: bool
) -> Account:
    try:
        return await store.accounts.open(
            username=args.username,
            name=args.name,
            password_hash=hash_password(password),
            must_change_password=must_change,
            grants=(Grant(role="admin", division=""),),
        )
    except Conflict as error:
        raise Refusal(f"{args.username} exists; --reset gives it a new password") from error


async def _reset(store: Store, username: str, password: str, *, must_change: bool) -> Account:
    """Also opens a closed administrator's account: the way back in where all are locked out."""
    account = await store.accounts.by_username(username)
    if account is None or not any(grant.role == "admin" for grant in account.grants):
        raise Refusal(f"there is no administrator {username}")
    hashed = hash_password(password)
    account = await store.accounts.set_password(account, hashed, must_change=must_change)
    if not account.active:
        account = await store.accounts.reopen(account)
    await store.sessions.end_all(account.id)
    await store.attempts.forget(f"account:{username}")
    return account
