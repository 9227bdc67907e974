"""Sessions: a random token in the person's hands, its hash here, an idle and an absolute end."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from bson import ObjectId

from models.accounts import Account, Grant
from models.base import Collection, Document, Id, Index, Instant
from models.errors import NotFound

# A session that is in use is marked so at most this often: a read must not cost a write.
TOUCH_SECONDS = 300


def token_hash(token: str) -> str:
    """What is stored of a token. It has 256 random bits, so a plain hash cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


class Session(Document):
    """Who is signed in, from where, until when; grants are a copy that every change refreshes."""

    token_hash: str
    account: Id
    name: str
    grants: tuple[Grant, ...] = ()
    must_change_password: bool = False
    idle_minutes: int
    created_at: Instant
    seen_at: Instant
    idle_until: Instant
    ends_at: Instant
    agent: str = ""
    address: str = ""


class Sessions(Collection[Session]):
    """Sessions by token and by owner."""

    name = "sessions"
    document = Session
    indexes = (
        Index("who asks, by token", (("token_hash", 1),), unique=True),
        Index("my sessions, newest first", (("account", 1), ("_id", -1))),
        Index("forget ended ones", (("ends_at", 1),), expire_seconds=0),
    )

    async def begin(
        self, account: Account, *, idle_minutes: int, max_days: int, agent: str, address: str
    ) -> tuple[str, Session]:
        """A new session and its token, which is shown once and never stored."""
        token = secrets.token_urlsafe(32)
        at = self.now()
        session = Session(
            token_hash=token_hash(token),
            account=account.id,
            name=account.name,
            grants=account.grants,
            must_change_password=account.must_change_password,
            idle_minutes=idle_minutes,
            created_at=at,
            seen_at=at,
            idle_until=at + timedelta(minutes=idle_minutes),
            ends_at=at + timedelta(days=max_days),
            agent=agent[:200],
            address=address,
        )
        return token, await self._insert(session)

    async def by_token(self, token: str) -> Session | None:
        """The live session of that token; marks it as seen now and then."""
        session = await self._find_one({"token_hash": token_hash(token)})
        return session if session is not None and self.is_live(session) else None

    def is_live(self, session: Session) -> bool:
        """False once the session idled out or reached its absolute end."""
        return self.now() < min(session.idle_until, session.ends_at)

    def wants_touch(self, session: Session) -> bool:
        """True if it is time to note that the session is in use."""
        return self.now() - session.seen_at > timedelta(seconds=TOUCH_SECONDS)

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

    async def end_all(self, account: ObjectId, *, but: ObjectId | None = None) -> None:
        """Ends every session of the account, except one."""
        await self.raw.delete_many({"account": account, "_id": {"$ne": but}})

    async def refresh(self, account: Account, *, session: Any = None) -> None:
        """Copies the account's grants into its sessions, so that a change holds at once."""
        copied = {
            "grants": [grant.model_dump() for grant in account.grants],
            "must_change_password": account.must_change_password,
            "name": account.name,
        }
        await self.raw.update_many({"account": account.id}, {"$set": copied}, session=session)
