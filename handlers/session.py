"""Signing in and out: by password for staff, by a WeChat code for villagers; my sessions."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from handlers import browser
from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.forms import Form
from handlers.passwords import hash_password, is_right_password, weakness
from handlers.routing import Route
from handlers.wechat import WeChatIdentity
from models.accounts import Account, Grant
from models.attempts import Admission
from models.base import Id, Instant, Value
from models.errors import Forbidden, Invalid, Mistake, Unauthenticated
from models.wechat_accounts import OpenidField, WeChatAccounts

MAX_PASSWORD = 200
# What a villager is called who did not say.
NAMELESS = "村民"


class LoginFailed(Unauthenticated):
    """Unknown user, wrong password or closed account: nobody outside can tell which."""

    default_code = "login_failed"


class PasswordLogin(Form):
    """A staff account's name and password."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    password: Annotated[
        str, StringConstraints(min_length=1, max_length=MAX_PASSWORD, strip_whitespace=False)
    ]


class WeChatLogin(Form):
    """The code that `wx.login` gave; `name` is how the person wants to be called."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    name: Annotated[str, StringConstraints(max_length=20)] = ""


class PasswordChange(Form):
    """The old password, and the new one."""

    old: Annotated[str, StringConstraints(max_length=MAX_PASSWORD, strip_whitespace=False)]
    new: Annotated[str, StringConstraints(max_length=MAX_PASSWORD, strip_whitespace=False)]


class SignedIn(Value):
    """A new session: send `token` as `Authorization: Bearer <token>`. It is shown only here.

    A page that signs in with the header `X-Session: cookie` gets it as a cookie instead, and no
    `token`; what changes anything then needs `X-Xsrf-Token`, the value of the cookie `_xsrf`.
    """

    token: str
    account: Id
    name: str
    grants: tuple[Grant, ...]
    must_change_password: bool
    ends_at: Instant


class Me(Value):
    """Who is signed in."""

    account: Id
    name: str
    grants: tuple[Grant, ...]
    must_change_password: bool


class MySession(Value):
    """One of my sessions; `current` is the one that asks."""

    id: Id
    created_at: Instant
    seen_at: Instant
    ends_at: Instant
    agent: str
    address: str
    current: bool = False


class MySessions(Value):
    """My live sessions, newest first; at most 50, so there is no next page."""

    items: tuple[MySession, ...]
    next: None = None


class SignInHandler(ApiHandler):
    """What both ways of signing in share, and what guards every look at a password."""

    def one_try(self, account: str) -> AbstractAsyncContextManager[Admission]:
        """A place for one look at a password of that account, from this address."""
        policy = self.services.policy
        return self.services.store.attempts.admitted(
            [f"account:{account}", f"address:{self.address}"],
            failures=policy.login_failures,
            window_minutes=policy.login_window_minutes,
        )

    async def begin(self, account: Account) -> SignedIn:
        """A session for the account, with its one-time token; staff idle out sooner."""
        policy = self.services.policy
        idle = policy.staff_session_idle_minutes if account.staff else policy.session_idle_minutes
        token, session = await self.services.store.sessions.begin(
            account,
            idle_minutes=idle,
            max_days=policy.session_max_days,
            agent=self.request.headers.get("User-Agent", ""),
            address=self.address,
        )
        await self.audit("session.begin", account=account.id, division=account.seat)
        if browser.wants_cookie(self.request):
            browser.keep(self, token, policy.session_max_days)
            token = ""
        return SignedIn.model_validate(
            {"token": token, **session.model_dump(include=SignedIn.model_fields.keys() - {"token"})}
        )

    async def begin_by_wechat(
        self, field: OpenidField, identity: WeChatIdentity, name: str
    ) -> SignedIn:
        """The same for whom WeChat names; the first time opens an account."""
        account = await WeChatAccounts(self.services.store.accounts).of(
            field, identity.openid, identity.unionid, name=name or NAMELESS
        )
        if not account.active:
            raise Forbidden("account_closed")
        return await self.begin(account)


class PasswordSessions(SignInHandler):
    @endpoint(scope=None, body=PasswordLogin, returns=SignedIn, status=201)
    async def post(self, form: PasswordLogin) -> SignedIn:
        """Sign in with user name and password (staff)."""
        async with self.one_try(form.username) as admission:
            account = await self.services.store.accounts.by_username(form.username)
            stored = account.password_hash if account else None
            right = await self.services.blocking.run(is_right_password, stored, form.password)
            admission.is_right = right and account is not None and account.active
        if account is None or not admission.is_right:
            division = account.seat if account else ""
            await self.audit("session.refused", division=division, success=False)
            raise LoginFailed
        return await self.begin(account)


class WeChatSessions(SignInHandler):
    @endpoint(scope=None, body=WeChatLogin, returns=SignedIn, status=201)
    async def post(self, form: WeChatLogin) -> SignedIn:
        """Sign in with a WeChat login code (villagers); the first time opens an account."""
        identity = await self.services.wechat.login(form.code)
        return await self.begin_by_wechat("openid", identity, form.name)


class CurrentSession(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=Me)
    async def get(self) -> object:
        """Who I am and which roles I hold."""
        return self.actor.known()

    @endpoint(scope=SIGNED_IN, while_password_is_new=True)
    async def delete(self) -> None:
        """Sign out: ends this session."""
        session = self.actor.known()
        await self.services.store.sessions.end(session.id, session.account)
        self.touch("sessions", f"sessions/{session.id}")
        browser.forget(self)
        await self.audit("session.end")


class AllSessions(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=MySessions)
    async def get(self) -> object:
        """My live sessions on all devices."""
        mine = self.actor.known()
        found = await self.services.store.sessions.of_account(mine.account)
        views = [MySession.model_validate(session) for session in found]
        return MySessions(
            items=tuple(v.model_copy(update={"current": v.id == mine.id}) for v in views)
        )


class OneSession(ApiHandler):
    @endpoint(scope=SIGNED_IN)
    async def delete(self, session: ObjectId) -> None:
        """Revoke one of my sessions."""
        await self.services.store.sessions.end(session, self.actor.known().account)
        self.touch("sessions", f"sessions/{session}")
        await self.audit("session.revoke", about=f"sessions/{session}")


class Password(SignInHandler):
    @endpoint(scope=SIGNED_IN, body=PasswordChange, while_password_is_new=True)
    async def put(self, form: PasswordChange) -> None:
        """Change my password; ends all my other sessions."""
        session, store = self.actor.known(), self.services.store
        account = await store.accounts.get(session.account)
        run = self.services.blocking.run
        if account.username is None:
            raise Forbidden
        # A stolen session must not serve to guess the password behind it either.
        async with self.one_try(account.username) as admission:
            admission.is_right = await run(is_right_password, account.password_hash, form.old)
        if not admission.is_right:
            raise Invalid([Mistake("body.old", "password_wrong")])
        if weakness(form.new, account.username) or form.new == form.old:
            raise Invalid([Mistake("body.new", "password_weak")])
        hashed = await run(hash_password, form.new)
        await store.accounts.set_password(account, hashed, must_change=False)
        await store.sessions.end_all(account.id, but=session.id)
        # The ids of the other sessions are not known here; they hang on the account as well.
        self.touch("accounts", f"accounts/{account.id}")
        await self.audit("password.change", division=account.seat)


routes = [
    Route("/session/password", PasswordSessions),
    Route("/session/wechat", WeChatSessions),
    Route("/session", CurrentSession),
    Route("/sessions", AllSessions),
    Route("/sessions/{session}", OneSession),
    Route("/me/password", Password),
]
