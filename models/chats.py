"""A person's conversation with the official account: the draft, and what a number would pick."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bson import ObjectId
from pymongo.errors import DuplicateKeyError

from models.base import Collection, Document, Id, Index, Instant, Row

KEEP_SECONDS = 24 * 3600
SEEN = 20


class Chat(Document):
    """The draft is `text` and `pictures` about `village`; `asked` are the questions put about it,
    and `says` whether its writer says that cadres are accused. `choices` are what the last list
    showed, `picked` the case that a cadre is reading and may answer with `answer_pictures`.
    `heard` are the last messages by their keys; the newest was answered with `reply`."""

    account: Id
    text: str = ""
    pictures: tuple[Id, ...] = ()
    village: str = ""
    asked: tuple[str, ...] = ()
    says: bool | None = None
    choices: tuple[str, ...] = ()
    picked: str = ""
    answer_pictures: tuple[Id, ...] = ()
    heard: tuple[str, ...] = ()
    reply: str = ""
    version: int = 0
    changed_at: Instant


class Chats(Collection[Chat]):
    """Conversations by person; one is forgotten a day after the last word."""

    name = "chats"
    document = Chat
    indexes = (
        Index("the conversation of a person", (("account", 1),), unique=True),
        Index("forget old ones", (("changed_at", 1),), expire_seconds=KEEP_SECONDS),
    )

    async def of(self, account: ObjectId) -> Chat:
        """The conversation; an empty one if there is none."""
        found = await self._find_one({"account": account})
        return found or Chat(account=account, changed_at=self.now())

    async def keep(self, before: Chat, after: Chat, key: str) -> bool:
        """Stores what a message made of it; False if another message came in between."""
        heard = (*before.heard, key)[-SEEN:]
        changed = {"heard": heard, "version": before.version + 1, "changed_at": self.now()}
        row = after.model_copy(update=changed).to_row()
        try:
            done = await self.raw.replace_one(
                {"account": before.account, "version": before.version},
                {name: value for name, value in row.items() if name != "_id"},
                upsert=before.version == 0,
            )
        except DuplicateKeyError:
            return False
        return bool(done.matched_count or done.upserted_id)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the person wrote and has not sent off."""
        chat = await self.of(account)
        yield chat.model_dump(mode="json", include={"text", "pictures", "changed_at"})

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """The conversation ends with the account."""
        await self.raw.delete_many({"account": account}, session=session)
