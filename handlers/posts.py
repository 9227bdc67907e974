"""Posts: written by clerks, published by secretaries, monitors and counties, read by everybody.

What a village shows of them together: `handlers/villages.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from bson import ObjectId

from handlers.base import ApiHandler, endpoint
from handlers.forms import in_future
from handlers.listing import Listing
from handlers.markdown import to_text
from handlers.paths import LOADERS
from handlers.post_forms import (
    GoingOut,
    NewPost,
    Pin,
    PostEdit,
    PostLine,
    PostSource,
    PostsQuery,
    PostText,
    PostView,
    Publication,
    Withdrawal,
)
from handlers.post_gate import PostGate
from handlers.publishing_gate import Gate
from handlers.routing import Route
from handlers.texts import text_of
from models.divisions import covers
from models.errors import Invalid, Mistake
from models.masking import Decision
from models.posts import DRAFT, UNTIL_WITHDRAWN, Manuscript, Post, PostState
from models.uploads import Uploads


class PostHandler(ApiHandler):
    """What all that write posts share."""

    async def manuscript(
        self, form: PostText | Post, instead: Mapping[str, Any] | None = None
    ) -> Manuscript:
        """What is written, some of it perhaps `instead`, with what is made of its text."""
        written = {**form.model_dump(include=set(PostText.model_fields)), **(instead or {})}
        text = await self.services.blocking.run(text_of, written["title"], written["body"])
        return Manuscript(**written, html=text.html, summary=text.summary, tokens=text.tokens)

    @property
    def gate(self) -> PostGate:
        """What looks for personal data before anything goes out."""
        return PostGate(Gate(self.services.vault, self.services.blocking.run))

    async def agreed(self, text: Manuscript, post: Post, form: GoingOut) -> tuple[Decision, ...]:
        """What the asker, who publishes the text, answers for; raises as `PostGate.agreed`."""
        by, at = self.actor.known().account, self.services.store.now()
        return await self.gate.agreed(text, post, form, by=by, at=at)

    async def shown_by_me(self, post: Post) -> None:
        """Audits why personal data in the post is shown, if any is."""
        reasons = "；".join(dict.fromkeys(one.reason for one in post.decisions))
        if reasons:
            await self.audit(
                "post.show_personal", division=post.division, about=post.about, note=reasons
            )

    def uploads_of(self, post: Post) -> Uploads:
        """The uploads of a post, to be changed together with it."""
        return Uploads(
            self.services.store.media,
            about=post.about,
            division=post.division,
            had=post.references,
        )

    async def done(self, what: str, post: Post, note: str = "") -> Post:
        """Audits the act, and makes this process forget what it showed before it."""
        self.touch(post.about, *post.targets)
        await self.audit(what, division=post.division, about=post.about, note=note)
        return post


class PostsOfDivision(PostHandler):
    @endpoint(scope="post:draft", query=PostsQuery, returns=Listing[PostLine])
    async def get(self, division: str, query: PostsQuery) -> object:
        """The division's own posts in one state, newest first."""
        return await self.services.store.posts.of_division(
            division, query.state, after=query.after, limit=query.limit
        )

    @endpoint(scope="post:draft", body=NewPost, returns=PostSource, status=201)
    async def post(self, division: str, form: NewPost) -> Post:
        """Write a draft for the division, to be shown in all or some places in it."""
        targets, author = form.targets or (division,), self.actor.known().account
        await self.require_known(division, targets)
        manuscript, store, post_id = await self.manuscript(form), self.services.store, ObjectId()

        async def draft(session: Any) -> Post:
            return await store.posts.draft(
                manuscript,
                division=division,
                targets=targets,
                author=author,
                post_id=post_id,
                session=session,
            )

        uploads = Uploads(store.media, about=f"posts/{post_id}", division=division)
        post = await uploads.replace(manuscript.references, draft, owner=author)
        return await self.done("post.draft", post)

    async def require_known(self, division: str, targets: Iterable[str]) -> None:
        """Raises `Invalid` for a target that is outside of the division, or that there is not."""
        unknown = await self.services.store.divisions.unknown(targets)
        mistakes = [
            Mistake(
                f"body.targets.{place}",
                "division_unknown" if target in unknown else "target_outside",
            )
            for place, target in enumerate(targets)
            if target in unknown or not covers(division, target)
        ]
        if mistakes:
            raise Invalid(mistakes)


