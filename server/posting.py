"""What the worker does with posts whose time has come: publishes them, or gives them back.

Each act is for the version that was looked through, in one write: two workers do it once.
"""

from __future__ import annotations

from handlers.notices import notify
from handlers.post_gate import PostGate
from handlers.publishing_gate import Gate
from models.errors import Unavailable
from models.posts import Post
from models.store import Store
from server.approvals import still_may
from server.looking import one_by_one


class PostWork:
    """Publishes scheduled posts."""

    def __init__(self, store: Store, gate: Gate | None = None) -> None:
        """Without a gate nothing is published: it stays scheduled."""
        self._store = store
        self._gate = None if gate is None else PostGate(gate)

    async def look(self) -> int:
        """Answers for what is due; how many posts were published or given back."""
        due = await self._store.posts.due()
        return await one_by_one(due, self._answer, lambda post: post.about)

    async def _answer(self, post: Post) -> bool:
        if self._gate is None:
            raise Unavailable("personal_data_unchecked")
        may = await still_may(self._store, post.publisher, "post:publish", post.division)
        if not may or await self._gate.objections(post):
            return await self._give_back(post)
        if post.references:
            # First, because this may be repeated: what is published is looked at no more.
            await self._store.media.set_public(post.about, public=True)
        return await self._store.posts.publish_due(post) is not None

    async def _give_back(self, post: Post) -> bool:
        """A draft again, for somebody who may to publish it and answer for what is in it."""
        people = [person for person in (post.author, post.publisher) if person is not None]
        events = notify("post.held_back", people, post.about)
        await self._store.posts.unschedule(post.id, version=post.version, events=events)
        return True
