"""Accounts and grants: who may act for a division, given and taken by those above it."""

from __future__ import annotations

import secrets
from typing import Annotated

from bson import ObjectId
from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.passwords import hash_password
from handlers.routing import Route
from models.accounts import Account, Grant, Role
from models.base import Id, Instant, Value
from models.divisions import CODE, LENGTHS, Level
from models.errors import Forbidden, Invalid, Mistake

# The level at which a role is held, and who may give it. An admin alone makes county accounts.
LEVELS: dict[Role, Level] = {
    "clerk": "village",
    "secretary": "village",
    "overseer": "village",
    "grid_worker": "village",
    "monitor": "township",
    "county": "county",
}
GIVERS: dict[Role, frozenset[Role]] = {
    "clerk": frozenset({"monitor", "county", "admin"}),
    "secretary": frozenset({"monitor", "county", "admin"}),
    "overseer": frozenset({"monitor", "county", "admin"}),
    "grid_worker": frozenset({"monitor", "county", "admin"}),
    "monitor": frozenset({"county", "admin"}),
    "county": frozenset({"admin"}),
}


class NewGrant(Form):
    """A role over a division."""

    role: Role
    division: Annotated[str, StringConstraints(pattern=CODE.pattern)]


class NewAccount(Form):
    """A staff account; its first password is made here and shown once."""

    username: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{2,39}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    grants: Annotated[tuple[NewGrant, ...], Field(min_length=1, max_length=20)]


class AccountView(Value):
    """An account as administrators see it: without phone, WeChat identity or password."""

    id: Id
    name: str
    username: str | None
    grants: tuple[Grant, ...]
    active: bool
    created_at: Instant


class OpenedAccount(AccountView):
    """A new account with the password of its first sign-in, shown only here."""

    password: str


class GrantsHandler(ApiHandler):
    """What giving and taking roles share."""

    def require_giver(self, role: Role, division: str) -> None:
        """Raises `Invalid` for a wrong level, `Forbidden` for a role above one's own."""
        if role not in LEVELS or len(division) != LENGTHS[LEVELS[role]]:
            raise Invalid([Mistake("body.division", "grant_level")])
        held = {grant.role for grant in self.actor.grants if grant.over(division)}
        if not held & GIVERS[role]:
            raise Forbidden

    async def renew(self, account: Account, what: str, grant: NewGrant) -> None:
        """Makes the change hold in the account's sessions, here at once and elsewhere soon."""
        await self.services.store.sessions.refresh(account)
        self.services.remembered.changes.forget()
        await self.audit(
            what, division=grant.division, about=f"accounts/{account.id}", note=grant.role
        )


class AllAccounts(GrantsHandler):
    @endpoint(scope="grant:give", body=NewAccount, returns=OpenedAccount, status=201)
    async def post(self, form: NewAccount) -> OpenedAccount:
        """Open a staff account; its holder must change the password at the first sign-in."""
        for grant in form.grants:
            self.require_giver(grant.role, grant.division)
        password = secrets.token_urlsafe(12)
        hashed = await self.services.blocking.run(hash_password, password)
        account = await self.services.store.accounts.open(
            username=form.username,
            name=form.name,
            password_hash=hashed,
            must_change_password=True,
            grants=tuple(Grant(role=g.role, division=g.division) for g in form.grants),
        )
        self.touch("officials")
        await self.audit(
            "account.open", division=form.grants[0].division, about=f"accounts/{account.id}"
        )
        view = AccountView.model_validate(account).model_dump()
        return OpenedAccount(**view, password=password)


class AccountsOfDivision(ApiHandler):
    @endpoint(scope="account:read", query=Paging, returns=Listing[AccountView])
    async def get(self, division: str, query: Paging) -> object:
        """The staff accounts that hold a role on exactly this division."""
        return await self.services.store.accounts.in_area(
            division, after=query.after, limit=query.limit
        )


class GrantsOfAccount(GrantsHandler):
    @endpoint(scope="grant:give", body=NewGrant, returns=AccountView, status=201)
    async def post(self, account: ObjectId, form: NewGrant) -> Account:
        """Give a role."""
        self.require_giver(form.role, form.division)
        grant = Grant(role=form.role, division=form.division)
        changed = await self.services.store.accounts.grant(account, grant)
        await self.renew(changed, "grant.give", form)
        return changed

    @endpoint(scope="grant:give", query=NewGrant, returns=AccountView)
    async def delete(self, account: ObjectId, query: NewGrant) -> Account:
        """Take a role away; it holds at once in all sessions of the account."""
        self.require_giver(query.role, query.division)
        grant = Grant(role=query.role, division=query.division)
        changed = await self.services.store.accounts.revoke(account, grant)
        await self.renew(changed, "grant.take", query)
        return changed


routes = [
    Route("/accounts", AllAccounts),
    Route("/accounts/{account}/grants", GrantsOfAccount),
    Route("/divisions/{division}/accounts", AccountsOfDivision),
]
