"""What clerks send and readers get of disclosures; knows no handlers and no database."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from handlers.forms import Form, Paging
from handlers.post_forms import Body, NewAttachment, Reason, Title, Version
from models.base import Day, Id, Instant, Value
from models.desks import Desk
from models.disclosures import Category, DisclosureState, Entry
from models.disclosures.flow import Remark, Step
from models.posts import Attachment

# A year, half-year, quarter or month, or the day of an event (`.2` for the second of that day).
PERIOD = r"^20\d\d(H[12]|Q[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(\.\d{1,2})?)?)?$"
# An item of the catalogue.
ITEM = r"^([VPF]\d\d|X\d{6,12}-[0-9a-f]{6})$"
# Ten billion yuan in fen; two thousand such lines add up to what JavaScript still counts exactly.
MOST_FEN = 10**12
MOST_ENTRIES = 2_000

Words = Annotated[str, StringConstraints(max_length=60)]
Note = Annotated[str, StringConstraints(max_length=500)]


class NewEntry(Form):
    """One line of money; `amount` is in fen, and positive in both ways."""

    on: Day
    way: Literal["income", "expense"]
    amount: Annotated[int, Field(ge=1, le=MOST_FEN, strict=True)]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    counterpart: Words = ""
    handled_by: Words = ""
    approved_by: Words = ""
    vouchers: Annotated[tuple[Id, ...], Field(max_length=10)] = ()


class NewDisclosure(Form):
    """What a clerk writes; `body` is Markdown, `period` like 2026, 2026H1, 2026Q3 or 2026-08.

    With `item`, publishing it meets the village's obligation of that item and period; the period
    of an event is that of its obligation, `2026-11-21`.
    """

    category: Category
    item: Annotated[str, StringConstraints(pattern=ITEM)] | None = None
    title: Title
    period: Annotated[str, StringConstraints(pattern=PERIOD)]
    body: Body = ""
    entries: Annotated[tuple[NewEntry, ...], Field(max_length=MOST_ENTRIES)] = ()
    attachments: Annotated[tuple[NewAttachment, ...], Field(max_length=10)] = ()


class DisclosureEdit(NewDisclosure):
    """The whole text anew; `version` is the one that was read."""

    version: Version


class Submission(Form):
    """Hand in the version that was read, or pass it on after the review."""

    version: Version
    note: Note = ""


class Approval(Submission):
    """Publish the version that was read, at once or at an instant to come."""

    at: AwareDatetime | None = None


class NewRemark(Form):
    """Why it cannot stay as it is: `path` names the field as an error would, `body` all of it."""

    path: Annotated[str, StringConstraints(pattern=r"^body(\.[^.\s]{1,60}){0,4}$")]
    reason: Reason


class SendingBack(Submission):
    """Back to the clerk, with at least one reason."""

    remarks: Annotated[tuple[NewRemark, ...], Field(min_length=1, max_length=50)]


class Correction(Form):
    """Why a published disclosure must be corrected; readers are told."""

    reason: Reason


class BoardQuery(Paging):
    """Which category; all if none is named."""

    category: Category | None = None


class DraftsQuery(Paging):
    """Which of a village's disclosures."""

    state: DisclosureState = "draft"


class DisclosureCard(Value):
    """A disclosure in a list; totals in fen."""

    id: Id
    division: str
    category: Category
    item: str | None
    title: str
    period: str
    summary: str
    income: int
    expense: int
    entry_count: int
    revision: int
    published_at: Instant


class RevisionCard(DisclosureCard):
    """A revision of a disclosure, and why it was made."""

    state: DisclosureState
    revision_reason: str | None


class DisclosureView(RevisionCard):
    """A published disclosure, whole. `superseded_by` is the id of the revision to read instead."""

    chain: Id
    supersedes: Id | None
    superseded_by: Id | None
    board_until: Day | None
    retention: str | None
    html: str
    text: str
    entries: tuple[Entry, ...]
    attachments: tuple[Attachment, ...]


class DisclosureLine(Value):
    """A disclosure in its authors' list."""

    id: Id
    division: str
    category: Category
    item: str | None
    title: str
    period: str
    income: int
    expense: int
    entry_count: int
    state: DisclosureState
    version: int
    chain: Id
    revision: int
    revision_reason: str | None
    author: Id
    reviewer: Id | None
    publisher: Id | None
    changed_at: Instant
    published_at: Instant | None
    desk: Desk | None
    waits_since: Instant | None
    review_due_at: Instant | None
    publish_at: Instant | None
    board_until: Day | None
    retention: str | None


class DisclosureSource(DisclosureLine):
    """A disclosure as its authors see it, with its Markdown source, every step that was taken,
    and the reasons for which it was sent back to where it is now."""

    body: str
    html: str
    entries: tuple[Entry, ...]
    attachments: tuple[Attachment, ...]
    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...]
