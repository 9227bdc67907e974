"""Who may do what: one table of scopes that feeds the checks, the documentation and the tests.

A scope is held through a role over a division that covers the object's, or (where `owner` says
so) by the person whose object it is. What no line here allows is forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass

from bson import ObjectId

from models.accounts import STAFF_ROLES, Grant, Role
from models.errors import Forbidden, NotFound, Unauthenticated
from models.sessions import Session
from models.viewers import Placed, Viewer

# Any signed-in account, for what is its own: its sessions, its messages, its cases.
SIGNED_IN = "self"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a scope allows, which roles hold it, and whether the object's owner does."""

    means: str
    roles: frozenset[Role] = frozenset()
    owner: bool = False


def _scope(means: str, *roles: Role, owner: bool = False) -> Scope:
    return Scope(means, frozenset(roles), owner)


SCOPES: dict[str, Scope] = {
    SIGNED_IN: _scope("What is my own", owner=True),
    "account:read": _scope("List the staff accounts of an area", "monitor", "county", "admin"),
    "grant:give": _scope("Give and take roles", "monitor", "county", "admin"),
    "audit:read": _scope("Read the audit log of an area", "monitor", "county", "admin"),
    "binding:decide": _scope("Confirm or decline villagers", "clerk", "secretary"),
    "binding:read": _scope("Read a binding", "clerk", "secretary", owner=True),
    "binding:end": _scope("End a binding", "clerk", "secretary", owner=True),
    "delegation:list": _scope("List who acts for whom in a village", "clerk", "secretary"),
    "delegation:read": _scope("Read who acts for whom", "clerk", "secretary", owner=True),
    "delegation:decide": _scope(
        "Agree that one acts for another", "clerk", "secretary", owner=True
    ),
    "delegation:end": _scope("End that one acts for another", "clerk", "secretary", owner=True),
    "post:draft": _scope("Write posts", "clerk", "secretary", "monitor", "county"),
    "post:publish": _scope("Publish and withdraw posts", "secretary", "monitor", "county"),
    "post:confirmations": _scope(
        "See who has confirmed a notice", "clerk", "secretary", "monitor", "county"
    ),
    "notice:confirm": _scope("Confirm that I have read a notice of my village", "villager"),
    "disclosure:draft": _scope("Write disclosures", "clerk"),
    # The township's monitor only where the village has no overseer, or the review is late.
    "disclosure:review": _scope("Review disclosures before they are out", "overseer", "monitor"),
    "disclosure:confirm_shown": _scope(
        "Agree that personal data with a reason is shown", "overseer", "monitor"
    ),
    "disclosure:read_original": _scope(
        "Read what was covered before publication", "clerk", "secretary", "overseer"
    ),
    "disclosure:read_inside": _scope(
        "Read what a village lays open to its own people",
        "villager",
        "clerk",
        "secretary",
        "overseer",
        "grid_worker",
        "monitor",
        "county",
    ),
    "chain:records": _scope(
        "Read what a township noted of its villages' chains", "monitor", "county"
    ),
    "disclosure:publish": _scope("Approve and publish disclosures", "secretary"),
    "disclosure:send_back": _scope(
        "Send disclosures back to be corrected", "overseer", "secretary", "monitor"
    ),
    "disclosure:read_draft": _scope(
        "Read disclosures before they are out",
        "clerk",
        "secretary",
        "overseer",
        "monitor",
        "county",
    ),
    "catalogue:set": _scope(
        "Tighten the disclosure catalogue of an area", "secretary", "monitor", "county"
    ),
    "obligation:record": _scope(
        "Record an event that must be laid open",
        "clerk",
        "secretary",
        "overseer",
        "monitor",
        "county",
    ),
    "obligation:oversee": _scope(
        "See the matrix and the rates of disclosure of an area",
        "clerk",
        "secretary",
        "overseer",
        "monitor",
        "county",
    ),
    "obligation:excuse": _scope("Excuse a village from an obligation", "monitor", "county"),
    "inquiry:ask": _scope("Ask about what my village has laid open", "villager"),
    "inquiry:own": _scope("Say what I think of the answer, or take my question back", owner=True),
    "inquiry:read": _scope(
        "Read inquiries",
        "clerk",
        "secretary",
        "overseer",
        "monitor",
        "county",
        owner=True,
    ),
    "inquiry:handle": _scope(
        "Answer inquiries", "clerk", "secretary", "overseer", "monitor", "county"
    ),
    "demand:support": _scope("Demand that my village lays something open", "villager"),
    "headcount:set": _scope("Say how many people a village has", "monitor", "county"),
    "feedback:read": _scope(
        "Read cases",
        "clerk",
        "secretary",
        "grid_worker",
        "monitor",
        "county",
        owner=True,
    ),
    "feedback:handle": _scope(
        "Accept, answer, refuse and pass on cases",
        "clerk",
        "secretary",
        "grid_worker",
        "monitor",
        "county",
    ),
    "sending:read": _scope("See how many messages went out and failed", "monitor", "county"),
    "echo:moderate": _scope(
        "Decide about flagged echoes, but not about one's own", "secretary", "monitor", "county"
    ),
    "feedback:follow": _scope('Say "me too" to a case of my village', "villager"),
    "feedback:supervise": _scope("Urge, and set refusals aside", "monitor", "county"),
    "absence:record": _scope(
        "Record who is away and who stands in", "secretary", "monitor", "county"
    ),
    "absence:read": _scope(
        "See who is away", "clerk", "secretary", "overseer", "grid_worker", "monitor", "county"
    ),
    "duty:plan": _scope("Announce who is on duty", "clerk", "secretary"),
    "template:write": _scope("Keep reply templates", "clerk", "secretary", "monitor", "county"),
    "trends:read": _scope("Read what rises in an area", "secretary", "monitor", "county"),
    "overview:read": _scope(
        "Read how the villages of an area do", "secretary", "monitor", "county"
    ),
    "exclusion:propose": _scope(
        "Say that a case should be left out of the rates", "secretary", "monitor", "county"
    ),
    "exclusion:decide": _scope("Confirm or end that a case is left out", "monitor", "county"),
    "report:read": _scope("Read and take away reports", "secretary", "monitor", "county"),
    "report:make": _scope("Have a report made now", "secretary", "monitor", "county"),
    "rates:set": _scope("Set by which rules rates are made", "county"),
    "vocabulary:write": _scope(
        "Add words to tags and say who gets them", "secretary", "monitor", "county"
    ),
    "feedback:own": _scope("Withdraw, rate and reopen my cases", owner=True),
    # Not the village's own cadres: what villagers say in public may be about them.
    "content:review": _scope("Decide what villagers may show to others", "monitor", "county"),
    "media:upload": _scope("Upload pictures", owner=True),
}


