"""Who looks, and the one question each guarded document answers: may they see me."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bson import ObjectId

from models.accounts import Grant, Role, divisions_of
from models.base import Document


@dataclass(frozen=True, slots=True)
class Viewer:
    """An account (None for somebody who is not signed in) with the grants that count here."""

    account: ObjectId | None
    grants: tuple[Grant, ...] = ()

    def holds(self, roles: Iterable[Role], division: str) -> bool:
        """True if one of the roles is held over the division."""
        wanted = frozenset(roles)
        return any(g.role in wanted and g.over(division) for g in self.grants)

    def divisions(self, roles: Iterable[Role]) -> tuple[str, ...]:
        """The divisions over which one of the roles is held."""
        return divisions_of(self.grants, roles)


class Placed(Document):
    """A document that belongs to a division; the prefix check and `admits` guard it."""

    division: str

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True if it is this account's own; most documents have no such owner."""
        return False

    def admits(self, viewer: Viewer) -> bool:
        """False if the viewer must not see it although it lies in their area."""
        return True
