"""Disclosures: drafted by clerks, published by secretaries, corrected by revisions, open to all."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.markdown import to_text
from handlers.paths import LOADERS
from handlers.posts import Body, NewAttachment, Reason, Title, Version
from handlers.routing import Route
from handlers.texts import text_of
from models.base import Day, Id, Instant, Value
from models.disclosures import (
    CATEGORIES,
    Category,
    Disclosure,
    DisclosureState,
    Entry,
    Statement,
)
from models.posts import Attachment

# A year, half-year, quarter or month.
PERIOD = r"^20\d\d(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?$"
# Ten billion yuan in fen; two thousand such lines add up to what JavaScript still counts exactly.
MOST_FEN = 10**12
MOST_ENTRIES = 2_000

Words = Annotated[str, StringConstraints(max_length=60)]


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
    """What a clerk writes; `body` is Markdown, `period` like 2026, 2026H1, 2026Q3 or 2026-08."""

    category: Category
    title: Title
    period: Annotated[str, StringConstraints(pattern=PERIOD)]
    body: Body = ""
    entries: Annotated[tuple[NewEntry, ...], Field(max_length=MOST_ENTRIES)] = ()
    attachments: Annotated[tuple[NewAttachment, ...], Field(max_length=10)] = ()


class DisclosureEdit(NewDisclosure):
    """The whole text anew; `version` is the one that was read."""

    version: Version


class Approval(Form):
    """Publish the version that was read."""

    version: Version


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
    html: str
    text: str
    entries: tuple[Entry, ...]
    attachments: tuple[Attachment, ...]


class DisclosureLine(Value):
    """A disclosure in its authors' list."""

    id: Id
    division: str
    category: Category
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
    publisher: Id | None
    changed_at: Instant
    published_at: Instant | None


class DisclosureSource(DisclosureLine):
    """A disclosure as its authors see it, with its Markdown source."""

    body: str
    html: str
    entries: tuple[Entry, ...]
    attachments: tuple[Attachment, ...]


class DisclosureHandler(ApiHandler):
    """What all that write disclosures share."""

    async def statement(self, form: NewDisclosure) -> Statement:
        """The form with what is made of its text; it is found by the subjects of its entries."""
        subjects = "\n".join(entry.subject for entry in form.entries)
        text = await self.services.blocking.run(text_of, form.title, form.body, subjects)
        written = form.model_dump(include=set(NewDisclosure.model_fields))
        return Statement(**written, html=text.html, summary=text.summary, tokens=text.tokens)

    async def done(self, what: str, disclosure: Disclosure, note: str = "") -> Disclosure:
        """Audits the act, and makes this process forget what it showed before it."""
        about = f"disclosures/{disclosure.id}"
        replaced = f"disclosures/{disclosure.supersedes}"
        self.touch("disclosures", about, replaced, disclosure.division)
        await self.audit(what, division=disclosure.division, about=about, note=note)
        return disclosure


class AuthorsList(ApiHandler):
    @endpoint(scope="disclosure:read_draft", query=DraftsQuery, returns=Listing[DisclosureLine])
    async def get(self, village: str, query: DraftsQuery) -> object:
        """The village's disclosures in one state, newest first, for those who make them."""
        return await self.services.store.disclosures.of_division(
            village, query.state, after=query.after, limit=query.limit
        )


class Board(DisclosureHandler):
    @endpoint(scope=None, query=BoardQuery, returns=Listing[DisclosureCard], shared=True)
    async def get(self, village: str, query: BoardQuery) -> object:
        """What a village has laid open and not replaced since, newest first."""
        categories = CATEGORIES if query.category is None else (query.category,)
        return await self.services.store.disclosures.of_village(
            village, categories, after=query.after, limit=query.limit
        )

    @endpoint(scope="disclosure:draft", body=NewDisclosure, returns=DisclosureSource, status=201)
    async def post(self, village: str, form: NewDisclosure) -> Disclosure:
        """Draft a disclosure of the village."""
        await self.services.store.divisions.by_code(village)
        draft = await self.services.store.disclosures.draft(
            await self.statement(form), division=village, author=self.actor.known().account
        )
        return await self.done("disclosure.draft", draft)


class OneDisclosure(DisclosureHandler):
    @endpoint(scope=None, returns=DisclosureView, shared=True)
    async def get(self, disclosure: Disclosure) -> DisclosureView:
        """A published disclosure; one that was replaced stays readable and says so."""
        shown = disclosure.in_public().model_dump(include=set(DisclosureView.model_fields))
        return DisclosureView(**shown, text=to_text(disclosure.html))

    @endpoint(scope="disclosure:draft")
    async def delete(self, disclosure: Disclosure) -> None:
        """Discard a draft."""
        await self.services.store.disclosures.discard(disclosure.id)
        await self.done("disclosure.discard", disclosure)


class SourceOfDisclosure(DisclosureHandler):
    @endpoint(scope="disclosure:read_draft", returns=DisclosureSource)
    async def get(self, disclosure: Disclosure) -> Disclosure:
        """The disclosure as its authors see it, in any state."""
        return disclosure

    @endpoint(scope="disclosure:draft", body=DisclosureEdit, returns=DisclosureSource)
    async def put(self, disclosure: Disclosure, form: DisclosureEdit) -> Disclosure:
        """Replace the text of a draft."""
        changed = await self.services.store.disclosures.edit(
            disclosure.id,
            await self.statement(form),
            version=form.version,
            writer=self.actor.known().account,
        )
        return await self.done("disclosure.edit", changed)


class PublicationOfDisclosure(DisclosureHandler):
    @endpoint(scope="disclosure:publish", body=Approval, returns=DisclosureSource)
    async def put(self, disclosure: Disclosure, form: Approval) -> Disclosure:
        """Publish a draft that somebody else wrote."""
        published = await self.services.store.disclosures.publish(
            disclosure.id, version=form.version, publisher=self.actor.known().account
        )
        return await self.done("disclosure.publish", published)


class RevisionsOfDisclosure(DisclosureHandler):
    @endpoint(
        scope=None,
        query=Paging,
        returns=Listing[RevisionCard],
        shared=True,
        topics=("disclosures",),
    )
    async def get(self, disclosure: Disclosure, query: Paging) -> object:
        """All published revisions, the first one first, each with its reason."""
        disclosure.in_public()
        return await self.services.store.disclosures.revisions(
            disclosure.chain, after=query.after, limit=query.limit
        )

    @endpoint(scope="disclosure:draft", body=Correction, returns=DisclosureSource, status=201)
    async def post(self, disclosure: Disclosure, form: Correction) -> Disclosure:
        """Begin a correction: a draft that is a copy, to be changed and then published."""
        draft = await self.services.store.disclosures.revise(
            disclosure, reason=form.reason, author=self.actor.known().account
        )
        return await self.done("disclosure.revise", draft, note=form.reason)


LOADERS["disclosure"] = lambda store, disclosure_id: store.disclosures.get(disclosure_id)

routes = [
    Route("/villages/{village}/disclosures", Board),
    Route("/villages/{village}/disclosures/authors", AuthorsList),
    Route("/disclosures/{disclosure}", OneDisclosure),
    Route("/disclosures/{disclosure}/source", SourceOfDisclosure),
    Route("/disclosures/{disclosure}/publication", PublicationOfDisclosure),
    Route("/disclosures/{disclosure}/revisions", RevisionsOfDisclosure),
]
