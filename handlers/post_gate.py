"""The gate that posts pass: what is personal stays only where their publisher answers for it.

A post has no second person but its publisher, who therefore names every piece. Covering is an edit:
what nobody is to read is kept nowhere. Web and worker use the same gate; it fails closed. Knows no
requests and no database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bson import ObjectId

from handlers.masking_forms import decision_on, is_reason, with_kept
from handlers.post_forms import GoingOut, Shown
from handlers.publishing_gate import Gate, mistake_at
from models.errors import Conflict, Invalid, Mistake
from models.masking import (
    NEVER_SHOWN,
    Decided,
    Decision,
    Finding,
    covered,
    dotted,
    texts_in,
    unconfirmed,
    undecided,
)
from models.posts import Attachment, Manuscript, Post

TOLD = {"path", "start", "end", "kind", "covered"}


class PostGate:
    """Looks through posts before anybody reads them."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def findings(self, text: Manuscript) -> tuple[Finding, ...]:
        """What is personal and not covered yet; raises `Unavailable` if that cannot be told."""
        written = plain(text)
        texts = {dotted(path): words for path, words in texts_in(written)}
        return tuple(
            one
            for one in await self._gate.findings(written)
            # A covered address (z***@..) still looks like one.
            if not one.is_placed or texts[one.path][one.start : one.end] != one.covered
        )

    async def agreed(
        self, text: Manuscript, post: Post, form: GoingOut, *, by: ObjectId, at: datetime
    ) -> tuple[Decision, ...]:
        """The decisions with which the text goes out, all confirmed by its publisher.

        Raises `Conflict` for another version than the one that was read, and `Invalid` for all that
        is not named in the form, has no reason, or may be shown by nobody.
        """
        if post.version != form.version:
            raise Conflict("post_changed", extra={"state": post.state, "version": post.version})
        found = await self.findings(text)
        # What readers see already was answered for when it went out.
        before = post.decisions
        standing = [] if post.state == "draft" else [d for d in before if not d.needs_confirmation]
        given = _named(form.shown, found, before, by=by, at=at)
        if left := undecided(found, [*given, *standing]):
            findings = [one.model_dump(include=TOLD) for one in left]
            mistakes = [mistake_at(one, "personal_data") for one in left]
            raise Invalid(mistakes, "personal_data_found", extra={"findings": findings})
        known = post.attachments if post.state in ("scheduled", "published") else ()
        if set(text.attachments) - set(known) and not form.files_read:
            raise Invalid([Mistake("body.files_read", "files_unread")])
        return tuple(with_kept(standing, given))

    async def objections(self, post: Post) -> tuple[Finding, ...]:
        """What nobody has answered for in a post that is about to be published."""
        found = await self.findings(post)
        return (*undecided(found, post.decisions), *unconfirmed(found, post.decisions))


def plain(text: Manuscript) -> dict[str, Any]:
    """The texts of a post as plain data, in which personal data can be found and covered."""
    return text.model_dump(include={"title", "body", "attachments"})


def with_covers(
    text: Manuscript, found: Sequence[Finding], decisions: Sequence[Decision]
) -> dict[str, Any]:
    """Title, body and attachments with what was decided to be covered; nothing else is."""
    decided = Decided(decisions)
    chosen = [one for one in found if (on := decided.on(one)) and on.how == "mask"]
    changed = covered(plain(text), chosen, ())
    return {**changed, "attachments": [Attachment(**one) for one in changed["attachments"]]}


def _named(
    shown: Sequence[Shown],
    found: Sequence[Finding],
    before: Sequence[Decision],
    *,
    by: ObjectId,
    at: datetime,
) -> list[Decision]:
    """The publisher's word for each finding that is named, with their reason or its author's."""
    places = {(f.place, f.start, f.end): f for f in found if f.is_placed}
    author = Decided(before)
    given, mistakes = [], []
    for number, one in enumerate(shown):
        finding, path = places.get((one.path, one.start, one.end)), f"body.shown.{number}"
        told = finding and author.on(finding)
        reason = one.reason or (told.reason if told else "")
        if finding is None:
            mistakes.append(Mistake(path, "no_such_finding"))
        elif finding.kind in NEVER_SHOWN:
            mistakes.append(Mistake(path, "never_shown"))
        elif not is_reason(reason):
            mistakes.append(Mistake(f"{path}.reason", "shown_without_reason"))
        else:
            made = decision_on(finding, "justify", reason, by, at)
            given.append(made.model_copy(update={"confirmed_by": by}))
    if mistakes:
        raise Invalid(mistakes)
    return given