class Actor:
    """Who makes this request: a session's account and grants, or nobody."""

    __slots__ = ("session",)

    def __init__(self, session: Session | None) -> None:
        self.session = session

    @property
    def account(self) -> ObjectId | None:
        """The account's id, None for nobody."""
        return None if self.session is None else self.session.account

    @property
    def grants(self) -> tuple[Grant, ...]:
        """All grants of the account."""
        return () if self.session is None else self.session.grants

    @property
    def viewer(self) -> Viewer:
        """The actor as models see them."""
        return Viewer(self.account, self.grants)

    def known(self) -> Session:
        """The session; raises `Unauthenticated` for nobody."""
        if self.session is None:
            raise Unauthenticated
        return self.session

    def require_own_password(self) -> None:
        """Raises `Forbidden` while the password is still the one somebody else chose."""
        if self.known().must_change_password:
            raise Forbidden("password_change_required")

    def grants_for(self, scope: str, division: str | None = None) -> tuple[Grant, ...]:
        """The grants through which the scope is held (over the division)."""
        roles = SCOPES[scope].roles
        return tuple(
            grant
            for grant in self.grants
            if grant.role in roles and (division is None or grant.over(division))
        )

    def require(self, scope: str, division: str | None = None) -> None:
        """Raises unless the scope is held (over the division).

        Without a division, a scope that owners hold needs only a session: whose object it is
        shows when it is loaded. An address that names a division asks for a role over it.
        """
        self.known()
        owned = SCOPES[scope].owner and division is None
        if not owned and not self.grants_for(scope, division):
            raise Forbidden

    def require_for(self, scope: str, document: Placed) -> None:
        """Raises unless the scope is held for this object.

        An outsider gets `NotFound`, exactly as if there were none; somebody of the area who
        sees the object but lacks the scope gets `Forbidden`.
        """
        self.known()
        if SCOPES[scope].owner and document.is_owned_by(self.account):
            return
        held = self.grants_for(scope, document.division)
        if held and document.admits(Viewer(self.account, held)):
            return
        if self._knows(document):
            raise Forbidden
        raise NotFound

    def _knows(self, document: Placed) -> bool:
        if document.is_owned_by(self.account):
            return True
        near = tuple(g for g in self.grants if g.role in STAFF_ROLES and g.over(document.division))
        return bool(near) and document.admits(Viewer(self.account, near))
