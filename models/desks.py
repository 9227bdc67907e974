"""Desks: where a case lies. A desk is a role over a division, so it is there even when nobody is.

Written `<role>:<division>`, for example `secretary:330825101201` or `monitor:330825101`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from models.accounts import Account, Role
from models.divisions import LENGTHS

Desk = Annotated[str, StringConstraints(pattern=r"^[a-z_]+:\d{6,12}$")]

# The part of a village's code that names the division over which a role is held.
_REACH: dict[Role, int] = {"monitor": LENGTHS["township"], "county": LENGTHS["county"]}


def desk_of(role: Role, village: str) -> Desk:
    """The desk of that role for that village: of the village, its township or its county."""
    return f"{role}:{village[: _REACH.get(role, len(village))]}"


def role_at(desk: Desk) -> str:
    """The role of a desk."""
    return desk.partition(":")[0]


def people_at(desk: Desk, officials: Sequence[Account]) -> list[Account]:
    """The active accounts among the officials that work at the desk."""
    role, _, division = desk.partition(":")
    return [
        account
        for account in officials
        if account.active and any(g.role == role and g.division == division for g in account.grants)
    ]


def works_at(account: ObjectId, desk: Desk, officials: Sequence[Account]) -> bool:
    """True if this account works at the desk."""
    return any(person.id == account for person in people_at(desk, officials))
