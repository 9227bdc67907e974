"""A post as it is written and as it is stored; knows no database and no Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from models.base import Id, Instant, Value
from models.divisions import covers
from models.errors import NotFound
from models.masking import Decision
from models.outbox import Event
from models.uploads import Reference
from models.viewers import Placed

PostKind = Literal["news", "notice"]
PostState = Literal["draft", "scheduled", "published", "withdrawn"]
POST_KINDS: tuple[PostKind, ...] = ("news", "notice")


class Attachment(Value):
    """An uploaded file, and the name that readers see."""

    media: Id
    name: str


class Manuscript(Value):
    """What an author writes. `html`, `summary` and `tokens` are made from title and body."""

    kind: PostKind
    title: str
    body: str = ""
    html: str = ""
    summary: str = ""
    tokens: tuple[str, ...] = ()
    pictures: tuple[Id, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    asks_confirmation: bool = False

    @property
    def references(self) -> tuple[Reference, ...]:
        """All uploads it refers to."""
        pictures = [
            Reference(picture, "picture", f"body.pictures.{place}")
            for place, picture in enumerate(self.pictures)
        ]
        return (*pictures, *references_of(self.attachments))


class Post(Manuscript, Placed):
    """A manuscript on its way. `division` is whose post it is; `targets` are where it is shown.

    `version` counts every change, so that nobody publishes or overwrites what they have not read.
    `decisions` say why personal data in it stays to be read, and which publisher answers for that.
    """

    targets: tuple[str, ...]
    state: PostState = "draft"
    version: int = 1
    author: Id
    publisher: Id | None = None
    created_at: Instant
    changed_at: Instant
    publish_at: Instant | None = None
    published_at: Instant | None = None
    pinned_until: Instant | None = None
    withdrawn_at: Instant | None = None
    withdrawal_reason: str | None = None
    decisions: tuple[Decision, ...] = ()
    events: tuple[Event, ...] = ()

    @property
    def about(self) -> str:
        """What its uploads and the audit log call it."""
        return f"posts/{self.id}"

    def in_public(self) -> Post:
        """Itself once it is published; `NotFound` before, and with the reason after withdrawal."""
        if self.state == "withdrawn":
            raise NotFound("post_withdrawn", reason=self.withdrawal_reason or "")
        if self.state != "published":
            raise NotFound
        return self

    def is_shown_in(self, village: str) -> bool:
        """True if one of the targets is the village or covers it."""
        return any(covers(target, village) for target in self.targets)


def references_of(attachments: Sequence[Attachment]) -> tuple[Reference, ...]:
    """The attachments of a form as references to uploads."""
    return tuple(
        Reference(attachment.media, "attachment", f"body.attachments.{place}.media")
        for place, attachment in enumerate(attachments)
    )


def outermost(codes: Sequence[str]) -> tuple[str, ...]:
    """The codes without those that lie inside another: a village is reached once."""
    return tuple(
        code
        for code in sorted(set(codes))
        if not any(other != code and covers(other, code) for other in codes)
    )
