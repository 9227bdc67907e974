"""`account` opens the first administrator, without any default password."""

from __future__ import annotations

import argparse
import asyncio
import io
import re
import sys

import pytest

from handlers.passwords import is_right_password
from server.commands import account as command


@pytest.fixture
def account(settings, store, monkeypatch, capsys):
    """Runs the command with that standard input; exit code, output and errors."""

    async def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        command.add_arguments(parser)
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        # It has a loop of its own, as on the command line.
        code = await asyncio.to_thread(command.run, parser.parse_args(arguments), settings)
        return code, *capsys.readouterr()

    return run


async def test_the_first_admin_gets_a_made_up_password_once_and_must_change_it(account, api, store):
    code, out, _ = await account("root.admin", "--name", "王管理")
    assert code == 0
    password = re.search(r"shown only here: (\S+)", out)[1]
    body = {"username": "root.admin", "password": password}
    signed_in = (await api("POST", "/session/password", body)).json
    assert signed_in["grants"] == [{"role": "admin", "division": ""}]
    assert signed_in["must_change_password"] is True
    entries = [row async for row in store.audit.raw.find({"account": None}, {"_id": 0})]
    assert password not in str(entries)


async def test_a_chosen_password_is_read_and_not_printed(account, store):
    code, out, err = await account("root.admin", typed="three ducks one pond\n")
    assert code == 0
    assert "ducks" not in out + err
    admin = await store.accounts.by_username("root.admin")
    assert is_right_password(admin.password_hash, "three ducks one pond")
    assert not admin.must_change_password


async def test_a_weak_password_or_a_taken_name_is_refused_with_the_reason(account, store):
    code, _, err = await account("root.admin", typed="admin\n")
    assert (code, "too weak" in err) == (1, True)
    assert await store.accounts.by_username("root.admin") is None
    assert (await account("root.admin"))[0] == 0
    code, _, err = await account("root.admin")
    assert (code, "--reset" in err) == (1, True)


async def test_a_locked_out_admin_comes_back_and_old_sessions_end(account, api, make, store):
    admin = await make.account("admin", username="root.admin", password_hash="x", active=False)
    token = await make.token_of(admin)
    assert (await account("root.admin", "--reset", typed="three ducks one pond"))[0] == 0
    body = {"username": "root.admin", "password": "three ducks one pond"}
    assert (await api("POST", "/session/password", body)).status == 201
    assert (await api("GET", "/session", token=token)).status == 401


async def test_the_password_of_somebody_who_is_no_admin_is_not_reset(account, make):
    await make.account("clerk", username="clerk.li", password_hash="x")
    code, _, err = await account("clerk.li", "--reset")
    assert (code, "no administrator" in err) == (1, True)
