"""Who is there in the demo: staff with public passwords; villagers sign in by made-up codes."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.passwords import hash_password
from models.accounts import Grant, Role
from models.divisions import Division
from models.errors import Conflict
from models.store import Store

DEMO_PASSWORD = "cunwu-demo-2026"  # noqa: S105  # public on purpose; the demo is loopback only
SHOWN_VILLAGE = "330825101200"
TITLES: dict[Role, str] = {
    "secretary": "支书",
    "clerk": "文书",
    "overseer": "监委",
    "grid_worker": "网格员",
    "monitor": "监督员",
    "county": "县级管理员",
    "admin": "系统管理员",
}
VILLAGE_STAFF: tuple[Role, ...] = ("secretary", "clerk", "overseer", "grid_worker")


def username(role: Role, code: str) -> str:
    """The demo's user name of a role over a division: `secretary-330825101201`."""
    return f"{role.replace('_', '-')}-{code}" if code else role


def staff(divisions: list[Division]) -> Iterator[tuple[str, str, Grant]]:
    """User name, name and grant of everybody on the demo's staff."""
    yield "admin", TITLES["admin"], Grant(role="admin", division="")
    for division in divisions:
        roles: tuple[Role, ...] = {
            "county": ("county",),
            "township": ("monitor",),
            "village": VILLAGE_STAFF,
        }[division.level]  # type: ignore[assignment]  # mypy joins the tuples to object
        for role in roles:
            name = f"{division.name}{TITLES[role]}"[:20]
            yield (
                username(role, division.code),
                name,
                Grant(role=role, division=division.code),
            )


async def seed_staff(store: Store, divisions: list[Division]) -> int:
    """Opens the accounts that are missing; how many. One hash serves all of them."""
    password_hash, opened = hash_password(DEMO_PASSWORD), 0
    for user, name, grant in staff(divisions):
        try:
            await store.accounts.open(
                username=user, name=name, password_hash=password_hash, grants=(grant,)
            )
        except Conflict:
            continue
        opened += 1
    return opened
