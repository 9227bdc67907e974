"""A disclosure as it is written and as it is stored, its money in fen; knows no database."""

from __future__ import annotations

from typing import Literal

import bson
from pydantic import Field

from models.base import Day, Id, Instant, Row, Value
from models.desks import Desk
from models.disclosures.fields import FieldValue, Table
from models.disclosures.flow import UNPUBLISHED, DisclosureState, Remark, Step
from models.disclosures.meeting import Meeting
from models.errors import Invalid, Mistake, NotFound
from models.masking import Decision
from models.outbox import Event
from models.posts import Attachment, references_of
from models.publications import Audience
from models.uploads import Reference
from models.viewers import Placed

Category = Literal["party", "village", "finance"]
CATEGORIES: tuple[Category, ...] = ("party", "village", "finance")
# MongoDB takes 16 MB: there are up to four copies, the sealed one a third larger than the others.
MOST_BYTES = 3_500_000
# So few lines are smaller than that, however long their texts are.
FEW_LINES = 500
# What may be left out: stored as null, so that an edit that takes it out takes it out.
OPTIONAL = ("item", "table", "opening", "closing", "meeting")


class Entry(Value):
    """One line of the village's money; `amount` is in fen, and always positive.

    `voucher_number` is that of the ledger, `vouchers` are its pictures.
    """

    on: Day
    way: Literal["income", "expense"]
    amount: int
    subject: str
    counterpart: str = ""
    handled_by: str = ""
    approved_by: str = ""
    voucher_number: str = ""
    vouchers: tuple[Id, ...] = ()


class Statement(Value):
    """What a clerk writes. `html`, `summary` and `tokens` are made from the text and entries.

    `period` is a year, half-year, quarter or month (`2026`, `2026H1`, `2026Q3`, `2026-08`) or the
    day of an event (`2026-11-21`, with `.2` for the second of that day); with `item`, the id of a
    catalogue item, it names the obligation that is met by publishing.

    `fields` and `table` are what the item asks for. `opening` and `closing` (fen) are what was
    there before and after the entries; `continuity_reason` says why the opening is not the closing
    of the period before, `nothing_note` that there was nothing to list; readers see both.
    """

    category: Category
    item: str | None = None
    title: str
    period: str
    body: str = ""
    html: str = ""
    summary: str = ""
    tokens: tuple[str, ...] = ()
    fields: tuple[FieldValue, ...] = ()
    table: Table | None = None
    opening: int | None = None
    closing: int | None = None
    continuity_reason: str = ""
    nothing_note: str = ""
    entries: tuple[Entry, ...] = ()
    meeting: Meeting | None = None
    attachments: tuple[Attachment, ...] = ()

    @property
    def claim_of_it(self) -> str | None:
        """What it is alone in being written for; without an item there may be many."""
        return None if self.item is None else f"{self.item} {self.period}"

    def total(self, way: Literal["income", "expense"]) -> int:
        """The sum in fen, exact: integers only."""
        return sum(entry.amount for entry in self.entries if entry.way == way)

    @property
    def references(self) -> tuple[Reference, ...]:
        """All uploads it refers to."""
        vouchers = [
            Reference(voucher, "picture", f"body.entries.{line}.vouchers.{place}")
            for line, entry in enumerate(self.entries)
            for place, voucher in enumerate(entry.vouchers)
        ]
        pictures = [
            Reference(picture.media, "picture", f"body.fields.{field.name}.{place}.media")
            for field in self.fields
            for place, picture in enumerate(field.pictures)
        ]
        return (*references_of(self.attachments), *pictures, *vouchers)

    def stored(self) -> Row:
        """As it is stored; raises `Invalid` (`statement_too_large`) for what would not fit into one
        document with its copies: the public one, the residents' and the sealed original."""
        fields = self.to_fields()
        lines = len(self.entries) + len(self.table.rows if self.table else ())
        if lines >= FEW_LINES and len(bson.encode(fields)) > MOST_BYTES:
            raise Invalid([Mistake("body", "statement_too_large")])
        return fields

    def to_fields(self) -> Row:
        """As it is stored, with the totals that lists show without reading the entries."""
        totals = {"income": self.total("income"), "expense": self.total("expense")}
        written = dict.fromkeys(OPTIONAL) | self.model_dump(exclude_none=True)
        numbers = sorted({e.voucher_number for e in self.entries if e.voucher_number})
        counted = {"entry_count": len(self.entries), "voucher_numbers": numbers}
        return {**written, **totals, **counted}


class Disclosure(Statement, Placed):
    """A revision of a disclosure; `chain` is the id of the first one, and equal in all.

    `writers` are all who wrote in it or handed it in: none of them may review or publish it, and
    nobody does both. Until it is published its `claim` keeps others from writing the same item and
    period beside it. `desk` is where it waits since `waits_since`; at `alarm_at` a review is late
    or the time of publication has come. `reminded` says that its reviewers were told so.

    Once it is published its texts are those for everybody: `residents` is what the village's own
    people are shown (None: the same), and `original` what was written, sealed by the vault (None:
    nothing was covered). `decisions` say what of the personal data in it is covered.
    """

    income: int = 0
    expense: int = 0
    entry_count: int = 0
    voucher_numbers: tuple[str, ...] = ()
    state: DisclosureState = "draft"
    version: int = 1
    chain: Id
    revision: int = Field(1, ge=1)
    supersedes: Id | None = None
    superseded_by: Id | None = None
    revision_reason: str | None = None
    claim: str | None = None
    author: Id
    writers: tuple[Id, ...] = ()
    reviewer: Id | None = None
    publisher: Id | None = None
    steps: tuple[Step, ...] = ()
    desk: Desk | None = None
    waits_since: Instant | None = None
    review_due_at: Instant | None = None
    publish_at: Instant | None = None
    alarm_at: Instant | None = None
    reminded: bool = False
    created_at: Instant
    changed_at: Instant
    published_at: Instant | None = None
    board_until: Day | None = None
    retention: str | None = None
    decisions: tuple[Decision, ...] = ()
    audience: Audience = "all"
    residents: Statement | None = None
    original: str | None = None
    events: tuple[Event, ...] = ()

    @property
    def statement(self) -> Statement:
        """What is written in it, without its place in the chain."""
        # Its parts are frozen and valid already: ten thousand entries are not copied.
        parts = {name: getattr(self, name) for name in Statement.model_fields}
        return Statement.model_construct(**parts)

    @property
    def inside(self) -> Statement:
        """What the village's own people are shown."""
        return self.residents or self

    @property
    def about(self) -> str:
        """What its uploads are called to belong to: all revisions share them."""
        return f"disclosures/{self.chain}"

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Why a draft was sent back the last time; none if it was not, or is on its way again."""
        sent_back = [step for step in self.steps if step.act == "send_back"]
        return sent_back[-1].remarks if sent_back and self.state == "draft" else ()

    def for_residents(self) -> Disclosure:
        """Itself with the texts that the village's own people are shown."""
        if self.residents is None:
            return self
        totals = {way: self.residents.total(way) for way in ("income", "expense")}
        counted = {**totals, "entry_count": len(self.residents.entries)}
        return self.model_copy(update={**dict(self.residents), **counted})

    def in_public(self) -> Disclosure:
        """Itself once it is published: a superseded one stays readable for ever. Else NotFound."""
        if self.state in UNPUBLISHED:
            raise NotFound
        return self


class CategoryCount(Value):
    """How many disclosures of a category a village shows (counted up to 100), and when the newest
    appeared."""

    category: Category
    count: int = 0
    newest_at: Instant | None = None
