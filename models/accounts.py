"""Accounts and their grants: who somebody is, and which role they hold over which division."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from bson import ObjectId

from models.base import Collection, Document, Index, Instant, Page, Row, Value
from models.divisions import areas_of, covers
from models.errors import Conflict, NotFound

Role = Literal[
    "villager", "clerk", "secretary", "overseer", "grid_worker", "monitor", "county", "admin"
]
ROLES: tuple[Role, ...] = (
    "villager",
    "clerk",
    "secretary",
    "overseer",
    "grid_worker",
    "monitor",
    "county",
    "admin",
)
# The village's own people: what accuses them is kept from all of these.
CADRE_ROLES: frozenset[Role] = frozenset({"clerk", "secretary", "overseer", "grid_worker"})
STAFF_ROLES: frozenset[Role] = CADRE_ROLES | {"monitor", "county", "admin"}


class Grant(Value):
    """A role over a division and all below it; the empty division is the whole country."""

    role: Role
    division: str

    def over(self, code: str) -> bool:
        """True if the grant reaches the division of that code."""
        return covers(self.division, code)


class Account(Document):
    """A person who can sign in: a villager by WeChat, or staff by password.

    `phone` is sealed (models/vault.py) and `phone_hash` finds it; neither leaves the server.
    """

    name: str
    username: str | None = None
    password_hash: str | None = None
    must_change_password: bool = False
    openid: str | None = None
    unionid: str | None = None
    phone: str | None = None
    phone_hash: str | None = None
    grants: tuple[Grant, ...] = ()
    active: bool = True
    # Once true, true for ever: a change to such an account may change who handles cases.
    staff: bool = False
    created_at: Instant

    @property
    def is_staff(self) -> bool:
        """True for cadres, monitors and administrators."""
        return any(grant.role in STAFF_ROLES for grant in self.grants)


class Accounts(Collection[Account]):
    """Accounts by the ways in which they are found."""

    name = "accounts"
    document = Account
    indexes = (
        Index(
            "sign in by user name",
            (("username", 1),),
            unique=True,
            where={"username": {"$exists": True}},
        ),
        Index(
            "sign in by WeChat",
            (("openid", 1),),
            unique=True,
            where={"openid": {"$exists": True}},
        ),
        Index("find by phone", (("phone_hash", 1),), where={"phone_hash": {"$exists": True}}),
        Index(
            "who holds a role in a division; accounts of an area",
            (("grants.division", 1), ("grants.role", 1), ("_id", 1)),
        ),
    )

    async def open(self, **fields: Any) -> Account:
        """A new account; `Conflict` (`account_exists`) if the user name or openid is taken."""
        account = Account(created_at=self.now(), **fields)
        account = account.model_copy(update={"staff": account.is_staff})
        try:
            return await self._insert(account)
        except Conflict as error:
            raise Conflict("account_exists") from error

    async def by_username(self, username: str) -> Account | None:
        """The staff account of that name."""
        return await self._find_one({"username": username})

    async def by_openid(self, openid: str) -> Account | None:
        """The villager's account of that WeChat identity."""
        return await self._find_one({"openid": openid})

    async def by_phone(self, phone_hash: str, *, limit: int = 5) -> list[Account]:
        """Accounts with that phone: a family may share one."""
        return await self._find({"phone_hash": phone_hash}, limit=limit)

    async def named(self, ids: Iterable[ObjectId]) -> dict[ObjectId, str]:
        """Names of up to a page of accounts, in one query."""
        wanted = list(set(ids))
        cursor = self.raw.find({"_id": {"$in": wanted}}, {"name": 1}, limit=len(wanted) or 1)
        return {row["_id"]: row["name"] async for row in cursor}

    async def holding(self, role: Role, division: str, *, limit: int = 20) -> list[Account]:
        """Active accounts whose grant of that role names exactly this division, oldest first."""
        where = {
            "grants": {"$elemMatch": {"division": division, "role": role}},
            "active": True,
        }
        return await self._find(where, sort=[("_id", 1)], limit=limit)

    async def officials(self, village: str, *, limit: int = 50) -> list[Account]:
        """Active staff of the village, its township and its county, in one query."""
        where = {
            "grants": {
                "$elemMatch": {
                    "division": {"$in": list(areas_of(village))},
                    "role": {"$in": sorted(STAFF_ROLES)},
                }
            },
            "active": True,
        }
        return await self._find(where, limit=limit)

    async def in_area(
        self, division: str, *, after: str | None = None, limit: int = 50
    ) -> Page[Account]:
        """Accounts with a grant on exactly this division, oldest first."""
        return await self._page(
            {"grants.division": division}, by=("_id", 1), after=after, limit=limit
        )

    async def grant(self, account_id: ObjectId, grant: Grant, *, session: Any = None) -> Account:
        """Adds the grant; having it already changes nothing."""
        update: Row = {"$addToSet": {"grants": grant.model_dump()}}
        if grant.role in STAFF_ROLES:
            update["$set"] = {"staff": True}
        return await self._edit(account_id, update, session=session)

    async def revoke(self, account_id: ObjectId, grant: Grant, *, session: Any = None) -> Account:
        """Takes the grant away; not having it changes nothing."""
        return await self._edit(
            account_id, {"$pull": {"grants": grant.model_dump()}}, session=session
        )

    async def set_password(
        self, account_id: ObjectId, password_hash: str, *, must_change: bool
    ) -> Account:
        """Stores the (argon2) hash."""
        change = {"password_hash": password_hash, "must_change_password": must_change}
        return await self._edit(account_id, {"$set": change})

    async def set_phone(self, account_id: ObjectId, sealed: str, phone_hash: str) -> Account:
        """Stores the sealed phone number and its look-up hash."""
        return await self._edit(account_id, {"$set": {"phone": sealed, "phone_hash": phone_hash}})

    async def set_active(self, account_id: ObjectId, *, active: bool) -> Account:
        """Opens or closes the account; a closed one cannot sign in and receives nothing."""
        return await self._edit(account_id, {"$set": {"active": active}})

    async def with_old_key(self, newest: str, *, limit: int = 500) -> list[Account]:
        """Accounts whose phone another key than `newest` sealed; for rotation, in batches."""
        where = {
            "phone_hash": {"$exists": True},
            "phone": {"$not": {"$regex": f"^{newest}:"}},
        }
        return await self._find(where, limit=limit)

    async def _edit(self, account_id: ObjectId, update: Row, *, session: Any = None) -> Account:
        account = await self._change({"_id": account_id}, update, session=session)
        if account is None:
            raise NotFound
        return account


def divisions_of(grants: Sequence[Grant], roles: Iterable[Role]) -> tuple[str, ...]:
    """The divisions over which any of these roles is held."""
    wanted = frozenset(roles)
    return tuple(dict.fromkeys(g.division for g in grants if g.role in wanted))
