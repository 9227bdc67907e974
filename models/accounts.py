"""Accounts and their grants: who somebody is, and which role they hold over which division.

Who may give which role is another matter: models/ranks.py.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from bson import ObjectId

from models.base import Collection, Document, Index, Instant, Page, Row, Value
from models.divisions import areas_of
from models.errors import Conflict, NotFound
from models.grants import (
    CADRE_ROLES,
    ROLES,
    SET_AREAS,
    STAFF_ROLES,
    Grant,
    Role,
    divisions_of,
    not_watching_oneself,
    staff_with,
)
from models.vault import Sealed

__all__ = [
    "CADRE_ROLES",
    "ROLES",
    "STAFF_ROLES",
    "Account",
    "Accounts",
    "Consent",
    "Grant",
    "Role",
    "divisions_of",
]

# What stands where the name of somebody who erased their account was.
ERASED_NAME = "已注销用户"
PHONE = Sealed("phone", "account.phone")
WECHAT_NAMES = ("openid", "page_openid", "unionid")


class Consent(Value):
    """Which text a person agreed to (`given`) or took their agreement back from, and when."""

    text: str
    version: str
    given: bool = True
    at: Instant


class Account(Document):
    """A person: a villager who signs in by WeChat, staff by password, or somebody without any
    sign-in for whom others act (models/delegations.py).

    `openid` is the mini program's, `page_openid` the official account's, of the same person.
    `phone` is sealed (models/vault.py) and `phone_hash` finds it; neither leaves the server.
    `home` is the division whose administrators opened the account; `areas` lists its home, where
    it holds a staff role, and all above these: by it an area's staff is listed.
    """

    name: str
    username: str | None = None
    password_hash: str | None = None
    must_change_password: bool = False
    openid: str | None = None
    page_openid: str | None = None
    unionid: str | None = None
    phone: str | None = None
    phone_hash: str | None = None
    consents: tuple[Consent, ...] = ()
    grants: tuple[Grant, ...] = ()
    home: str = ""
    areas: tuple[str, ...] = ()
    active: bool = True
    erased_at: Instant | None = None
    # Once true, true for ever: a change to such an account may change who handles cases.
    staff: bool = False
    created_at: Instant

    @property
    def is_staff(self) -> bool:
        """True for cadres, monitors and administrators."""
        return any(grant.role in STAFF_ROLES for grant in self.grants)

    @property
    def seat(self) -> str:
        """The division under whose audit the account's official acts are listed; "" for none."""
        held = (grant.division for grant in self.grants if grant.role in STAFF_ROLES)
        return next(held, self.home)


def _one_each(serves: str, field: str) -> Index:
    """A field that no two accounts share, and most do not have."""
    return Index(serves, ((field, 1),), unique=True, where={field: {"$exists": True}})