class OnePost(PostHandler):
    def on_read(self, path: dict[str, str]) -> Callable[[], None]:
        return partial(self.services.views.add, path["post"])

    @endpoint(scope=None, returns=PostView, shared=True)
    async def get(self, post: Post) -> PostView:
        """A published post."""
        views = await self.services.store.views.of(post.in_public().id)
        shown = post.model_dump(include=set(PostView.model_fields))
        return PostView(**shown, text=to_text(post.html), views=views)

    @endpoint(scope="post:draft")
    async def delete(self, post: Post) -> None:
        """Discard a draft."""
        discard = self.services.store.posts.discard
        await self.uploads_of(post).release(lambda session: discard(post.id, session=session))
        await self.done("post.discard", post)


class SourceOfPost(PostHandler):
    @endpoint(scope="post:draft", returns=PostSource)
    async def get(self, post: Post) -> Post:
        """The post as its authors see it, in any state."""
        return post

    @endpoint(scope="post:draft", body=PostEdit, returns=PostSource)
    async def put(self, post: Post, form: PostEdit) -> Post:
        """Replace the text: of a draft, or, by those who may publish, of a published post too."""
        manuscript, decisions = await self.manuscript(form), None
        states, edit = self._open_to_me(post), self.services.store.posts.edit
        if post.state in states - DRAFT:
            decisions = await self.agreed(manuscript, post, form)
        else:
            # It may have gone out since it was loaded: then it is looked through first.
            states = DRAFT
        changed = await self.uploads_of(post).replace(
            manuscript.references,
            lambda session: edit(
                post.id,
                manuscript,
                version=form.version,
                states=states,
                decisions=decisions,
                session=session,
            ),
            owner=self.actor.known().account,
            public=post.state == "published",
        )
        if decisions is not None and decisions != post.decisions:
            await self.shown_by_me(changed)
        return await self.done("post.edit", changed)

    def _open_to_me(self, post: Post) -> frozenset[PostState]:
        may_publish = bool(self.actor.grants_for("post:publish", post.division))
        return UNTIL_WITHDRAWN if may_publish else DRAFT


class PublicationOfPost(PostHandler):
    @endpoint(scope="post:publish", body=Publication, returns=PostSource)
    async def put(self, post: Post, form: Publication) -> Post:
        """Publish the post, or approve it to be published at an instant. Personal data in it stays
        only where it is named here, and has a reason."""
        posts, publisher = self.services.store.posts, self.actor.known().account
        at = form.at and in_future(form.at, self.services.store.now(), "body.at")
        agreed = await self.agreed(post, post, form)
        if at is None:
            done = await self.uploads_of(post).set_public(
                True,
                lambda session: posts.publish(
                    post.id,
                    version=form.version,
                    publisher=publisher,
                    decisions=agreed,
                    session=session,
                ),
            )
        else:
            done = await posts.schedule(
                post.id, at=at, version=form.version, publisher=publisher, decisions=agreed
            )
        await self.shown_by_me(done)
        return await self.done("post.publish" if at is None else "post.schedule", done)

    @endpoint(scope="post:publish", returns=PostSource)
    async def delete(self, post: Post) -> Post:
        """Make a scheduled post a draft again."""
        done = await self.services.store.posts.unschedule(post.id)
        return await self.done("post.unschedule", done)


class PinOfPost(PostHandler):
    @endpoint(scope="post:publish", body=Pin, returns=PostSource)
    async def put(self, post: Post, form: Pin) -> Post:
        """Pin a published post above the others for a time."""
        until = in_future(form.until, self.services.store.now(), "body.until")
        done = await self.services.store.posts.pin(post.id, until=until)
        return await self.done("post.pin", done)

    @endpoint(scope="post:publish", returns=PostSource)
    async def delete(self, post: Post) -> Post:
        """Let it take its place among the others again."""
        done = await self.services.store.posts.unpin(post.id)
        return await self.done("post.unpin", done)


class WithdrawalOfPost(PostHandler):
    @endpoint(scope="post:publish", body=Withdrawal, returns=PostSource)
    async def put(self, post: Post, form: Withdrawal) -> Post:
        """Take a published post away, with the reason that readers are told."""
        withdraw = self.services.store.posts.withdraw
        done = await self.uploads_of(post).set_public(
            False, lambda session: withdraw(post.id, reason=form.reason, session=session)
        )
        return await self.done("post.withdraw", done, note=form.reason)


LOADERS["post"] = lambda store, post_id: store.posts.get(post_id)

routes = [
    Route("/divisions/{division}/posts", PostsOfDivision),
    Route("/posts/{post}", OnePost),
    Route("/posts/{post}/source", SourceOfPost),
    Route("/posts/{post}/publication", PublicationOfPost),
    Route("/posts/{post}/pin", PinOfPost),
    Route("/posts/{post}/withdrawal", WithdrawalOfPost),
]
