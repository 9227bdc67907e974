"""Staff accounts and grants: opened, closed, given and taken by those above them.

What may be given to whom is decided in models/ranks.py; this file only asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Self

from bson import ObjectId
from pydantic import Field, StringConstraints, field_validator

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.passwords import hash_password, one_time_password
from handlers.routing import Route
from models.accounts import STAFF_ROLES, Account, Grant, Role
from models.base import Id, Instant, Value
from models.divisions import CODE
from models.errors import Conflict, Forbidden, Invalid, Mistake, NotFound
from models.ranks import is_held_at, may_administer, may_see, stands_above, watches_oneself


class NewGrant(Form):
    """A role over a division."""

    role: Role
    division: Annotated[str, StringConstraints(pattern=CODE.pattern)]


class NewAccount(Form):
    """A staff account; its first password is made here and shown once."""

    username: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.-]{2,39}$")]
    name: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    grants: Annotated[tuple[NewGrant, ...], Field(min_length=1, max_length=20)]


class Closing(Form):
    """Why an account is closed: for the audit log, so without anything personal."""

    reason: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class AccountView(Value):
    """An account as administrators see it: without phone, WeChat identity or password.

    Only staff roles are shown: where its holder lives is nobody's business.
    """

    id: Id
    name: str
    username: str | None
    grants: tuple[Grant, ...]
    active: bool
    must_change_password: bool
    created_at: Instant

    @field_validator("grants")
    @classmethod
    def _without_private_ones(cls, grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
        return tuple(grant for grant in grants if grant.role in STAFF_ROLES)


class AccountWithPassword(AccountView):
    """An account with the password of its next sign-in, shown only here."""

    password: str

    @classmethod
    def of(cls, account: Account, password: str) -> Self:
        """The account, and the password that only its hash remembers."""
        return cls(**AccountView.model_validate(account).model_dump(), password=password)


class AccountsHandler(ApiHandler):
    """What all that looks after accounts shares."""

    async def require_givable(self, grants: Sequence[NewGrant]) -> None:
        """Raises `Invalid` for a wrong level or an unknown division, `Forbidden` for a role that
        is not below the actor's own in the actor's area."""
        for grant in grants:
            if not is_held_at(grant.role, grant.division):
                raise Invalid([Mistake("body.division", "grant_level")])
            if not stands_above(self.actor.grants, grant.role, grant.division):
                raise Forbidden
        if watches_oneself([Grant(role=g.role, division=g.division) for g in grants]):
            raise Invalid([Mistake("body.grants", "watches_oneself")])
        for division in {grant.division for grant in grants}:
            try:
                await self.services.store.divisions.by_code(division)
            except NotFound:
                raise Invalid([Mistake("body.division", "division_unknown")]) from None

    async def visible(self, account: ObjectId) -> Account:
        """The account if it lies in the actor's area; raises `NotFound`."""
        found = await self.services.store.accounts.get(account)
        if not may_see(self.actor.grants, found):
            raise NotFound
        return found

    async def administered(self, account: ObjectId) -> Account:
        """The account if the actor stands above all it holds; nobody looks after themselves."""
        found = await self.visible(account)
        if found.id == self.actor.account or not may_administer(self.actor.grants, found):
            raise Forbidden
        return found

    async def changed(self, what: str, account: Account, division: str, note: str = "") -> Account:
        """Makes the change hold in all sessions, here at once and elsewhere soon; records it."""
        self.touch("accounts", f"accounts/{account.id}", "officials")
        await self.audit(what, division=division, about=f"accounts/{account.id}", note=note)
        return account


class AllAccounts(AccountsHandler):
    @endpoint(scope="grant:give", body=NewAccount, returns=AccountWithPassword, status=201)
    async def post(self, form: NewAccount) -> AccountWithPassword:
        """Open a staff account; its holder must change the password at the first sign-in."""
        await self.require_givable(form.grants)
        password = one_time_password()
        hashed = await self.services.blocking.run(hash_password, password)
        account = await self.services.store.accounts.open(
            username=form.username,
            name=form.name,
            password_hash=hashed,
            must_change_password=True,
            grants=tuple(Grant(role=g.role, division=g.division) for g in form.grants),
            home=form.grants[0].division,
        )
        await self.changed("account.open", account, account.home)
        return AccountWithPassword.of(account, password)


