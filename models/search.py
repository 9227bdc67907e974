"""Search over all that a village shows: posts and disclosures in one list, newest first.

Knows neither queries as people type them nor how texts are cut: it takes the tokens to find.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from models.base import Page, cursor_of
from models.disclosures import Disclosure, Disclosures
from models.posts import Post, Posts

Found = Post | Disclosure


async def holding(
    posts: Posts,
    disclosures: Disclosures,
    village: str,
    tokens: Sequence[str],
    *,
    after: str | None = None,
    limit: int = 10,
) -> Page[Found]:
    """What holds all the tokens, newest first; nothing for no tokens.

    Both collections are read from the same place in time, and the newest of both make the page.
    """
    if not tokens:
        return Page(())
    first, second = await asyncio.gather(
        posts.holding(village, tokens, after=after, limit=limit),
        disclosures.holding(village, tokens, after=after, limit=limit),
    )
    both: list[Found] = sorted((*first.items, *second.items), key=_place, reverse=True)
    more = len(both) > limit or first.next is not None or second.next is not None
    items = tuple(both[:limit])
    return Page(items, cursor_of(_place(items[-1])) if more else None)


def _place(found: Found) -> tuple[object, ...]:
    return found.published_at, found.id
