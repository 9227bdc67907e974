"""Every verb of every route, everybody who may call it, and what the scope table allows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.access import SCOPES, SIGNED_IN
from handlers.api import routes
from handlers.base import Endpoint, verbs_of
from handlers.paths import parameters
from models.accounts import ROLES
from tests.factories import NEIGHBOUR, OTHER_TOWNSHIP, VILLAGE

# The nearest place that is not one's own: the sharpest test of "outside".
OUTSIDE_OF = {"monitor": OTHER_TOWNSHIP, "county": "330881"}
# Parameters that name no place, so that nobody is outside of them.
PLACELESS = frozenset({"session", "size", "filename", "item", "line"})
# Where a query is required, or a body decides about access, it stands here.
CLERK = {"role": "clerk", "division": VILLAGE}
QUERIES: dict[tuple[str, str], str] = {
    ("DELETE", "/me"): "?confirm=erase",
    ("DELETE", "/accounts/{account}/grants"): f"?role=clerk&division={VILLAGE}",
    ("GET", "/checks/pictures/{media}"): f"?until=1&mark={'0' * 64}",
    ("POST", "/disclosures/{disclosure}/entries/import"): "?version=1",
    ("GET", "/scenes"): "?scene=v330825101201.AAAAAAAA",
    ("GET", "/divisions/{division}/templates"): "?step=answer",
    ("GET", "/feedback/{case}/templates"): "?step=answer",
    ("GET", "/villages/{village}/search"): "?q=%E5%81%9C%E6%B0%B4",
}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/accounts"): {"username": "walker", "name": "走访", "grants": [CLERK]},
    ("POST", "/accounts/{account}/grants"): CLERK,
    ("POST", "/accounts/{account}/close"): {"reason": "离职"},
}
# Of these objects a role that holds the scope does not see, or handle, every one of its area.
NARROWER: dict[tuple[str, str], str] = {
    # Only what lies on their desk, which the case of the walk does not.
    ("case", "clerk"): "?",
    ("case", "grid_worker"): "?",
    # They see all of their area, and take over only what has come up to them.
    ("case", "monitor"): "+-",
    ("case", "county"): "+-",
}
# Addresses of what the object of the walk does not have, so that who is let in finds nothing.
MISSING = frozenset({"/feedback/{case}/main", "/disclosures/{disclosure}/masking"})


@dataclass(frozen=True)
class Row:
    """One verb of one route, with its declaration."""

    verb: str
    template: str
    declared: Endpoint

    @property
    def short(self) -> str:
        """The address below the API's root."""
        return self.template.removeprefix("/api/v1")

    @property
    def names_a_place(self) -> bool:
        """True if the address names a division or an object that lies in one."""
        return bool(set(parameters(self.template)) - PLACELESS)


@dataclass(frozen=True)
class Column:
    """Somebody who calls: a role inside or outside of its area, the owner, or nobody."""

    role: str
    inside: bool = True

    @property
    def place(self) -> str:
        """Over which division the role is held."""
        return VILLAGE if self.inside else OUTSIDE_OF.get(self.role, NEIGHBOUR)


NOBODY, OWNER, NEWCOMER = Column("nobody"), Column("owner"), Column("newcomer")
COLUMNS = (
    NOBODY,
    *(Column(r, inside) for r in ROLES if r != "admin" for inside in (True, False)),
    Column("admin"),
    OWNER,
    NEWCOMER,
)


def rows() -> list[Row]:
    """Every verb of every route, in the order of the documentation."""
    return [
        Row(verb.upper(), route.template, declared)
        for route in routes()
        for verb, declared in verbs_of(route.handler).items()
    ]


def allowed(row: Row, column: Column) -> str:
    """The answers that the scope table allows, of `+` (let in) `-` (403) `?` (404) `!` (401).

    Written from the rules of the table, and on purpose not with the code that carries them out.
    """
    scope = row.declared.scope
    if scope is None:
        # A public address of private files looks at who asks, where somebody does.
        return "+?-" if row.declared.raw and column is not NOBODY else "+?"
    if column is NOBODY:
        return "!"
    if column is NEWCOMER and not row.declared.while_password_is_new:
        return "-"
    if scope == SIGNED_IN:
        return "+-?"
    if column in (OWNER, NEWCOMER) and SCOPES[scope].owner:
        return "+-?"
    if column is OWNER:
        # Where nothing can be owned, the owner is one more villager of the village.
        return allowed(row, Column("villager"))
    if column.role not in SCOPES[scope].roles:
        return "+-?" if SCOPES[scope].owner and not row.names_a_place else "-?"
    if not column.inside:
        return "-?" if row.names_a_place else "+-"
    names = parameters(row.template)
    found = next((NARROWER[n, column.role] for n in names if (n, column.role) in NARROWER), "+")
    return found + "?" if row.short in MISSING else found


def has_division(row: Row) -> bool:
    """True if the address names a division of any level."""
    return "division" in parameters(row.template)