class OneAccount(AccountsHandler):
    @endpoint(scope="account:read", returns=AccountView)
    async def get(self, account: ObjectId) -> Account:
        """One account of my area."""
        return await self.visible(account)


class AccountsOfDivision(ApiHandler):
    @endpoint(scope="account:read", query=Paging, returns=Listing[AccountView])
    async def get(self, division: str, query: Paging) -> object:
        """The staff accounts of a division and all below it, open and closed, oldest first."""
        return await self.services.store.accounts.staff_of(
            division, after=query.after, limit=query.limit
        )


class GrantsOfAccount(AccountsHandler):
    @endpoint(scope="grant:give", body=NewGrant, returns=AccountView, status=201)
    async def post(self, account: ObjectId, form: NewGrant) -> Account:
        """Give a role to an account of my area."""
        await self._require_mine_to_change(account, form)
        grant = Grant(role=form.role, division=form.division)
        changed = await self.services.store.accounts.grant(account, grant)
        return await self.changed("grant.give", changed, form.division, note=form.role)

    @endpoint(scope="grant:give", query=NewGrant, returns=AccountView)
    async def delete(self, account: ObjectId, query: NewGrant) -> Account:
        """Take a role away; it holds at once in all sessions of the account."""
        await self._require_mine_to_change(account, query)
        grant = Grant(role=query.role, division=query.division)
        changed = await self.services.store.accounts.revoke(account, grant)
        return await self.changed("grant.take", changed, query.division, note=query.role)

    async def _require_mine_to_change(self, account: ObjectId, grant: NewGrant) -> None:
        """Nobody changes their own roles: not upward, and not out of sight either."""
        await self.visible(account)
        if account == self.actor.account:
            raise Forbidden
        await self.require_givable([grant])


class PasswordOfAccount(AccountsHandler):
    @endpoint(scope="grant:give", returns=AccountWithPassword, status=201)
    async def post(self, account: ObjectId) -> AccountWithPassword:
        """Give a forgotten password anew, for one sign-in; ends all sessions of the account."""
        found, store = await self.administered(account), self.services.store
        if found.username is None:
            raise Conflict("no_password")
        password = one_time_password()
        hashed = await self.services.blocking.run(hash_password, password)
        changed = await store.accounts.set_password(found, hashed, must_change=True)
        await store.sessions.end_all(account)
        await store.attempts.forget(f"account:{found.username}")
        await self.changed("password.reset", changed, found.seat)
        return AccountWithPassword.of(changed, password)


class ClosingOfAccount(AccountsHandler):
    @endpoint(scope="grant:give", body=Closing, returns=AccountView)
    async def post(self, account: ObjectId, form: Closing) -> Account:
        """Close an account: its sessions end at once, and nobody can sign in to it."""
        found, store = await self.administered(account), self.services.store
        changed = await store.accounts.close(found)
        await store.sessions.end_all(account)
        return await self.changed("account.close", changed, found.seat, note=form.reason)


class ReopeningOfAccount(AccountsHandler):
    @endpoint(scope="grant:give", returns=AccountView)
    async def post(self, account: ObjectId) -> Account:
        """Open a closed account again, with the roles and the password it had."""
        found = await self.administered(account)
        changed = await self.services.store.accounts.reopen(found)
        return await self.changed("account.reopen", changed, found.seat)


routes = [
    Route("/accounts", AllAccounts),
    Route("/accounts/{account}", OneAccount),
    Route("/accounts/{account}/grants", GrantsOfAccount),
    Route("/accounts/{account}/password", PasswordOfAccount),
    Route("/accounts/{account}/close", ClosingOfAccount),
    Route("/accounts/{account}/reopen", ReopeningOfAccount),
    Route("/divisions/{division}/accounts", AccountsOfDivision),
]
