"""Posts: written by clerks, published by secretaries, monitors and counties, read by everybody.

What a village shows of them together: `handlers/villages.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.markdown import to_text
from handlers.paths import LOADERS
from handlers.routing import Route
from handlers.texts import text_of
from models.base import Id, Instant, Value
from models.divisions import CODE, covers
from models.errors import Invalid, Mistake
from models.posts import (
    DRAFT,
    UNTIL_WITHDRAWN,
    Attachment,
    Manuscript,
    Post,
    PostKind,
    PostState,
)

Title = Annotated[str, StringConstraints(min_length=2, max_length=80)]
Body = Annotated[str, StringConstraints(max_length=20_000)]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Code = Annotated[str, StringConstraints(pattern=CODE.pattern)]
Version = Annotated[int, Field(ge=1)]


class NewAttachment(Form):
    """An upload, and the name that readers see."""

    media: Id
    name: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class PostText(Form):
    """What an author writes; `body` is Markdown, pictures and attachments are uploads."""

    kind: PostKind
    title: Title
    body: Body = ""
    pictures: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    attachments: Annotated[tuple[NewAttachment, ...], Field(max_length=10)] = ()
    asks_confirmation: bool = False


class NewPost(PostText):
    """`targets` are where it is shown; without any, in the whole division it is written for."""

    targets: Annotated[tuple[Code, ...], Field(max_length=100)] = ()


class PostEdit(PostText):
    """The whole text anew; `version` is the one that was read."""

    version: Version


class Publication(Form):
    """Publish the version that was read, at once or at an instant to come."""

    version: Version
    at: AwareDatetime | None = None


class Pin(Form):
    """How long it stays above the others."""

    until: AwareDatetime


class Withdrawal(Form):
    """Why it is taken away; readers are told."""

    reason: Reason


class PostsQuery(Paging):
    """Which of a division's own posts."""

    state: PostState = "draft"


class PostView(Value):
    """A published post. `text` is for reading aloud; `views` may be half a minute old."""

    id: Id
    division: str
    kind: PostKind
    title: str
    html: str
    text: str
    pictures: tuple[Id, ...]
    attachments: tuple[Attachment, ...]
    asks_confirmation: bool
    published_at: Instant
    changed_at: Instant
    views: int


class PostLine(Value):
    """A post in its authors' list."""

    id: Id
    division: str
    targets: tuple[str, ...]
    kind: PostKind
    title: str
    summary: str
    asks_confirmation: bool
    state: PostState
    version: int
    author: Id
    publisher: Id | None
    changed_at: Instant
    publish_at: Instant | None
    published_at: Instant | None
    pinned_until: Instant | None


class PostSource(PostLine):
    """A post as its authors see it, with its Markdown source."""

    body: str
    html: str
    pictures: tuple[Id, ...]
    attachments: tuple[Attachment, ...]
    withdrawn_at: Instant | None
    withdrawal_reason: str | None


class PostHandler(ApiHandler):
    """What all that write posts share."""

    async def manuscript(self, form: PostText) -> Manuscript:
        """The form with what is made of its text."""
        text = await self.services.blocking.run(text_of, form.title, form.body)
        written = form.model_dump(include=set(PostText.model_fields))
        return Manuscript(**written, html=text.html, summary=text.summary, tokens=text.tokens)

    async def done(self, what: str, post: Post, note: str = "") -> Post:
        """Audits the act, and makes this process forget what it showed before it."""
        self.touch(f"posts/{post.id}", *post.targets)
        await self.audit(what, division=post.division, about=f"posts/{post.id}", note=note)
        return post

    def in_future(self, at: AwareDatetime, path: str) -> AwareDatetime:
        """The instant; raises `Invalid` if it is past."""
        if at <= self.services.store.now():
            raise Invalid([Mistake(path, "in_past")])
        return at


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
        targets = form.targets or (division,)
        await self.require_known(division, targets)
        post = await self.services.store.posts.draft(
            await self.manuscript(form),
            division=division,
            targets=targets,
            author=self.actor.known().account,
        )
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
        await self.services.store.posts.discard(post.id)
        await self.done("post.discard", post)


class SourceOfPost(PostHandler):
    @endpoint(scope="post:draft", returns=PostSource)
    async def get(self, post: Post) -> Post:
        """The post as its authors see it, in any state."""
        return post

    @endpoint(scope="post:draft", body=PostEdit, returns=PostSource)
    async def put(self, post: Post, form: PostEdit) -> Post:
        """Replace the text: of a draft, or, by those who may publish, of a published post too."""
        may_publish = bool(self.actor.grants_for("post:publish", post.division))
        changed = await self.services.store.posts.edit(
            post.id,
            await self.manuscript(form),
            version=form.version,
            states=UNTIL_WITHDRAWN if may_publish else DRAFT,
        )
        return await self.done("post.edit", changed)


class PublicationOfPost(PostHandler):
    @endpoint(scope="post:publish", body=Publication, returns=PostSource)
    async def put(self, post: Post, form: Publication) -> Post:
        """Publish the post, or approve it to be published at an instant."""
        posts, publisher = self.services.store.posts, self.actor.known().account
        if form.at is None:
            done = await posts.publish(post.id, version=form.version, publisher=publisher)
            return await self.done("post.publish", done)
        at = self.in_future(form.at, "body.at")
        done = await posts.schedule(post.id, at=at, version=form.version, publisher=publisher)
        return await self.done("post.schedule", done)

    @endpoint(scope="post:publish", returns=PostSource)
    async def delete(self, post: Post) -> Post:
        """Make a scheduled post a draft again."""
        done = await self.services.store.posts.unschedule(post.id)
        return await self.done("post.unschedule", done)


class PinOfPost(PostHandler):
    @endpoint(scope="post:publish", body=Pin, returns=PostSource)
    async def put(self, post: Post, form: Pin) -> Post:
        """Pin a published post above the others for a time."""
        until = self.in_future(form.until, "body.until")
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
        done = await self.services.store.posts.withdraw(post.id, reason=form.reason)
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
