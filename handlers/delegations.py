"""Acting for a parent: asking for it, and the parent or the village's cadres who agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.bindings import DECIDERS, Reason, deciders
from handlers.directory import village_of
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.notices import notify
from handlers.paths import LOADERS
from handlers.routing import Route
from models.accounts import Account
from models.base import Id, Instant, Value
from models.delegations import PHONE, Delegation, DelegationState, Relation, confirm
from models.errors import Invalid, Mistake
from models.outbox import Event
from models.phones import normal_phone
from models.viewers import Viewer

LOADERS["delegation"] = lambda store, delegation: store.delegations.get(delegation)


class NewDelegation(Form):
    """For whom I want to act, as the village knows them; with their phone they can agree alone.

    `my_name` is what they call me, where my account says something else.
    """

    name: Annotated[str, StringConstraints(min_length=2, max_length=20)]
    relation: Relation
    phone: Annotated[str, StringConstraints(max_length=30)] = ""
    note: Annotated[str, StringConstraints(max_length=200)] = ""
    my_name: Annotated[str, StringConstraints(max_length=20)] = ""


class DelegationsQuery(Paging):
    """Which of a village's delegations."""

    state: DelegationState = "asked"


class DelegationView(Value):
    """A delegation, as both sides (and cadres, where they decide) see it.

    Neither the phone nor who is asked to confirm is shown: the asker would learn from it who has
    an account.
    """

    id: Id
    division: str
    representative: Id
    representative_name: str
    represented: Id | None
    name: str
    relation: Relation
    note: str
    state: DelegationState
    created_at: Instant
    decided_at: Instant | None
    revoked_at: Instant | None
    reason: str


class DelegationHandler(ApiHandler):
    """What changing a delegation shares."""

    def others(self, delegation: Delegation) -> list[ObjectId]:
        """The parties besides the actor."""
        return [party for party in delegation.parties if party != self.actor.account]

    async def changed(self, what: str, delegation: Delegation) -> Delegation:
        """Records the act; only what a cadre does as such is listed under the village."""
        is_own = delegation.is_owned_by(self.actor.account)
        division = "" if is_own else delegation.division
        await self.audit(what, division=division, about=about(delegation))
        return delegation


class DelegationsOfVillage(DelegationHandler):
    @endpoint(scope=SIGNED_IN, body=NewDelegation, returns=DelegationView, status=201)
    async def post(self, village: str, form: NewDelegation) -> Delegation:
        """Ask to act for somebody of a village."""
        place = await village_of(village, self.services)
        phone = normal_phone(form.phone) if form.phone else None
        if form.phone and phone is None:
            raise Invalid([Mistake("body.phone", "phone")])
        delegation = await self._compose(village, form, phone)
        told = _told_of(delegation, place.officials)
        asked = await self.services.store.delegations.ask(
            delegation.model_copy(update={"events": told})
        )
        return await self.changed("delegation.ask", asked)

    @endpoint(scope="delegation:list", query=DelegationsQuery, returns=Listing[DelegationView])
    async def get(self, village: str, query: DelegationsQuery) -> object:
        """What the village's cadres decide (or decided, by `state`), oldest first."""
        return await self.services.store.delegations.for_cadres(
            village, query.state, after=query.after, limit=query.limit
        )

    async def _compose(self, village: str, form: NewDelegation, phone: str | None) -> Delegation:
        me, vault = self.actor.known(), self.services.vault
        delegation = Delegation(
            division=village,
            representative=me.account,
            representative_name=form.my_name or me.name,
            parties=(me.account,),
            created_at=self.services.store.now(),
            **form.model_dump(exclude={"phone", "my_name"}),
        )
        if phone is None:
            return delegation
        asked = await self._account_of(phone, form.name, village)
        return delegation.model_copy(
            update={
                "phone": vault.seal(phone, PHONE.of(delegation.id)),
                "phone_hash": vault.lookup(phone),
                "addressed_to": asked,
                "parties": (me.account, asked) if asked else (me.account,),
            }
        )

    async def _account_of(self, phone: str, name: str, village: str) -> ObjectId | None:
        """The account with that phone and name that is a villager there; a family may share one."""
        store = self.services.store
        fitting = []
        for account in await store.accounts.by_phone(self.services.vault.lookup(phone)):
            villager = Viewer(account.id, account.grants).holds({"villager"}, village)
            if not (account.active and villager) or account.id == self.actor.account:
                continue
            if name in (account.name, await store.bindings.name_in(account.id, village)):
                fitting.append(account.id)
        return fitting[0] if len(fitting) == 1 else None


