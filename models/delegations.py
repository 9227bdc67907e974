"""Acting for others (代办授权): a person away from home acts for a parent, who agreed to it.

    asked -> confirmed -> revoked     by either side, or a cadre where one side has no sign-in
    asked -> declined | withdrawn

Whoever is acted for confirms it themselves where an account of the village holds the phone number
and the name that were given; nobody else can then. Otherwise a cadre does, who knows the person,
and an account without any sign-in is opened for them. The asker is not told which of the two it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from bson import ObjectId

from models.accounts import Account, Grant, Role
from models.base import Collection, Id, Index, Instant, Page, Row
from models.errors import Conflict, Forbidden
from models.outbox import EVENTS_INDEX, Event
from models.vault import Sealed
from models.viewers import Placed, Viewer

if TYPE_CHECKING:
    from models.store import Store

DelegationState = Literal["asked", "confirmed", "declined", "withdrawn", "revoked"]
Relation = Literal["parent", "grandparent", "spouse", "child", "sibling", "other"]
# An account that waits for more answers than this is asking at random.
MOST_OPEN = 5
PHONE = Sealed("phone", "delegation.phone")


class Delegation(Placed):
    """One person (`representative`) acts for another (`represented`, known once confirmed).

    `addressed_to` is the account that alone may confirm; None leaves it to the village's cadres.
    """

    representative: Id
    representative_name: str
    name: str
    relation: Relation
    note: str = ""
    phone: str | None = None
    phone_hash: str | None = None
    addressed_to: Id | None = None
    represented: Id | None = None
    # All accounts whose list it stands in.
    parties: tuple[Id, ...]
    state: DelegationState = "asked"
    created_at: Instant
    decided_by: Id | None = None
    decided_at: Instant | None = None
    reason: str = ""
    revoked_at: Instant | None = None
    events: tuple[Event, ...] = ()

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True for both sides."""
        return account is not None and account in self.parties

    def admits(self, viewer: Viewer) -> bool:
        """What a family settles among themselves is not for the village's cadres."""
        return self.addressed_to is None

    def require_decider(self, viewer: Viewer, roles: Iterable[Role]) -> None:
        """Raises `Forbidden` for the asker, and for whoever was not asked."""
        if viewer.account == self.representative:
            raise Forbidden
        if self.addressed_to is None:
            if not viewer.holds(roles, self.division):
                raise Forbidden
        elif viewer.account != self.addressed_to:
            raise Forbidden


