"""Whose account a WeChat identity is: of the mini program, or of web pages beside it.

Each of the two knows a person by an openid of its own; the unionid, where WeChat tells it, says
that both are the same person.
"""

from __future__ import annotations

from typing import Literal

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from models.accounts import Account, Accounts
from models.base import Row
from models.errors import Conflict

OpenidField = Literal["openid", "page_openid"]


class WeChatAccounts:
    """Finds and opens accounts by what WeChat says of a person."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def of(
        self, field: OpenidField, openid: str, unionid: str | None, *, name: str
    ) -> Account:
        """The account of the identity, opened under that name if there is none yet.

        Of two first sign-ins at once one opens it for both.
        """
        found = await self.find(field, openid, unionid)
        if found is not None:
            return found
        try:
            given = {field: openid, "unionid": unionid}
            return await self._accounts.open(name=name, **given)
        except Conflict:
            found = await self.find(field, openid, unionid)
            if found is None:
                raise
            return found

    async def find(self, field: OpenidField, openid: str, unionid: str | None) -> Account | None:
        """The account, if there is one; what is new about the identity is noted in it."""
        row = await self._accounts.raw.find_one({field: openid})
        found = None if row is None else Account.from_row(row)
        if unionid is None or (found is not None and found.unionid == unionid):
            return found
        if found is None:
            return await self._learn({"unionid": unionid}, {field: openid})
        return await self._learn({field: openid}, {"unionid": unionid}) or found

    async def _learn(self, where: Row, new: Row) -> Account | None:
        """The account with what is new; None if there is none, or another has just that."""
        try:
            row = await self._accounts.raw.find_one_and_update(
                where, {"$set": new}, return_document=ReturnDocument.AFTER
            )
        except DuplicateKeyError:
            return None
        return None if row is None else Account.from_row(row)
