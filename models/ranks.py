"""The ladder of roles: at which level each is held, who gives it, and whom one may administer.

A role is only ever given from above, and nobody gives what would lift themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.accounts import CADRE_ROLES, Account, Grant, Role
from models.divisions import LENGTHS, Level

# The level at which a role is held. The role of a villager comes by a binding (models/bindings.py)
# and that of an admin by the command line, so neither is given here.
LEVELS: Mapping[Role, Level] = {
    "clerk": "village",
    "secretary": "village",
    "overseer": "village",
    "grid_worker": "village",
    "monitor": "township",
    "county": "county",
}
_TOWNSHIP_AND_UP: frozenset[Role] = frozenset({"monitor", "county", "admin"})
# Who stands above a role, and so gives it, takes it, and looks after the accounts that hold it.
ABOVE: Mapping[Role, frozenset[Role]] = {
    "villager": _TOWNSHIP_AND_UP,
    "clerk": _TOWNSHIP_AND_UP,
    "secretary": _TOWNSHIP_AND_UP,
    "overseer": _TOWNSHIP_AND_UP,
    "grid_worker": _TOWNSHIP_AND_UP,
    "monitor": frozenset({"county", "admin"}),
    "county": frozenset({"admin"}),
    "admin": frozenset({"admin"}),
}


def is_held_at(role: Role, division: str) -> bool:
    """True if the role can be given over a division of this level."""
    return role in LEVELS and len(division) == LENGTHS[LEVELS[role]]


def stands_above(grants: Sequence[Grant], role: Role, division: str) -> bool:
    """True if one of the grants is of a role above this one and reaches the division."""
    return any(grant.role in ABOVE[role] and grant.over(division) for grant in grants)


def may_see(grants: Sequence[Grant], account: Account) -> bool:
    """True if the account belongs to the area of one of these (administrators') grants."""
    places = [account.home] if account.home else []
    places += [grant.division for grant in account.grants if grant.role != "admin"]
    reaching = [grant for grant in grants if grant.role in _TOWNSHIP_AND_UP]
    is_chief = any(grant.role == "admin" and not grant.division for grant in reaching)
    return is_chief or any(grant.over(place) for grant in reaching for place in places)


def may_administer(grants: Sequence[Grant], account: Account) -> bool:
    """True if the holder may close the account or give it a new password.

    They must stand above everything it holds: whoever sets a password can act as its owner, so
    a single role out of reach (a secretary's second village, a county role) forbids it.
    """
    return may_see(grants, account) and all(
        stands_above(grants, held.role, held.division) for held in account.grants
    )


def watches_oneself(grants: Sequence[Grant]) -> bool:
    """True if somebody would watch over a village whose cadre they are: then a complaint about the
    village's cadres would reach one of them."""
    cadre = [grant.division for grant in grants if grant.role in CADRE_ROLES]
    watched = [grant for grant in grants if grant.role in ("monitor", "county")]
    return any(grant.over(village) for grant in watched for village in cadre)
