"""What authors send and readers get of posts; knows no handlers and no database."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from handlers.forms import Form, Paging
from models.base import Id, Instant, Value
from models.divisions import CODE
from models.posts import Attachment, PostKind, PostState

Title = Annotated[str, StringConstraints(min_length=2, max_length=80)]
Body = Annotated[str, StringConstraints(max_length=20_000)]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Code = Annotated[str, StringConstraints(pattern=CODE.pattern)]
Version = Annotated[int, Field(ge=1)]
Why = Annotated[str, StringConstraints(max_length=200)]


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


class Place(Form):
    """Where something personal was found: `[start, end)` of the text at `path`."""

    path: Annotated[str, StringConstraints(max_length=200)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class Shown(Place):
    """A finding that stays to be read; its author may have given the reason before."""

    reason: Why = ""


class GoingOut(Form):
    """What the publisher answers for: every piece of personal data that readers will see is named,
    and the attachments, inside of which nothing is looked for, were opened and read."""

    version: Version
    shown: Annotated[tuple[Shown, ...], Field(max_length=200)] = ()
    files_read: bool = False


class PostEdit(PostText, GoingOut):
    """The whole text anew; `version` is the one that was read. What readers see already changes
    at once, so `shown` and `files_read` count for it as they do for publishing."""


class Publication(GoingOut):
    """Publish the version that was read, at once or at an instant to come."""

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
