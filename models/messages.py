"""The in-app inbox: short messages to one account about one thing, always delivered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import MAX_PAGE, Collection, Document, Id, Index, Instant, Page, Row


class Message(Document):
    """What happened, in words without anything sensitive, and where to look."""

    key: str
    account: Id
    kind: str
    text: str
    about: str = ""
    created_at: Instant
    read_at: Instant | None = None


class Messages(Collection[Message]):
    """Messages by their receiver."""

    name = "messages"
    document = Message
    indexes = (
        Index("the same message is delivered once", (("key", 1),), unique=True),
        Index("my messages, newest first", (("account", 1), ("_id", -1))),
        Index(
            "how many I have not read",
            (("account", 1), ("read_at", 1)),
        ),
    )

    async def deliver(
        self,
        *,
        key: str,
        account: ObjectId,
        kind: str,
        text: str,
        about: str,
        by: ObjectId | None = None,
        read: bool = False,
    ) -> bool:
        """Puts the message into the inbox, as one that is `read` if it calls for nobody's eyes.

        The same key again changes nothing. False if it tells somebody of their own act (`by`):
        nobody is, whoever asked for it.
        """
        if by == account:
            return False
        at = self.now()
        message = Message(
            key=key,
            account=account,
            kind=kind,
            text=text,
            about=about,
            created_at=at,
            read_at=at if read else None,
        )
        with suppress(DuplicateKeyError):
            await self.raw.insert_one(message.to_row())
        return True

    async def of_account(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Message]:
        """The account's messages, newest first."""
        return await self._page({"account": account}, by=("_id", -1), after=after, limit=limit)

    async def unread(self, account: ObjectId, *, most: int = 99) -> int:
        """How many are unread, counted up to `most`."""
        where = {"account": account, "read_at": None}
        return int(await self.raw.count_documents(where, limit=most))

    async def mark_read(self, account: ObjectId, *, up_to: ObjectId) -> None:
        """Marks this message and all older ones as read."""
        await self.raw.update_many(
            {"account": account, "read_at": None, "_id": {"$lte": up_to}},
            {"$set": {"read_at": self.now()}},
        )

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """The newest messages, for their receiver's export."""
        page = await self.of_account(account, limit=MAX_PAGE)
        for message in page.items:
            yield message.model_dump(mode="json", include={"kind", "text", "about", "created_at"})

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Empties the inbox of an account that is erased."""
        await self.raw.delete_many({"account": account}, session=session)