class Delegations(Collection[Delegation]):
    """Delegations by village, by party and by the pair of accounts."""

    name = "delegations"
    document = Delegation
    indexes = (
        Index(
            "one open ask for a person of a village",
            (("representative", 1), ("division", 1), ("name", 1)),
            unique=True,
            where={"state": "asked"},
        ),
        Index(
            "what a village's cadres decide, oldest first",
            (("division", 1), ("state", 1), ("addressed_to", 1), ("_id", 1)),
        ),
        Index("mine, on either side, newest first", (("parties", 1), ("_id", -1))),
        Index(
            "may one act for the other; what a representative has open",
            (("representative", 1), ("state", 1), ("represented", 1)),
        ),
        Index(
            "the account once opened for the same person",
            (("phone_hash", 1), ("division", 1)),
            where={"phone_hash": {"$exists": True}},
        ),
        EVENTS_INDEX,
    )
    sealed = (PHONE,)

    async def may_act(self, representative: ObjectId, represented: ObjectId) -> bool:
        """True while a confirmed delegation lets the one act for the other."""
        where = {
            "representative": representative,
            "state": "confirmed",
            "represented": represented,
        }
        return await self.raw.find_one(where, {"_id": 1}) is not None

    async def ask(self, delegation: Delegation) -> Delegation:
        """Stores the wish; raises `Conflict` (`delegation_open`, `too_many_open`)."""
        open_ones = {"representative": delegation.representative, "state": "asked"}
        if await self.raw.count_documents(open_ones, limit=MOST_OPEN) >= MOST_OPEN:
            raise Conflict("too_many_open", most=MOST_OPEN)
        try:
            return await self._insert(delegation)
        except Conflict as error:
            raise Conflict("delegation_open") from error

    async def decline(
        self, delegation: Delegation, by: ObjectId, reason: str, events: Sequence[Event]
    ) -> Delegation:
        """Says no to an open ask; raises `Conflict` (`delegation_state`) if somebody was first."""
        change = {
            "state": "declined",
            "decided_by": by,
            "decided_at": self.now(),
            "reason": reason,
        }
        return await self.move(delegation, "asked", change, events)

    async def withdraw(self, delegation: Delegation) -> Delegation:
        """Takes an open ask back."""
        return await self.move(delegation, "asked", {"state": "withdrawn"}, ())

    async def revoke(self, delegation: Delegation, events: Sequence[Event]) -> Delegation:
        """Ends a confirmed one: from now on nobody acts."""
        change = {"state": "revoked", "revoked_at": self.now()}
        return await self.move(delegation, "confirmed", change, events)

    async def for_cadres(
        self, village: str, state: DelegationState, *, after: str | None = None, limit: int = 20
    ) -> Page[Delegation]:
        """What the cadres of a village decide or decided, oldest first."""
        where = {"division": village, "state": state, "addressed_to": None}
        return await self._page(where, by=("_id", 1), after=after, limit=limit)

    async def of_account(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Delegation]:
        """Delegations in which the account is on either side, newest first."""
        return await self._page({"parties": account}, by=("_id", -1), after=after, limit=limit)

    async def same_person(self, delegation: Delegation) -> ObjectId | None:
        """The account that a cadre once had opened for the same name and phone in the village.

        So that two children act for one mother, and not each for their own.
        """
        if delegation.phone_hash is None:
            return None
        where = {
            "phone_hash": delegation.phone_hash,
            "division": delegation.division,
            "name": delegation.name,
            "addressed_to": None,
            "represented": {"$exists": True},
        }
        found = await self._find_one(where)
        return None if found is None else found.represented

    async def move(
        self,
        delegation: Delegation,
        before: DelegationState,
        change: Row,
        events: Sequence[Event],
        session: Any = None,
    ) -> Delegation:
        """One change of state, with its consequences; the loser of a race learns the new state."""
        update: Row = {
            "$set": change,
            "$push": {"events": {"$each": [event.model_dump() for event in events]}},
        }
        if "represented" in change:
            update["$addToSet"] = {"parties": change["represented"]}
        where = {"_id": delegation.id, "state": before}
        moved = await self._change(where, update, session=session)
        if moved is None:
            now = await self.get(delegation.id)
            raise Conflict("delegation_state", extra={"state": now.state})
        return moved

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """For whom the account acts and who acts for it; another person's phone stays out."""
        shown = {"division", "representative_name", "name", "relation", "note", "state"}
        after: str | None = None
        while True:
            page = await self.of_account(account, after=after, limit=100)
            for delegation in page.items:
                yield delegation.model_dump(mode="json", include=shown | {"created_at"})
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Ends and empties the delegations of an account that is erased, on either side."""
        for state, end in (("asked", "withdrawn"), ("confirmed", "revoked")):
            await self.raw.update_many(
                {"parties": account, "state": state}, {"$set": {"state": end}}, session=session
            )
        blank = {"representative_name": "", "name": "", "note": "", "reason": ""}
        await self.raw.update_many(
            {"parties": account},
            {"$set": blank, "$unset": {"phone": "", "phone_hash": ""}},
            session=session,
        )


async def confirm(
    store: Store, delegation: Delegation, by: ObjectId, events: Sequence[Event]
) -> Delegation:
    """Lets the one act for the other, and opens an account for whoever has none.

    Raises `Conflict` (`delegation_state`) if somebody was first.
    """
    delegations = store.delegations
    known = delegation.addressed_to or await delegations.same_person(delegation)

    async def confirming(session: Any) -> Delegation:
        represented = known or (await _open_account(store, delegation, session)).id
        change = {
            "state": "confirmed",
            "decided_by": by,
            "decided_at": store.now(),
            "represented": represented,
        }
        return await delegations.move(delegation, "asked", change, events, session)

    return await store.db.in_transaction(confirming)


async def _open_account(store: Store, delegation: Delegation, session: Any) -> Account:
    """An account nobody can sign in to: no user name, no password, no WeChat identity."""
    villager = Grant(role="villager", division=delegation.division)
    return await store.accounts.open(name=delegation.name, grants=(villager,), session=session)
