"""A disclosure as it is written and as it is stored, its money in fen; knows no database."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from models.base import Day, Id, Instant, Row, Value
from models.errors import NotFound
from models.outbox import Event
from models.posts import Attachment, references_of
from models.uploads import Reference
from models.viewers import Placed

Category = Literal["party", "village", "finance"]
CATEGORIES: tuple[Category, ...] = ("party", "village", "finance")
DisclosureState = Literal["draft", "published", "superseded"]


class Entry(Value):
    """One line of the village's money; `amount` is in fen, and always positive."""

    on: Day
    way: Literal["income", "expense"]
    amount: int
    subject: str
    counterpart: str = ""
    handled_by: str = ""
    approved_by: str = ""
    vouchers: tuple[Id, ...] = ()


class Statement(Value):
    """What a clerk writes. `html`, `summary` and `tokens` are made from the text and entries.

    `period` is a year, half-year, quarter or month (`2026`, `2026H1`, `2026Q3`, `2026-08`) or the
    day of an event (`2026-11-21`, with `.2` for the second of that day); with `item`, the id of a
    catalogue item, it names the obligation that is met by publishing.
    """

    category: Category
    item: str | None = None
    title: str
    period: str
    body: str = ""
    html: str = ""
    summary: str = ""
    tokens: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    attachments: tuple[Attachment, ...] = ()

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
        return (*references_of(self.attachments), *vouchers)

    def to_fields(self) -> Row:
        """As it is stored, with the totals that lists show without reading the entries."""
        totals = {"income": self.total("income"), "expense": self.total("expense")}
        written = self.model_dump(exclude_none=True) | {"item": self.item}
        return {**written, **totals, "entry_count": len(self.entries)}


class Disclosure(Statement, Placed):
    """A revision of a disclosure; `chain` is the id of the first one, and equal in all.

    `writers` are all who wrote in it: none of them may publish it.
    """

    income: int = 0
    expense: int = 0
    entry_count: int = 0
    state: DisclosureState = "draft"
    version: int = 1
    chain: Id
    revision: int = Field(1, ge=1)
    supersedes: Id | None = None
    superseded_by: Id | None = None
    revision_reason: str | None = None
    author: Id
    writers: tuple[Id, ...] = ()
    publisher: Id | None = None
    created_at: Instant
    changed_at: Instant
    published_at: Instant | None = None
    events: tuple[Event, ...] = ()

    @property
    def statement(self) -> Statement:
        """What is written in it, without its place in the chain."""
        return Statement(**self.model_dump(include=set(Statement.model_fields)))

    @property
    def about(self) -> str:
        """What its uploads are called to belong to: all revisions share them."""
        return f"disclosures/{self.chain}"

    def in_public(self) -> Disclosure:
        """Itself once it is published: a superseded one stays readable for ever. Else NotFound."""
        if self.state == "draft":
            raise NotFound
        return self


class CategoryCount(Value):
    """How many disclosures of a category a village shows (counted up to 100), and when the newest
    appeared."""

    category: Category
    count: int = 0
    newest_at: Instant | None = None
