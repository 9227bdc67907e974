"""What a village shows: its home in one request, its feed, and search over all of it.

The public answers are the same for everybody and kept in memory; what concerns only the person
who asks is an address of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import StringConstraints, model_validator

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.case_views import CaseLine, case_line
from handlers.divisions import DivisionView
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.markdown import to_text
from handlers.publications import HeadView
from handlers.routing import Route
from models.base import Id, Instant, Page, Value
from models.disclosures import Category, CategoryCount, Disclosure
from models.posts import POST_KINDS, Post, PostKind
from models.search import Found, holding
from nlp.rarity import document_frequencies
from nlp.search import Span, highlight, query_tokens, snippet

NEWEST_OF_EACH = 5
PASSAGE_CHARACTERS = 80
# The passage is looked for around the first hit: cutting whole texts of a page would take long.
LOOK_BEFORE, LOOK_BEHIND = 100, 300


class FeedQuery(Paging):
    """Which posts; all kinds if none is named."""

    kind: PostKind | None = None


class SearchQuery(Paging):
    """What to look for."""

    q: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class PostCard(Value):
    """A post in a list; `cover` is its first picture, `division` who speaks."""

    id: Id
    division: str
    kind: PostKind
    title: str
    summary: str
    cover: Id | None = None
    asks_confirmation: bool
    published_at: Instant

    @model_validator(mode="before")
    @classmethod
    def _take_the_cover(cls, value: object) -> object:
        if not isinstance(value, Post):
            return value
        fields = value.model_dump(include=set(cls.model_fields))
        return {**fields, "cover": value.pictures[0] if value.pictures else None}


class HomeView(Value):
    """The village's home page: what is pinned now, the newest of each kind, what is laid open, and
    the end of the chain that seals all of it."""

    village: DivisionView
    pinned: tuple[PostCard, ...]
    news: tuple[PostCard, ...]
    notices: tuple[PostCard, ...]
    disclosures: tuple[CategoryCount, ...]
    chain: HeadView


class MineView(Value):
    """My part of the home page: notices that wait for my confirmation, and my open cases."""

    notices: tuple[PostCard, ...]
    cases: tuple[CaseLine, ...]


class HitView(Value):
    """Something found. Spans are `[start, end)` in characters of title and passage, to be marked.

    `kind` is that of the post, or the category of the disclosure.
    """

    type: Literal["post", "disclosure"]
    id: Id
    kind: PostKind | Category
    title: str
    passage: str
    title_spans: tuple[Span, ...]
    passage_spans: tuple[Span, ...]
    published_at: Instant


class Home(ApiHandler):
    @endpoint(scope=None, returns=HomeView, shared=True, topics=("divisions",))
    async def get(self, village: str) -> HomeView:
        """A village's home page, in one request."""
        store = self.services.store
        place, pinned, news, notices, disclosures, head = await asyncio.gather(
            store.divisions.by_code(village),
            store.posts.pinned(village),
            store.posts.feed(village, ("news",), limit=NEWEST_OF_EACH),
            store.posts.feed(village, ("notice",), limit=NEWEST_OF_EACH),
            store.disclosures.counts(village),
            store.chain_heads.of(village),
        )
        return HomeView(
            village=DivisionView.model_validate(place),
            pinned=cards(pinned),
            news=cards(news.items),
            notices=cards(notices.items),
            disclosures=disclosures,
            chain=HeadView.model_validate(head),
        )


class MyHome(ApiHandler):
    @endpoint(scope=SIGNED_IN, returns=MineView)
    async def get(self, village: str) -> MineView:
        """What of the home page is only mine."""
        store, account = self.services.store, self.actor.known().account
        asking, cases = await asyncio.gather(
            store.posts.asking(village), store.feedback.open_of(account)
        )
        ids = [post.id for post in asking]
        confirmed = await store.confirmations.made_by(account, village, ids)
        waiting = [post for post in asking if post.id not in confirmed]
        return MineView(notices=cards(waiting), cases=tuple(case_line(case) for case in cases))


class Feed(ApiHandler):
    @endpoint(scope=None, query=FeedQuery, returns=Listing[PostCard], shared=True)
    async def get(self, village: str, query: FeedQuery) -> object:
        """What the village, its township and its county have published, newest first."""
        kinds = POST_KINDS if query.kind is None else (query.kind,)
        return await self.services.store.posts.feed(
            village, kinds, after=query.after, limit=query.limit
        )


class Search(ApiHandler):
    @endpoint(scope=None, query=SearchQuery, returns=Listing[HitView])
    async def get(self, village: str, query: SearchQuery) -> object:
        """Posts and disclosures that hold every word, newest first."""
        store, run = self.services.store, self.services.blocking.run
        tokens = await run(tokens_of, query.q)
        page = await holding(
            store.posts,
            store.disclosures,
            village,
            tokens,
            after=query.after,
            limit=query.limit,
        )
        return Page(await run(hits, page.items, query.q, tokens), page.next)


def tokens_of(query: str) -> list[str]:
    """What must be held by what is found, the rarest first: it bounds what must be looked at.

    A pair that is no word, as where two words meet, is rarer than any word.
    """
    frequencies = document_frequencies()
    return sorted(query_tokens(query), key=lambda token: frequencies.get(token, 0))


def cards(posts: Sequence[Post]) -> tuple[PostCard, ...]:
    """Posts as lists show them."""
    return tuple(PostCard.model_validate(post) for post in posts)


def hits(found: Sequence[Found], query: str, tokens: Sequence[str]) -> tuple[HitView, ...]:
    """What was found, with passages and what to mark in them; run it in the blocking runner."""
    return tuple(_hit(item, query, tokens) for item in found)


def _hit(found: Found, query: str, tokens: Sequence[str]) -> HitView:
    passage = snippet(_around(to_text(found.html), tokens), query, PASSAGE_CHARACTERS)
    is_disclosure = isinstance(found, Disclosure)
    return HitView(
        type="disclosure" if is_disclosure else "post",
        id=found.id,
        kind=found.category if isinstance(found, Disclosure) else found.kind,
        title=found.title,
        passage=passage,
        title_spans=tuple(highlight(found.title, query)),
        passage_spans=tuple(highlight(passage, query)),
        published_at=found.published_at,
    )


def _around(text: str, tokens: Sequence[str]) -> str:
    """The part of the text around the first hit, its beginning if there is none."""
    places = [place for token in tokens if (place := text.find(token)) >= 0]
    start = max(0, min(places, default=0) - LOOK_BEFORE)
    return text[start : start + LOOK_BEFORE + LOOK_BEHIND]


routes = [
    Route("/villages/{village}/home", Home),
    Route("/villages/{village}/home/mine", MyHome),
    Route("/villages/{village}/feed", Feed),
    Route("/villages/{village}/search", Search),
]
