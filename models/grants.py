"""Roles and grants: which role is held over which division; knows nothing of who holds them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

from models.base import Row, Value
from models.divisions import LENGTHS, areas_of, covers

Role = Literal[
    "villager", "clerk", "secretary", "overseer", "grid_worker", "monitor", "county", "admin"
]
ROLES: tuple[Role, ...] = get_args(Role)
# The village's own people: what accuses them is kept from all of these.
CADRE_ROLES: frozenset[Role] = frozenset({"clerk", "secretary", "overseer", "grid_worker"})
STAFF_ROLES: frozenset[Role] = CADRE_ROLES | {"monitor", "county", "admin"}


class Grant(Value):
    """A role over a division and all below it; the empty division is the whole country."""

    role: Role
    division: str

    def over(self, code: str) -> bool:
        """True if the grant reaches the division of that code."""
        return covers(self.division, code)


def divisions_of(grants: Sequence[Grant], roles: Iterable[Role]) -> tuple[str, ...]:
    """The divisions over which any of these roles is held."""
    wanted = frozenset(roles)
    return tuple(dict.fromkeys(g.division for g in grants if g.role in wanted))


def staff_with(grant: Grant) -> Row:
    """The expression of an account's `staff` once it has this grant."""
    return {"$or": ["$staff", grant.role in STAFF_ROLES]}


def _above(code: str) -> list[Row]:
    """The expression for the divisions of a code: its county, its township and itself."""
    return [{"$substrBytes": [code, 0, length]} for length in sorted(LENGTHS.values())]


# Recomputes `areas` in the same update that changes the grants, so that the two cannot disagree.
SET_AREAS: Row = {
    "$set": {
        "areas": {
            "$setDifference": [
                {
                    "$reduce": {
                        "input": {
                            "$filter": {
                                "input": "$grants",
                                "cond": {"$in": ["$$this.role", sorted(STAFF_ROLES)]},
                            }
                        },
                        "initialValue": _above("$home"),
                        "in": {"$setUnion": ["$$value", _above("$$this.division")]},
                    }
                },
                [""],
            ]
        }
    }
}


def not_watching_oneself(grant: Grant) -> Row:
    """The filter of accounts that may get the grant: nobody watches over their own village, or a
    complaint about its cadres would reach one of them."""
    if grant.role in CADRE_ROLES:
        above = {
            "role": {"$in": ["monitor", "county"]},
            "division": {"$in": list(areas_of(grant.division))},
        }
        return {"grants": {"$not": {"$elemMatch": above}}}
    if grant.role in ("monitor", "county"):
        inside = {"$regex": f"^{grant.division}"}
        below = {"role": {"$in": sorted(CADRE_ROLES)}, "division": inside}
        return {"grants": {"$not": {"$elemMatch": below}}}
    return {}
