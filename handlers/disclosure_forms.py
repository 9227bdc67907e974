"""What clerks send and readers get of disclosures; knows no handlers and no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

from handlers.forms import Form, Paging
from handlers.post_forms import Body, NewAttachment, Reason, Title, Version
from models.accounts import Role
from models.base import Day, Id, Instant, Value
from models.catalogue.filling import MOST_ROWS
from models.desks import Desk
from models.disclosures import (
    Category,
    DisclosureState,
    Entry,
    FieldValue,
    Meeting,
    Table,
)
from models.disclosures.flow import ActName, Remark, Step
from models.disclosures.meeting import MeetingKind
from models.disclosures.money import MOST_FEN
from models.posts import Attachment
from models.publications import Audience

# A year, half-year, quarter or month, or the day of an event (`.2` for the second of that day).
PERIOD = r"^20\d\d(H[12]|Q[1-4]|-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(\.\d{1,2})?)?)?$"
# An item of the catalogue.
ITEM = r"^([VPF]\d\d|X\d{6,12}-[0-9a-f]{6})$"
# Lines of one disclosure, and how many of them it shows at once; the others are paged.
MOST_ENTRIES = 10_000
ENTRIES_SHOWN = 2_000

Words = Annotated[str, StringConstraints(max_length=60)]
Note = Annotated[str, StringConstraints(max_length=500)]
Balance = Annotated[int, Field(ge=-MOST_FEN, le=MOST_FEN, strict=True)]


def _of_a_real_day(period: str) -> str:
    """The day of an event must be one: the pattern alone lets 2026-02-31 pass."""
    if len(period) >= len("2026-02-31"):
        date.fromisoformat(period.partition(".")[0])
    return period


Period = Annotated[str, StringConstraints(pattern=PERIOD), AfterValidator(_of_a_real_day)]


class NewEntry(Form):
    """One line of money; `amount` is in fen, and positive in both ways."""

    on: Day
    way: Literal["income", "expense"]
    amount: Annotated[int, Field(ge=1, le=MOST_FEN, strict=True)]
    subject: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    counterpart: Words = ""
    handled_by: Words = ""
    approved_by: Words = ""
    voucher_number: Words = ""
    vouchers: Annotated[tuple[Id, ...], Field(max_length=10)] = ()


class NewMeeting(Form):
    """The meeting that decided it; numbers are people."""

    kind: MeetingKind
    on: Day
    expected: Annotated[int, Field(ge=1, le=100_000)]
    present: Annotated[int, Field(ge=0, le=100_000)]
    votes_for: Annotated[int, Field(ge=0, le=100_000)]
    votes_against: Annotated[int, Field(ge=0, le=100_000)] = 0
    resolution: Annotated[str, StringConstraints(max_length=2000)] = ""


class NewDisclosure(Form):
    """What a clerk writes; `body` is Markdown, `period` like 2026, 2026H1, 2026Q3 or 2026-08.

    With `item`, publishing it meets the village's obligation of that item and period; the period
    of an event is that of its obligation, `2026-11-21`. `fields` and `rows` are what the item's
    form asks for, by the names of its elements: texts, days, numbers, amounts in fen, pictures.
    """

    category: Category
    item: Annotated[str, StringConstraints(pattern=ITEM)] | None = None
    title: Title
    period: Period
    body: Body = ""
    fields: Annotated[dict[str, object], Field(max_length=50)] = Field({})
    rows: Annotated[tuple[dict[str, object], ...], Field(max_length=MOST_ROWS)] = ()
    opening: Balance | None = None
    closing: Balance | None = None
    continuity_reason: Note = ""
    nothing_note: Note = ""
    meeting: NewMeeting | None = None
    entries: Annotated[tuple[NewEntry, ...], Field(max_length=MOST_ENTRIES)] = ()
    attachments: Annotated[tuple[NewAttachment, ...], Field(max_length=10)] = ()


class DisclosureEdit(NewDisclosure):
    """The whole text anew; `version` is the one that was read. `keep_entries` leaves the entries
    as they are, so that ten thousand of them need not be sent for a new title."""

    version: Version
    keep_entries: bool = False


class Submission(Form):
    """Hand in the version that was read."""

    version: Version
    note: Note = ""


class Review(Submission):
    """Pass it on. What stands inside of its attachments nobody can look through but the reviewer,
    who says that they did."""

    files_read: bool = False


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
    """Which category; all if none is named. `archive`: only what no longer hangs on the board, or
    (false) only what does."""

    category: Category | None = None
    archive: bool | None = None


class DraftsQuery(Paging):
    """Which of a village's disclosures."""

    state: DisclosureState = "draft"


class DisclosureCard(Value):
    """A disclosure in a list; totals in fen. What is for `residents` has its text at
    `/for-residents`."""

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
    audience: Audience = "all"
    published_at: Instant
    board_until: Day | None
    retention: str | None
    on_board: bool = False


class RevisionCard(DisclosureCard):
    """A revision of a disclosure, and why it was made."""

    state: DisclosureState
    revision_reason: str | None


def _last_way(steps: object) -> object:
    """Of all steps, those of the last way from the clerk to the board."""
    told: list[object] = []
    for step in steps if isinstance(steps, Sequence) else ():
        act = step["act"] if isinstance(step, Mapping) else step.act
        if act == "submit":
            told = []
        elif act == "lapse":
            told.pop()
        if act in ("submit", "pass", "schedule", "publish"):
            told.append(step)
    return told


class ShownStep(Value):
    """A step as readers see it: in which role it was done and when; the worker has no role."""

    act: ActName
    role: Role | None
    at: Instant


class DisclosureView(RevisionCard):
    """A published disclosure, whole. `superseded_by` is the id of the revision to read instead;
    `steps` say that it was handed in, reviewed and approved, and when."""

    steps: Annotated[tuple[ShownStep, ...], BeforeValidator(_last_way)]
    chain: Id
    supersedes: Id | None
    superseded_by: Id | None
    html: str
    text: str
    fields: tuple[FieldValue, ...]
    table: Table | None
    opening: int | None
    closing: int | None
    continuity_reason: str
    nothing_note: str
    meeting: Meeting | None
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
    fields: tuple[FieldValue, ...]
    table: Table | None
    opening: int | None
    closing: int | None
    continuity_reason: str
    nothing_note: str
    meeting: Meeting | None
    entries: tuple[Entry, ...]
    attachments: tuple[Attachment, ...]
    steps: tuple[Step, ...]
    remarks: tuple[Remark, ...]