class Accounts(Collection[Account]):
    """Accounts by the ways in which they are found."""

    name = "accounts"
    document = Account
    indexes = (
        _one_each("sign in by user name", "username"),
        _one_each("sign in by WeChat", "openid"),
        _one_each("sign in by WeChat on web pages", "page_openid"),
        _one_each("the same person in both", "unionid"),
        Index("find by phone", (("phone_hash", 1),), where={"phone_hash": {"$exists": True}}),
        Index(
            "who holds a role in a division",
            (("grants.division", 1), ("grants.role", 1), ("_id", 1)),
        ),
        Index("the staff of an area, oldest first", (("areas", 1), ("_id", 1))),
    )
    sealed = (PHONE,)

    async def open(self, *, session: Any = None, **fields: Any) -> Account:
        """A new account; `Conflict` (`account_exists`) if the user name or openid is taken."""
        account = Account(created_at=self.now(), **fields)
        places = [account.home, *(g.division for g in account.grants if g.role in STAFF_ROLES)]
        areas = sorted({area for place in places for area in areas_of(place)})
        account = account.model_copy(update={"staff": account.is_staff, "areas": tuple(areas)})
        try:
            return await self._insert(account, session=session)
        except Conflict as error:
            raise Conflict("account_exists") from error

    async def find(self, account_id: ObjectId) -> Account | None:
        """The account, open or closed; None if there is none."""
        return await self._find_one({"_id": account_id})

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

    async def staff_of(
        self, division: str, *, after: str | None = None, limit: int = 50
    ) -> Page[Account]:
        """Staff accounts, open and closed, of the division and all below it, oldest first."""
        return await self._page({"areas": division}, by=("_id", 1), after=after, limit=limit)

    async def grant(self, account_id: ObjectId, grant: Grant, *, session: Any = None) -> Account:
        """Adds the grant; having it already changes nothing.

        Raises `NotFound`, also for an account that was erased meanwhile.
        """
        held = {"$setUnion": ["$grants", [{"$literal": grant.model_dump()}]]}
        update = [{"$set": {"grants": held, "staff": staff_with(grant)}}, SET_AREAS]
        where = {"_id": account_id, "erased_at": None, **not_watching_oneself(grant)}
        changed = await self._change(where, update, session=session)
        if changed is None and await self._find_one({"_id": account_id, "erased_at": None}):
            raise Conflict("watches_oneself")
        return self._read_changed(changed)

    async def revoke(self, account_id: ObjectId, grant: Grant, *, session: Any = None) -> Account:
        """Takes the grant away; not having it changes nothing."""
        held = {"$setDifference": ["$grants", [{"$literal": grant.model_dump()}]]}
        update = [{"$set": {"grants": held}}, SET_AREAS]
        return self._read_changed(await self._change({"_id": account_id}, update, session=session))

    async def set_password(
        self, account: Account, password_hash: str, *, must_change: bool
    ) -> Account:
        """Stores the (argon2) hash if password and grants are still those of `account`.

        Raises `Conflict` otherwise: somebody who may set the password of a clerk must not set
        that of the person who became a county account while they typed.
        """
        change = {"password_hash": password_hash, "must_change_password": must_change}
        where = {"password_hash": account.password_hash, **_unchanged(account)}
        return self._read_unless_changed(await self._change(where, {"$set": change}))

    async def set_phone(
        self, account_id: ObjectId, sealed: str, phone_hash: str, consent: Consent
    ) -> Account:
        """Stores the sealed phone number, its look-up hash, and what its owner agreed to."""
        update = {
            "$set": {"phone": sealed, "phone_hash": phone_hash},
            "$push": {"consents": consent.model_dump()},
        }
        where = {"_id": account_id, "erased_at": None}
        return self._read_changed(await self._change(where, update))

    async def clear_phone(self, account_id: ObjectId, consent: Consent) -> Account:
        """Removes the phone number; that the agreement was taken back is kept."""
        update = {
            "$unset": {"phone": "", "phone_hash": ""},
            "$push": {"consents": consent.model_dump()},
        }
        return self._read_changed(await self._change({"_id": account_id}, update))

    async def close(self, account: Account) -> Account:
        """Closes the account as it was seen: it cannot sign in and receives nothing.

        Raises `Conflict`: `conflict` if its grants changed meanwhile, `last_admin` if nobody else
        could look after the installation.
        """

        async def closing(session: Any) -> Account | None:
            if any(grant.role == "admin" for grant in account.grants):
                await self._require_another_admin(account.id, session)
            where = {"active": True, **_unchanged(account)}
            return await self._change(where, {"$set": {"active": False}}, session=session)

        return self._read_unless_changed(await self.db.in_transaction(closing))

    async def reopen(self, account: Account) -> Account:
        """Opens a closed account again; raises `Conflict` if it changed meanwhile or is erased."""
        where = {"active": False, "erased_at": None, **_unchanged(account)}
        return self._read_unless_changed(await self._change(where, {"$set": {"active": True}}))

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the account itself holds about its owner; the phone still sealed."""
        found = await self.get(account)
        shown = {"name", "username", "phone", "consents", "grants", "home", "created_at"}
        yield found.model_dump(mode="json", include=shown)

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Leaves an empty, closed account to which cases and entries may still point."""
        names = ("username", "password_hash", "phone", "phone_hash", *WECHAT_NAMES)
        gone = dict.fromkeys(names, "")
        left: Row = {"name": ERASED_NAME, "grants": [], "areas": [], "home": "", "active": False}
        await self.raw.update_one(
            {"_id": account},
            {"$set": {**left, "consents": [], "erased_at": self.now()}, "$unset": gone},
            session=session,
        )

    async def _require_another_admin(self, account: ObjectId, session: Any) -> None:
        """Writes to every open admin's account, so that two closings at once cannot both pass."""
        admins = {"grants": {"$elemMatch": {"division": "", "role": "admin"}}, "active": True}
        mark = {"$set": {"closing": ObjectId()}}
        await self.raw.update_many(admins, mark, session=session)
        others = {**admins, "_id": {"$ne": account}}
        if await self.raw.find_one(others, {"_id": 1}, session=session) is None:
            raise Conflict("last_admin")

    def _read_changed(self, account: Account | None) -> Account:
        if account is None:
            raise NotFound
        return account

    def _read_unless_changed(self, account: Account | None) -> Account:
        if account is None:
            raise Conflict
        return account


def _unchanged(account: Account) -> Row:
    """The filter that fits while the account's grants are as they were read."""
    return {"_id": account.id, "grants": [grant.model_dump() for grant in account.grants]}
