"""Tells the residents of a notice that asks them to confirm it; one job for each village."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handlers.notices import message
from models.base import MAX_PAGE
from models.divisions import LENGTHS
from models.outbox import Job
from models.posts import Post
from models.store import Store
from server.worker import JobFunction

KIND = "post.published"


class Announcements:
    """The jobs that follow a published notice; each may be repeated."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def functions(self) -> Mapping[str, JobFunction]:
        """Kind -> idempotent function."""
        return {KIND: self._announce, "post.tell": self._tell}

    async def _announce(self, job: Job) -> None:
        post = await self._store.posts.get(job.payload["post"])
        if post.kind == "notice" and post.asks_confirmation:
            await self._enqueue(post, post.targets)

    async def _tell(self, job: Job) -> None:
        """The residents of a village; of anything larger, a job for each part."""
        post, division = await self._store.posts.get(job.payload["post"]), job.payload["division"]
        if post.state != "published":
            return
        if len(division) < LENGTHS["village"]:
            await self._tell_parts(post, division)
            return
        after: str | None = None
        while True:
            page = await self._store.confirmations.missing(
                post.id, division, after=after, limit=MAX_PAGE
            )
            told = {
                f"{post.id} {reader.account}": message(
                    KIND, reader.account, post.about, post.publisher
                )
                for reader in page.items
                if reader.account != post.author
            }
            await self._store.jobs.enqueue_all("message", told)
            if (after := page.next) is None:
                return

    async def _tell_parts(self, post: Post, division: str) -> None:
        after: str | None = None
        while True:
            page = await self._store.divisions.below(division, after=after, limit=MAX_PAGE)
            await self._enqueue(post, [part.code for part in page.items])
            if (after := page.next) is None:
                return

    async def _enqueue(self, post: Post, divisions: Sequence[str]) -> None:
        jobs = {f"{post.id} {code}": {"post": post.id, "division": code} for code in divisions}
        await self._store.jobs.enqueue_all("post.tell", jobs)
