"""Sessions: a random token in the person's hands, its hash here, an idle and an absolute end.

What the account may do is not copied here but read with the session, so that a change of roles, a
new password or a closed account holds in every session at once, whatever happens in between.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from bson import ObjectId

from models.accounts import Account, Accounts, Grant
from models.base import Clock, Collection, Document, Id, Index, Instant, Row, now
from models.driver import Database
from models.errors import NotFound

# A session that is in use is marked so at most this often: a read must not cost a write.
TOUCH_SECONDS = 300
# Taken from the account whenever the session is read; never stored with it.
_FROM_ACCOUNT = frozenset({"name", "grants", "must_change_password"})
AGENT_CHARACTERS = 200


def token_hash(token: str) -> str:
    """What is stored of a token. It has 256 random bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


class Session(Document):
    """Who is signed in, from where, until when, and what their account holds at this moment."""

    token_hash: str
    account: Id
    name: str = ""
    grants: tuple[Grant, ...] = ()
    must_change_password: bool = False
    idle_minutes: int
    created_at: Instant
    seen_at: Instant
    idle_until: Instant
    ends_at: Instant
    agent: str = ""
    address: str = ""

    def to_row(self) -> Row:
        """As stored: without what belongs to the account."""
        row = super().to_row()
        return {name: value for name, value in row.items() if name not in _FROM_ACCOUNT}

    def holding(self, account: Account) -> Session:
        """The session with what the account holds."""
        return self.model_copy(update={name: getattr(account, name) for name in _FROM_ACCOUNT})


class Sessions(Collection[Session]):
    """Sessions by token and by owner."""

    name = "sessions"
    document = Session
    indexes = (
        Index("who asks, by token", (("token_hash", 1),), unique=True),
        Index("my sessions, newest first", (("account", 1), ("_id", -1))),
        Index("forget ended ones", (("ends_at", 1),), expire_seconds=0),
    )

    def __init__(self, db: Database, clock: Clock = now) -> None:
        super().__init__(db, clock)
        self._accounts = Accounts(db, clock)

    async def begin(
        self, account: Account, *, idle_minutes: int, max_days: int, agent: str, address: str
    ) -> tuple[str, Session]:
        """A new session and its token, which is shown once and never stored."""
        token = secrets.token_urlsafe(32)
        at = self.now()
        session = Session(
            token_hash=token_hash(token),
            account=account.id,
            idle_minutes=idle_minutes,
            created_at=at,
            seen_at=at,
            idle_until=at + timedelta(minutes=idle_minutes),
            ends_at=at + timedelta(days=max_days),
            agent=agent[:AGENT_CHARACTERS],
            address=address,
        )
        await self._insert(session)
        return token, session.holding(account)

    async def by_token(self, token: str) -> Session | None:
        """The live session of that token with what its account holds; None if either is closed."""
        session = await self._find_one({"token_hash": token_hash(token)})
        if session is None or not self.is_live(session):
            return None
        account = await self._accounts.find(session.account)
        return None if account is None or not account.active else session.holding(account)

    def is_live(self, session: Session) -> bool:
        """False once the session idled out or reached its absolute end."""
        return self.now() < min(session.idle_until, session.ends_at)

    def wants_touch(self, session: Session) -> bool:
        """True if it is time to note that the session is in use.

        A short idle time is noted more often, or a session in steady use would idle out.
        """
        interval = min(TOUCH_SECONDS, session.idle_minutes * 60 / 4)
        return self.now() - session.seen_at > timedelta(seconds=interval)

    async def touch(self, session: Session) -> None:
        """Notes that the session is in use, which moves its idle end."""
        at = self.now()
        idle_until = at + timedelta(minutes=session.idle_minutes)
        await self.raw.update_one(
            {"_id": session.id}, {"$set": {"seen_at": at, "idle_until": idle_until}}
        )

    async def of_account(self, account: ObjectId, *, limit: int = 50) -> list[Session]:
        """The owner's live sessions, newest first."""
        found = await self._find({"account": account}, sort=[("_id", -1)], limit=limit)
        return [session for session in found if self.is_live(session)]

    async def end(self, session_id: ObjectId, account: ObjectId) -> None:
        """Ends one session of this owner; raises `NotFound` for anybody else's."""
        result = await self.raw.delete_one({"_id": session_id, "account": account})
        if not result.deleted_count:
            raise NotFound

    async def end_all(
        self, account: ObjectId, *, but: ObjectId | None = None, session: Any = None
    ) -> None:
        """Ends every session of the account, except one."""
        await self.raw.delete_many({"account": account, "_id": {"$ne": but}}, session=session)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """Where and when the account was signed in, for its owner's export."""
        for found in await self.of_account(account):
            shown = {"created_at", "seen_at", "ends_at", "agent", "address"}
            yield found.model_dump(mode="json", include=shown)

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Ends all sessions of an account that is erased."""
        await self.end_all(account, session=session)
