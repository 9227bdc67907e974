"""The posts of all divisions: where each is shown, and every change from draft to withdrawal.

Knows nothing of Markdown or of cutting text into words: a manuscript brings both done.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId

from models.base import Collection, Index, Page, Row
from models.divisions import areas_of
from models.errors import Conflict, NotFound
from models.outbox import EVENTS_INDEX, Event
from models.posts.documents import POST_KINDS, Manuscript, Post, PostKind, PostState, outermost

# What the author of a draft may still change, and what only those may who publish.
States = frozenset[PostState]
DRAFT: States = frozenset({"draft"})
UNTIL_WITHDRAWN: States = frozenset({"draft", "scheduled", "published"})

SCHEDULED: States = frozenset({"scheduled"})
PUBLISHED: States = frozenset({"published"})
UNPUBLISHED: States = DRAFT | SCHEDULED

PINS_SHOWN = 5
# Lists leave out what only one post or its authors' view shows.
CARD: Row = {"body": 0, "html": 0, "tokens": 0, "attachments": 0}


SEARCH = Index(
    "search: published posts of a division that hold a word, newest first",
    (("division", 1), ("tokens", 1), ("published_at", -1), ("_id", -1)),
    where={"state": "published"},
)


class Posts(Collection[Post]):
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
        session: Any = None,
    ) -> Post:
        """Replaces the text; `Conflict` if it is in none of `states`, or no longer `version`."""
        return await self._move(
            post_id, states, manuscript.model_dump(), version=version, session=session
        )

    async def publish(
        self, post_id: ObjectId, *, version: int, publisher: ObjectId, session: Any = None
    ) -> Post:
        """Shows it from now on; for one that is scheduled, at once instead of later."""
        fields = {"state": "published", "published_at": self.now(), "publisher": publisher}
        return await self._move(
            post_id, UNPUBLISHED, fields, "publish_at", version=version, session=session,
            event=published(post_id),
        )  # fmt: skip

    async def schedule(
        self, post_id: ObjectId, *, at: datetime, version: int, publisher: ObjectId
    ) -> Post:
        """Approves it to be published at that instant; again moves the instant."""
        fields = {"state": "scheduled", "publish_at": at, "publisher": publisher}
        return await self._move(post_id, UNPUBLISHED, fields, version=version)

    async def unschedule(self, post_id: ObjectId) -> Post:
        """Makes a scheduled post a draft again."""
        return await self._move(post_id, SCHEDULED, {"state": "draft"}, "publish_at", "publisher")

    async def publish_due(self, post_id: ObjectId) -> Post | None:
        """Publishes it if it is (still) scheduled and due: one of many workers succeeds."""
        at = self.now()
        return await self._change(
            {"_id": post_id, "state": "scheduled", "publish_at": {"$lte": at}},
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

    async def feed(
        self,
        village: str,
        kinds: Sequence[PostKind] = POST_KINDS,
        *,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Post]:
        """What the village shows, newest first; without body, tokens and attachments."""
        where = {**_shown_in(village), "kind": {"$in": list(kinds)}, "state": "published"}
        return await self._page(
            where, by=("published_at", -1), after=after, limit=limit, projection=CARD
        )

    async def pinned(self, village: str, *, limit: int = PINS_SHOWN) -> list[Post]:
        """What is pinned in the village now, the pin that lasts longest first."""
        where = {**_shown_in(village), "pinned_until": {"$gt": self.now()}}
        found = self.raw.find(where, CARD, sort=[("pinned_until", -1)], limit=limit)
        return [self._make(row) for row in await found.to_list(limit)]

    async def asking(self, village: str, *, limit: int = 20) -> list[Post]:
        """The newest notices of the village that ask their readers to confirm."""
        where = {**_shown_in(village), "state": "published", "asks_confirmation": True}
        page = await self._page(
            where, by=("published_at", -1), after=None, limit=limit, projection=CARD
        )
        return list(page.items)

    async def notice_in(self, village: str, post_id: ObjectId) -> Post:
        """A notice that asks to be confirmed and is shown in the village; else `NotFound`."""
        post = await self._find_one({"_id": post_id, "asks_confirmation": True})
        if post is None or not post.is_shown_in(village):
            raise NotFound
        return post.in_public()

    async def of_division(
        self, division: str, state: PostState, *, after: str | None = None, limit: int = 20
    ) -> Page[Post]:
        """The division's own posts in that state, newest first, for their authors."""
        where = {"division": division, "state": state}
        return await self._page(where, by=("_id", -1), after=after, limit=limit, projection=CARD)

    async def holding(
        self, village: str, tokens: Sequence[str], *, after: str | None = None, limit: int = 20
    ) -> Page[Post]:
        """Posts shown in the village that hold all the tokens, newest first, with their text.

        The first token bounds what is read, the others only filter it: put the rarest first.
        """
        where = {
            "division": {"$in": list(areas_of(village))},
            "tokens": {"$all": list(tokens)},
            "state": "published",
            **_shown_in(village),
        }
        return await self._page(
            where,
            by=("published_at", -1),
            after=after,
            limit=limit,
            projection={"tokens": 0, "body": 0, "attachments": 0},
            hint=SEARCH,
        )

    async def _move(
        self,
        post_id: ObjectId,
        states: States,
        fields: Row,
        *cleared: str,
        version: int | None = None,
        session: Any = None,
        event: Event | None = None,
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
        if event is not None:
            update["$push"] = {"events": event.model_dump(exclude_none=True)}
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


def _shown_in(village: str) -> Row:
    return {"targets": {"$in": list(areas_of(village))}}
