"""The posts of all divisions, and every change of them from draft to withdrawal.

Where they are shown stands in `lists.py`. Knows nothing of Markdown or of cutting text into words:
a manuscript brings both done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId

from models.base import Index, Row
from models.errors import Conflict
from models.masking import Decision
from models.outbox import EVENTS_INDEX, Event
from models.posts.documents import Manuscript, Post, PostState, outermost
from models.posts.lists import SEARCH, PostLists

# What the author of a draft may still change, and what only those may who publish.
States = frozenset[PostState]
DRAFT: States = frozenset({"draft"})
UNTIL_WITHDRAWN: States = frozenset({"draft", "scheduled", "published"})

SCHEDULED: States = frozenset({"scheduled"})
PUBLISHED: States = frozenset({"published"})
UNPUBLISHED: States = DRAFT | SCHEDULED


class Posts(PostLists):
    """Posts by where they are shown, by whose they are, and by what must happen to them."""

    name = "posts"
    document = Post
    indexes = (
        Index(
            "feed and newest of a village: what is aimed at it or above it, newest first",
            (("targets", 1), ("kind", 1), ("published_at", -1), ("_id", -1)),
            where={"state": "published"},
        ),
        Index(
            "what is pinned in a village now",
            (("targets", 1), ("pinned_until", -1)),
            where={"pinned_until": {"$exists": True}},
        ),
        Index(
            "notices of a village that ask to be confirmed, newest first",
            (("targets", 1), ("published_at", -1), ("_id", -1)),
            where={"state": "published", "asks_confirmation": True},
        ),
        SEARCH,
        Index(
            "the authors' list: a division's posts in one state, newest first",
            (("division", 1), ("state", 1), ("_id", -1)),
        ),
        Index(
            "what is due to be published",
            (("publish_at", 1),),
            where={"publish_at": {"$exists": True}},
        ),
        EVENTS_INDEX,
    )

    async def draft(
        self,
        manuscript: Manuscript,
        *,
        division: str,
        targets: Sequence[str],
        author: ObjectId,
        post_id: ObjectId | None = None,
        session: Any = None,
    ) -> Post:
        """A new draft; targets inside other targets are dropped."""
        at = self.now()
        post = Post(
            **manuscript.model_dump(),
            id=post_id or ObjectId(),
            division=division,
            targets=outermost(targets),
            author=author,
            created_at=at,
            changed_at=at,
        )
        return await self._insert(post, session=session)

    async def edit(
        self,
        post_id: ObjectId,
        manuscript: Manuscript,
        *,
        version: int,
        states: States,
        decisions: Sequence[Decision] | None = None,
        session: Any = None,
    ) -> Post:
        """Replaces the text; `Conflict` if it is in none of `states`, or no longer `version`."""
        fields = {**manuscript.model_dump(), **_decided(decisions)}
        return await self._move(post_id, states, fields, version=version, session=session)

    async def publish(
        self,
        post_id: ObjectId,
        *,
        version: int,
        publisher: ObjectId,
        decisions: Sequence[Decision] | None = None,
        session: Any = None,
    ) -> Post:
        """Shows it from now on; for one that is scheduled, at once instead of later."""
        fields = {"state": "published", "published_at": self.now(), "publisher": publisher}
        fields |= _decided(decisions)
        return await self._move(
            post_id, UNPUBLISHED, fields, "publish_at", version=version, session=session,
            events=(published(post_id),),
        )  # fmt: skip

    async def schedule(
        self,
        post_id: ObjectId,
        *,
        at: datetime,
        version: int,
        publisher: ObjectId,
        decisions: Sequence[Decision] | None = None,
    ) -> Post:
        """Approves it to be published at that instant; again moves the instant."""
        fields = {"state": "scheduled", "publish_at": at, "publisher": publisher}
        return await self._move(post_id, UNPUBLISHED, fields | _decided(decisions), version=version)

    async def unschedule(
        self, post_id: ObjectId, *, version: int | None = None, events: Sequence[Event] = ()
    ) -> Post:
        """Makes a scheduled post a draft again; who publishes it then answers for all of it."""
        return await self._move(
            post_id,
            SCHEDULED,
            {"state": "draft", "decisions": []},
            "publish_at",
            "publisher",
            version=version,
            events=events,
        )

    async def publish_due(self, post: Post) -> Post | None:
        """Publishes it if it is (still) scheduled, due and as it was looked through: one of many
        workers succeeds."""
        at, post_id = self.now(), post.id
        return await self._change(
            {
                "_id": post_id,
                "state": "scheduled",
                "version": post.version,
                "publish_at": {"$lte": at},
            },
            {
                "$set": {"state": "published", "published_at": at, "changed_at": at},
                "$unset": {"publish_at": ""},
                "$inc": {"version": 1},
                "$push": {"events": published(post_id).model_dump(exclude_none=True)},
            },
        )

    async def due(self, *, limit: int = 50) -> list[Post]:
        """Scheduled posts whose instant has come, longest waiting first."""
        where = {"publish_at": {"$lte": self.now()}, "state": "scheduled"}
        return await self._find(where, sort=[("publish_at", 1)], limit=limit)

    async def withdraw(self, post_id: ObjectId, *, reason: str, session: Any = None) -> Post:
        """Takes a published post away; the reason is told to whoever opens it."""
        fields = {"state": "withdrawn", "withdrawn_at": self.now(), "withdrawal_reason": reason}
        return await self._move(post_id, PUBLISHED, fields, "pinned_until", session=session)

    async def pin(self, post_id: ObjectId, *, until: datetime) -> Post:
        """Shows a published post above the others until that instant."""
        return await self._move(post_id, PUBLISHED, {"pinned_until": until})

    async def unpin(self, post_id: ObjectId) -> Post:
        """Lets it take its place among the others again."""
        return await self._move(post_id, PUBLISHED, {}, "pinned_until")

    async def discard(self, post_id: ObjectId, *, session: Any = None) -> None:
        """Deletes a draft; what was ever published is never deleted."""
        deleted = await self.raw.delete_one({"_id": post_id, "state": "draft"}, session=session)
        if not deleted.deleted_count:
            raise await self._refusal(post_id)

    async def _move(
        self,
        post_id: ObjectId,
        states: States,
        fields: Row,
        *cleared: str,
        version: int | None = None,
        session: Any = None,
        events: Sequence[Event] = (),
    ) -> Post:
        where: Row = {"_id": post_id, "state": {"$in": sorted(states)}}
        if version is not None:
            where["version"] = version
        update: dict[str, Any] = {
            "$set": {**fields, "changed_at": self.now()},
            "$inc": {"version": 1},
        }
        if cleared:
            update["$unset"] = dict.fromkeys(cleared, "")
        if events:
            pushed = [event.model_dump(exclude_none=True) for event in events]
            update["$push"] = {"events": {"$each": pushed}}
        changed = await self._change(where, update, session=session)
        if changed is None:
            raise await self._refusal(post_id)
        return changed

    async def _refusal(self, post_id: ObjectId) -> Conflict:
        """Says how the post is now, so that the page can show it; `NotFound` if it is gone."""
        now = await self.get(post_id)
        return Conflict("post_changed", extra={"state": now.state, "version": now.version})


def published(post_id: ObjectId) -> Event:
    """The event after which those who are asked to confirm it are told."""
    return Event(kind="post.published", payload={"post": post_id})


def _decided(decisions: Sequence[Decision] | None) -> Row:
    """The decisions to be stored; none where they stay as they are."""
    if decisions is None:
        return {}
    return {"decisions": [one.model_dump(exclude_none=True) for one in decisions]}
