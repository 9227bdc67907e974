"""Bindings (绑定): a person asks to be known as a villager of a village, and a cadre decides.

    asked -> confirmed -> ended          by the person, by a cadre, or replaced by another village's
    asked -> declined | withdrawn

A confirmed binding is what the grant `villager` rests on: the two change in one transaction.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from bson import ObjectId

from models.accounts import Grant
from models.base import Collection, Id, Index, Instant, Page, Row
from models.errors import Conflict, DomainError, Forbidden, Invalid, Mistake
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed

if TYPE_CHECKING:
    from models.store import Store

BindingState = Literal["asked", "confirmed", "declined", "withdrawn", "ended"]
# An account that waits for more answers than this is asking at random.
MOST_OPEN = 5
# No village has more people, and the cost of counting stays bounded.
MOST_COUNTED = 20_000


class Binding(Placed):
    """One person's wish to belong to one village; `name` and `group` (村民小组) as they say."""

    account: Id
    name: str
    group: str = ""
    note: str = ""
    state: BindingState = "asked"
    replaces: Id | None = None
    created_at: Instant
    decided_by: Id | None = None
    decided_at: Instant | None = None
    reason: str = ""
    ended_at: Instant | None = None
    events: tuple[Event, ...] = ()

    @property
    def grant(self) -> Grant:
        """The role that the binding gives while it is confirmed."""
        return Grant(role="villager", division=self.division)

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True for the person who asked."""
        return account is not None and account == self.account


class Bindings(Collection[Binding]):
    """Bindings by village and by person."""

    name = "bindings"
    document = Binding
    indexes = (
        Index(
            "one open ask a village and account",
            (("account", 1), ("division", 1)),
            unique=True,
            where={"state": "asked"},
        ),
        Index("a village's, by state, oldest first", (("division", 1), ("state", 1), ("_id", 1))),
        Index("mine, newest first", (("account", 1), ("_id", -1))),
        Index("mine in a state", (("account", 1), ("state", 1), ("division", 1))),
        EVENTS_INDEX,
    )

    async def ask(self, binding: Binding) -> Binding:
        """Stores the wish.

        Raises `Conflict`: `already_bound`, `binding_open`, `too_many_open`; `Invalid`
        (`not_bound`) where it would replace what is not a confirmed binding of the same person.
        """
        mine = {"account": binding.account}
        bound = {**mine, "division": binding.division, "state": "confirmed"}
        if await self._find_one(bound) is not None:
            raise Conflict("already_bound")
        open_ones = {**mine, "state": "asked"}
        if await self.raw.count_documents(open_ones, limit=MOST_OPEN) >= MOST_OPEN:
            raise Conflict("too_many_open", most=MOST_OPEN)
        if binding.replaces is not None:
            replaced = {"_id": binding.replaces, **mine, "state": "confirmed"}
            if await self._find_one(replaced) is None:
                raise Invalid([Mistake("body.replaces", "not_bound")])
        try:
            return await self._insert(binding)
        except Conflict as error:
            raise Conflict("binding_open") from error

    async def decline(
        self, binding: Binding, by: ObjectId, reason: str, events: Sequence[Event]
    ) -> Binding:
        """Says no to an open ask, with the reason; raises `Conflict` if it is open no more."""
        change = {
            "state": "declined",
            "decided_by": by,
            "decided_at": self.now(),
            "reason": reason,
        }
        return await self._move(binding, ("asked",), change, events)

    async def withdraw(self, binding: Binding) -> Binding:
        """Takes an open ask back."""
        return await self._move(binding, ("asked",), {"state": "withdrawn"}, ())

    async def of_village(
        self, village: str, state: BindingState, *, after: str | None = None, limit: int = 20
    ) -> Page[Binding]:
        """The bindings of a village in a state, oldest first."""
        where = {"division": village, "state": state}
        return await self._page(where, by=("_id", 1), after=after, limit=limit)

    async def count_confirmed(self, village: str) -> int:
        """How many villagers are registered in the village, counted up to `MOST_COUNTED`."""
        where = {"division": village, "state": "confirmed"}
        return int(await self.raw.count_documents(where, limit=MOST_COUNTED))

    async def of_account(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Binding]:
        """The bindings of a person, newest first."""
        return await self._page({"account": account}, by=("_id", -1), after=after, limit=limit)

    async def name_in(self, account: ObjectId, village: str) -> str | None:
        """The name under which the village confirmed the person; None if it never did."""
        where = {"account": account, "division": village, "state": "confirmed"}
        found = await self._find_one(where)
        return None if found is None else found.name

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What a person said to be bound, for their export."""
        shown = {"division", "name", "group", "note", "state", "created_at", "decided_at", "reason"}
        after: str | None = None
        while True:
            page = await self.of_account(account, after=after, limit=100)
            for binding in page.items:
                yield binding.model_dump(mode="json", include=shown)
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Ends and empties the bindings of an account that is erased."""
        blank = {"name": "", "group": "", "note": "", "reason": ""}
        for state, end in (("asked", "withdrawn"), ("confirmed", "ended")):
            await self.raw.update_many(
                {"account": account, "state": state}, {"$set": {"state": end}}, session=session
            )
        await self.raw.update_many({"account": account}, {"$set": blank}, session=session)

    async def _move(
        self,
        binding: Binding,
        allowed: Sequence[BindingState],
        change: Row,
        events: Sequence[Event],
        session: Any = None,
    ) -> Binding:
        update = {
            "$set": change,
            "$push": {"events": {"$each": [event.model_dump() for event in events]}},
        }
        where = {"_id": binding.id, "state": {"$in": list(allowed)}}
        moved = await self._change(where, update, session=session)
        if moved is None:
            raise await self._too_late(binding)
        return moved

    async def _too_late(self, binding: Binding) -> DomainError:
        """The refusal that names the state somebody else brought the binding into."""
        now = await self.get(binding.id)
        return Conflict("binding_state", extra={"state": now.state})


async def confirm(store: Store, binding: Binding, by: ObjectId, events: Sequence[Event]) -> Binding:
    """Makes the person a villager; the binding it replaces ends in the same transaction.

    Raises `Conflict` (`binding_state`) if somebody was first, `Forbidden` for one's own.
    """
    if by == binding.account:
        raise Forbidden
    bindings = store.bindings

    async def confirming(session: Any) -> Binding:
        change = {"state": "confirmed", "decided_by": by, "decided_at": store.now()}
        moved = await bindings._move(binding, ("asked",), change, events, session)
        if moved.replaces is not None:
            await _end_replaced(store, moved, session)
        await store.accounts.grant(moved.account, moved.grant, session=session)
        return moved

    return await store.db.in_transaction(confirming)


async def end(store: Store, binding: Binding, reason: str, events: Sequence[Event]) -> Binding:
    """Ends a confirmed binding and the role that rests on it."""

    async def ending(session: Any) -> Binding:
        change = {"state": "ended", "ended_at": store.now(), "reason": reason}
        moved = await store.bindings._move(binding, ("confirmed",), change, events, session)
        await _leave(store, moved, session)
        return moved

    return await store.db.in_transaction(ending)


async def _end_replaced(store: Store, binding: Binding, session: Any) -> None:
    """The old village's role goes, unless the person ended it meanwhile themselves."""
    where = {"_id": binding.replaces, "account": binding.account, "state": "confirmed"}
    update = {"$set": {"state": "ended", "ended_at": store.now()}}
    old = await store.bindings._change(where, update, session=session)
    if old is not None:
        await _leave(store, old, session)


async def _leave(store: Store, ended: Binding, session: Any) -> None:
    """What rested on a binding ends with it: the role, and a voice in what is still demanded."""
    await store.accounts.revoke(ended.account, ended.grant, session=session)
    await store.demands.take_back_all(
        ended.account, store.demand_supports, village=ended.division, session=session
    )
