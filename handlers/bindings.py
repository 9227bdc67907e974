"""Being known as a villager: asking, and the village's cadres who confirm or decline."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.directory import village_of
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.notices import notify
from handlers.paths import LOADERS
from handlers.routing import Route
from models.accounts import Account, Role
from models.base import Id, Instant, Value
from models.bindings import Binding, BindingState, confirm, end
from models.errors import Conflict, Invalid, Mistake

# Who is told of a new ask: those who may decide it.
DECIDERS: frozenset[Role] = frozenset({"clerk", "secretary"})

LOADERS["binding"] = lambda store, binding: store.bindings.get(binding)


class NewBinding(Form):
    """How the village knows me; `replaces` is my binding that ends once this one is confirmed."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    group: Annotated[str, StringConstraints(max_length=20)] = ""
    note: Annotated[str, StringConstraints(max_length=200)] = ""
    replaces: Id | None = None


class Reason(Form):
    """Why; the other side reads it."""

    reason: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class OptionalReason(Form):
    """Why, where one wants to say it."""

    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class BindingsQuery(Paging):
    """Which of a village's bindings."""

    state: BindingState = "asked"


class BindingView(Value):
    """A binding, as its owner and the village's cadres see it."""

    id: Id
    division: str
    account: Id
    name: str
    group: str
    note: str
    state: BindingState
    replaces: Id | None
    created_at: Instant
    decided_at: Instant | None
    ended_at: Instant | None
    reason: str


def about(binding: Binding) -> str:
    """Where messages and audit entries point."""
    return f"bindings/{binding.id}"


def deciders(officials: Iterable[Account], village: str) -> list[ObjectId]:
    """Who of the officials decides about the people of the village, and so is told."""
    return [
        official.id
        for official in officials
        if any(g.role in DECIDERS and g.division == village for g in official.grants)
    ]


class BindingHandler(ApiHandler):
    """What changing a binding shares."""

    async def changed(self, what: str, binding: Binding) -> Binding:
        """Makes the person's new roles hold here at once, and records the act.

        What the person does themselves carries no division: see `AuditEntry`.
        """
        self.touch("accounts", f"accounts/{binding.account}")
        is_own = binding.is_owned_by(self.actor.account)
        division = "" if is_own else binding.division
        await self.audit(what, division=division, about=about(binding))
        return binding


class BindingsOfVillage(BindingHandler):
    @endpoint(scope=SIGNED_IN, body=NewBinding, returns=BindingView, status=201)
    async def post(self, village: str, form: NewBinding) -> Binding:
        """Ask to be bound to a village; its cadres are told."""
        place = await village_of(village, self.services)
        if self.actor.viewer.holds({"villager"}, village):
            raise Conflict("already_bound")
        binding = Binding(
            account=self.actor.known().account,
            division=village,
            created_at=self.services.store.now(),
            **form.model_dump(),
        )
        told = notify("binding.asked", deciders(place.officials, village), about(binding))
        binding = binding.model_copy(update={"events": told})
        return await self.changed("binding.ask", await self.services.store.bindings.ask(binding))

    @endpoint(scope="binding:decide", query=BindingsQuery, returns=Listing[BindingView])
    async def get(self, village: str, query: BindingsQuery) -> object:
        """Who asks to be bound (or is, by `state`), oldest first."""
        return await self.services.store.bindings.of_village(
            village, query.state, after=query.after, limit=query.limit
        )


class MyBindings(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[BindingView])
    async def get(self, query: Paging) -> object:
        """My bindings to villages, newest first."""
        return await self.services.store.bindings.of_account(
            self.actor.known().account, after=query.after, limit=query.limit
        )


class OneBinding(ApiHandler):
    @endpoint(scope="binding:read", returns=BindingView)
    async def get(self, binding: Binding) -> Binding:
        """One binding: mine, or of my village."""
        return binding


class ConfirmedBinding(BindingHandler):
    @endpoint(scope="binding:decide", returns=BindingView)
    async def post(self, binding: Binding) -> Binding:
        """Confirm that the person is a villager; a binding it replaces ends."""
        told = notify("binding.confirmed", [binding.account], about(binding))
        by = self.actor.known().account
        return await self.changed(
            "binding.confirm", await confirm(self.services.store, binding, by, told)
        )


class DeclinedBinding(BindingHandler):
    @endpoint(scope="binding:decide", body=Reason, returns=BindingView)
    async def post(self, binding: Binding, form: Reason) -> Binding:
        """Decline, with a reason that the person reads."""
        told = notify("binding.declined", [binding.account], about(binding))
        declined = await self.services.store.bindings.decline(
            binding, self.actor.known().account, form.reason, told
        )
        return await self.changed("binding.decline", declined)


class EndedBinding(BindingHandler):
    @endpoint(scope="binding:end", body=OptionalReason, returns=BindingView)
    async def post(self, binding: Binding, form: OptionalReason) -> Binding:
        """End a binding, for example after moving away; its owner may also take back an open ask.

        A cadre gives a reason, which the person reads.
        """
        store, is_own = self.services.store, binding.is_owned_by(self.actor.account)
        if is_own and binding.state == "asked":
            return await self.changed("binding.withdraw", await store.bindings.withdraw(binding))
        if not is_own and not form.reason:
            raise Invalid([Mistake("body.reason", "required")])
        told = notify("binding.ended", () if is_own else [binding.account], about(binding))
        return await self.changed("binding.end", await end(store, binding, form.reason, told))


routes = [
    Route("/villages/{village}/bindings", BindingsOfVillage),
    Route("/me/bindings", MyBindings),
    Route("/bindings/{binding}", OneBinding),
    Route("/bindings/{binding}/confirm", ConfirmedBinding),
    Route("/bindings/{binding}/decline", DeclinedBinding),
    Route("/bindings/{binding}/end", EndedBinding),
]
