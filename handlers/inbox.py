"""My inbox: what the system told me, how much of it is unread, and marking it as read."""

from __future__ import annotations

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Id, Instant, Value


class MessageView(Value):
    """One message; `about` is the address of what it is about, below the API's root."""

    id: Id
    kind: str
    text: str
    about: str
    created_at: Instant
    read_at: Instant | None


class Unread(Value):
    """How many messages are unread; counted up to 99, which stands for "99 or more"."""

    unread: int


class ReadUpTo(Form):
    """The newest message that was seen; it and all older ones count as read."""

    up_to: Id


class MyMessages(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[MessageView])
    async def get(self, query: Paging) -> object:
        """My messages, newest first."""
        return await self.services.store.messages.of_account(
            self.actor.known().account, after=query.after, limit=query.limit
        )


class UnreadMessages(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=Unread)
    async def get(self) -> Unread:
        """How many of my messages are unread."""
        messages = self.services.store.messages
        return Unread(unread=await messages.unread(self.actor.known().account))


class ReadMessages(ApiHandler):
    @endpoint(scope=SIGNED_IN, body=ReadUpTo, returns=Unread)
    async def post(self, form: ReadUpTo) -> Unread:
        """Mark messages as read, up to one of mine; what came later stays unread."""
        messages, me = self.services.store.messages, self.actor.known().account
        await messages.mark_read(me, up_to=form.up_to)
        return Unread(unread=await messages.unread(me))


routes = [
    Route("/me/messages", MyMessages),
    Route("/me/messages/unread", UnreadMessages),
    Route("/me/messages/read", ReadMessages),
]
