"""What a person does not want to be asked or told; whoever said nothing has no document here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

from bson import ObjectId

from models.base import Collection, Document, Id, Index, Row


class Preference(Document):
    """The wishes of one account. `follow_up`: may be asked weeks later whether it is solved.

    `muted` are kinds of messages that stay in the app.
    """

    account: Id
    follow_up: bool = True
    muted: tuple[str, ...] = ()


class Preferences(Collection[Preference]):
    """Wishes by account."""

    name = "preferences"
    document = Preference
    indexes = (Index("the wishes of an account", (("account", 1),), unique=True),)

    async def of(self, account: ObjectId) -> Preference:
        """The wishes of the account; the defaults if it never said any."""
        return await self._find_one({"account": account}) or Preference(account=account)

    async def set_follow_up(self, account: ObjectId, *, wanted: bool) -> Preference:
        """Whether the account may be asked again; the same again changes nothing."""
        changed = await self._change(
            {"account": account}, {"$set": {"follow_up": wanted}}, upsert=True
        )
        assert changed is not None, "an upsert always finds or makes one"
        return changed

    async def mute(self, account: ObjectId, kinds: Iterable[str]) -> Preference:
        """Which kinds of messages stay in the app from now on."""
        changed = await self._change(
            {"account": account}, {"$set": {"muted": sorted(set(kinds))}}, upsert=True
        )
        assert changed is not None, "an upsert always finds or makes one"
        return changed

    async def wanting_follow_up(self, accounts: Iterable[ObjectId]) -> list[ObjectId]:
        """Those of the accounts that did not say that they do not want to be asked again."""
        asked = list(accounts)
        where = {"account": {"$in": asked}}
        rows = self.raw.find({**where, "follow_up": False}, {"account": 1}, limit=len(asked))
        unwilling = {row["account"] async for row in rows}
        return [account for account in asked if account not in unwilling]

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the person said they want."""
        wishes = await self.of(account)
        yield wishes.model_dump(mode="json", exclude={"id", "account"})

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Wishes end with the account."""
        await self.raw.delete_many({"account": account}, session=session)
