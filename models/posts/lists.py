"""Where posts are shown: lists of villages and of authors, and search; it changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from models.base import Collection, Index, Page, Row
from models.divisions import areas_of
from models.errors import NotFound
from models.posts.documents import POST_KINDS, Post, PostKind, PostState

PINS_SHOWN = 5
# Lists leave out what only one post or its authors' view shows.
CARD: Row = {"body": 0, "html": 0, "tokens": 0, "attachments": 0, "decisions": 0}

SEARCH = Index(
    "search: published posts of a division that hold a word, newest first",
    (("division", 1), ("tokens", 1), ("published_at", -1), ("_id", -1)),
    where={"state": "published"},
)


class PostLists(Collection[Post]):
    """The lists of posts."""

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


def _shown_in(village: str) -> Row:
    return {"targets": {"$in": list(areas_of(village))}}
