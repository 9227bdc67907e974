"""Personal data in a post, shown in its place to those who write it, covered or given a reason.

Covering is an edit of the draft: what readers are not to see is kept nowhere.
"""

from __future__ import annotations

from handlers.base import endpoint
from handlers.masking_forms import MaskingView, PostDecisions, given_in, view_of, with_kept
from handlers.post_gate import with_covers
from handlers.posts import PostHandler
from handlers.routing import Route
from models.posts import DRAFT, Post


class MaskingOfPost(PostHandler):
    @endpoint(scope="post:draft", returns=MaskingView)
    async def get(self, post: Post) -> MaskingView:
        """Every place with personal data, and what was decided about it."""
        return view_of(post.version, post.decisions, await self.gate.findings(post))

    @endpoint(scope="post:draft", body=PostDecisions, returns=MaskingView)
    async def put(self, post: Post, form: PostDecisions) -> MaskingView:
        """Cover places of a draft, at once, or say why they stay: the publisher decides on that."""
        found, writer = await self.gate.findings(post), self.actor.known().account
        store, before = self.services.store, post.decisions
        given = given_in(form, found, before, by=writer, at=store.now())
        manuscript = await self.manuscript(post, with_covers(post, found, given))
        changed = await store.posts.edit(
            post.id,
            manuscript,
            version=form.version,
            states=DRAFT,
            decisions=[one for one in with_kept(before, given) if one.how != "mask"],
        )
        await self.done("post.mask", changed)
        return view_of(changed.version, changed.decisions, await self.gate.findings(changed))


routes = [Route("/posts/{post}/masking", MaskingOfPost)]
