"""Confirming that one has read a notice, and who of a village has and has not.

A notice may be a township's: so the address names the village whose people are meant, and the
notice counts only if it is shown there.
"""

from __future__ import annotations

import asyncio

from bson import ObjectId

from handlers.base import ApiHandler, endpoint
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Id, Page, Value
from models.confirmations import Reader


class ProgressView(Value):
    """How many residents of the village a notice asks, and how many have confirmed."""

    notice: Id
    title: str
    asked: int
    confirmed: int


class MyConfirmation(ApiHandler):
    @endpoint(scope="notice:confirm")
    async def put(self, village: str, notice: ObjectId) -> None:
        """Confirm that I have read the notice; again changes nothing."""
        store = self.services.store
        post = await store.posts.notice_in(village, notice)
        await store.confirmations.confirm(post.id, village, self.actor.known().account)


class Progress(ApiHandler):
    @endpoint(scope="post:confirmations", returns=ProgressView)
    async def get(self, village: str, notice: ObjectId) -> ProgressView:
        """How far a notice has got in a village."""
        store = self.services.store
        post = await store.posts.notice_in(village, notice)
        asked, confirmed = await asyncio.gather(
            store.confirmations.asked(village), store.confirmations.count(post.id, village)
        )
        return ProgressView(notice=post.id, title=post.title, asked=asked, confirmed=confirmed)


class Confirmed(ApiHandler):
    @endpoint(scope="post:confirmations", query=Paging, returns=Listing[Reader])
    async def get(self, village: str, notice: ObjectId, query: Paging) -> Page[Reader]:
        """Who has confirmed, newest first."""
        store = self.services.store
        post = await store.posts.notice_in(village, notice)
        page = await store.confirmations.of_notice(
            post.id, village, after=query.after, limit=query.limit
        )
        names = await store.accounts.named(found.account for found in page.items)
        readers = tuple(
            Reader(
                account=found.account,
                name=names.get(found.account, ""),
                confirmed_at=found.confirmed_at,
            )
            for found in page.items
        )
        return Page(readers, page.next)


class Missing(ApiHandler):
    @endpoint(scope="post:confirmations", query=Paging, returns=Listing[Reader])
    async def get(self, village: str, notice: ObjectId, query: Paging) -> Page[Reader]:
        """Which residents of the village have not confirmed."""
        store = self.services.store
        post = await store.posts.notice_in(village, notice)
        return await store.confirmations.missing(
            post.id, village, after=query.after, limit=query.limit
        )


routes = [
    Route("/villages/{village}/notices/{notice}", Progress),
    Route("/villages/{village}/notices/{notice}/confirmation", MyConfirmation),
    Route("/villages/{village}/notices/{notice}/confirmed", Confirmed),
    Route("/villages/{village}/notices/{notice}/missing", Missing),
]
