"""The queue of contents that a person must look at, and the address where WeChat fetches pictures.

Not the village's own cadres decide: what villagers want to say in public may be about them.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Annotated, Literal

from bson import ObjectId
from pydantic import StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.checking import decided
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.media import MediaHandler
from handlers.paths import LOADERS
from handlers.routing import Route
from models.base import Id, Instant, Value
from models.checks import Check, CheckState, Finding
from models.content import EXTENSIONS, JPEG, PNG
from models.errors import Invalid, Mistake, NotFound
from models.media import Medium
from models.vault import Vault

LOADERS["check"] = lambda store, check: store.checks.get(check)

PICTURES = "/api/v1/checks/pictures"
# WeChat fetches a picture at once, or tries again within its half hour.
FETCH_SECONDS = 3600


class ChecksQuery(Paging):
    """Which checks of the area."""

    state: Literal["review", "refused"] = "review"


class Decision(Form):
    """Whether it may be shown; the author reads the reason of a refusal."""

    passed: bool
    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class PartView(Value):
    """The text (no `medium`), or a picture, and what WeChat or the local words found."""

    medium: Id | None
    finding: Finding | None
    label: str


class CheckView(Value):
    """A content that waits for a person, or was refused."""

    id: Id
    division: str
    about: str
    text: str
    parts: tuple[PartView, ...]
    state: CheckState
    reason: str
    created_at: Instant
    decided_at: Instant | None


class Ticket(Form):
    """The mark that lets WeChat fetch one picture until then (Unix seconds)."""

    until: int
    mark: Annotated[str, StringConstraints(min_length=64, max_length=64)]


class ChecksOfDivision(ApiHandler):
    @endpoint(scope="content:review", query=ChecksQuery, returns=Listing[CheckView])
    async def get(self, division: str, query: ChecksQuery) -> object:
        """What people of the area wrote for others and a person must look at, oldest first."""
        return await self.services.store.checks.queue(
            division, query.state, after=query.after, limit=query.limit
        )


class OneDecision(ApiHandler):
    @endpoint(scope="content:review", body=Decision, returns=CheckView)
    async def post(self, check: Check, form: Decision) -> Check:
        """Let it be shown, or refuse it with a reason."""
        if not form.passed and not form.reason:
            raise Invalid([Mistake("body.reason", "required")])
        told = decided(check, passed=form.passed, reason=form.reason, by_person=True)
        settled = await self.services.store.checks.decide(
            check,
            passed=form.passed,
            reason=form.reason,
            by=self.actor.known().account,
            events=told,
        )
        what = "content.pass" if form.passed else "content.refuse"
        await self.audit(what, division=check.division, about=check.about)
        return settled


class PictureForWeChat(MediaHandler):
    @endpoint(scope=None, query=Ticket, raw=True, produces=tuple(EXTENSIONS))
    async def get(self, media: ObjectId, query: Ticket) -> None:
        """A picture that is not public yet, for WeChat's content check alone."""
        expected = _mark(self.services.vault, media, query.until)
        is_over = query.until < self.services.store.now().timestamp()
        if is_over or not hmac.compare_digest(expected, query.mark):
            raise NotFound
        await self.show(media, "960")

    async def require_sight(self, medium: Medium) -> None:
        """The ticket has been looked at. What WeChat cannot read is shown to nobody."""
        if medium.blob("960").type not in (JPEG, PNG):
            raise NotFound


def ticket_url(base: str, vault: Vault, at: datetime, medium: ObjectId) -> str:
    """Where WeChat may fetch the picture for an hour; "" where we have no public address."""
    if not base:
        return ""
    until = int(at.timestamp()) + FETCH_SECONDS
    mark = _mark(vault, medium, until)
    return f"{base.rstrip('/')}{PICTURES}/{medium}?until={until}&mark={mark}"


def _mark(vault: Vault, medium: ObjectId, until: int) -> str:
    return vault.lookup(f"picture of a check:{medium}:{until}")


routes = [
    Route("/divisions/{division}/checks", ChecksOfDivision),
    Route("/checks/{check}/decision", OneDecision),
    Route("/checks/pictures/{media}", PictureForWeChat),
]