class MyDelegations(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[DelegationView])
    async def get(self, query: Paging) -> object:
        """For whom I act, who acts for me, and what waits for an answer; newest first."""
        return await self.services.store.delegations.of_account(
            self.actor.known().account, after=query.after, limit=query.limit
        )


class OneDelegation(ApiHandler):
    @endpoint(scope="delegation:read", returns=DelegationView)
    async def get(self, delegation: Delegation) -> Delegation:
        """One delegation: mine, or one that my village's cadres decide."""
        return delegation


class ConfirmedDelegation(DelegationHandler):
    @endpoint(scope="delegation:decide", returns=DelegationView)
    async def post(self, delegation: Delegation) -> Delegation:
        """Agree: the person themselves where they have an account, otherwise a cadre."""
        delegation.require_decider(self.actor.viewer, DECIDERS)
        by = self.actor.known().account
        told = notify("delegation.confirmed", delegation.parties, about(delegation))
        confirmed = await confirm(self.services.store, delegation, by, told)
        return await self.changed("delegation.confirm", confirmed)


class DeclinedDelegation(DelegationHandler):
    @endpoint(scope="delegation:decide", body=Reason, returns=DelegationView)
    async def post(self, delegation: Delegation, form: Reason) -> Delegation:
        """Decline, with a reason that the asker reads."""
        delegation.require_decider(self.actor.viewer, DECIDERS)
        told = notify("delegation.declined", [delegation.representative], about(delegation))
        declined = await self.services.store.delegations.decline(
            delegation, self.actor.known().account, form.reason, told
        )
        return await self.changed("delegation.decline", declined)


class RevokedDelegation(DelegationHandler):
    @endpoint(scope="delegation:end", returns=DelegationView)
    async def post(self, delegation: Delegation) -> Delegation:
        """End it, from either side or, for somebody without a sign-in, by a cadre.

        The asker also takes an open ask back with this.
        """
        delegations = self.services.store.delegations
        if delegation.state == "asked" and self.actor.account == delegation.representative:
            return await self.changed("delegation.withdraw", await delegations.withdraw(delegation))
        told = notify("delegation.revoked", self.others(delegation), about(delegation))
        return await self.changed("delegation.revoke", await delegations.revoke(delegation, told))


def about(delegation: Delegation) -> str:
    """Where messages and audit entries point."""
    return f"delegations/{delegation.id}"


def _told_of(delegation: Delegation, officials: Iterable[Account]) -> tuple[Event, ...]:
    """The messages to whoever decides: the person themselves, or the village's cadres."""
    if delegation.addressed_to is not None:
        return notify("delegation.asked", [delegation.addressed_to], about(delegation))
    return notify(
        "delegation.to_decide", deciders(officials, delegation.division), about(delegation)
    )


routes = [
    Route("/villages/{village}/delegations", DelegationsOfVillage),
    Route("/me/delegations", MyDelegations),
    Route("/delegations/{delegation}", OneDelegation),
    Route("/delegations/{delegation}/confirm", ConfirmedDelegation),
    Route("/delegations/{delegation}/decline", DeclinedDelegation),
    Route("/delegations/{delegation}/revoke", RevokedDelegation),
]
