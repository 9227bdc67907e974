"""Disclosures: drafted by clerks, corrected by revisions, open to all once they are published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from bson import ObjectId

from handlers.base import ApiHandler, endpoint
from handlers.disclosure_forms import (
    ENTRIES_SHOWN,
    BoardQuery,
    Correction,
    DisclosureCard,
    DisclosureEdit,
    DisclosureLine,
    DisclosureSource,
    DisclosureView,
    DraftsQuery,
    NewDisclosure,
    RevisionCard,
)
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.markdown import to_text
from handlers.paths import LOADERS
from handlers.publishing_gate import Gate
from handlers.routing import Route
from handlers.texts import text_of
from models.base import Page
from models.catalogue import Item
from models.catalogue.filling import filled
from models.disclosures import CATEGORIES, Disclosure, Entry, Statement
from models.disclosures.flow import UNPUBLISHED
from models.disclosures.laying import Written
from models.disclosures.money import repeated_vouchers
from models.errors import Invalid, Mistake
from models.feedback.documents import desks_of
from models.masking import Decided, Finding
from models.uploads import Uploads

Card = TypeVar("Card", bound=DisclosureCard)


class DisclosureHandler(ApiHandler):
    """What all that write disclosures share."""

    async def statement(
        self, form: NewDisclosure, village: str, entries: Sequence[Entry] | None = None
    ) -> Statement:
        """The form with what is made of its text; it is found by the subjects of its entries.

        Raises `Invalid` for what is not of its type. What is missing is not asked for yet.
        """
        item = await self._item(form, village)
        fields, table = filled(item, form.fields, form.rows)
        lines = tuple(Entry.model_validate(e) for e in form.entries) if entries is None else entries
        if repeated := repeated_vouchers(lines):
            raise Invalid(repeated)
        subjects = "\n".join(entry.subject for entry in lines)
        text = await self.services.blocking.run(text_of, form.title, form.body, subjects)
        names = set(Statement.model_fields) - {"fields", "entries"}
        written = form.model_dump(include=names)
        made = {"html": text.html, "summary": text.summary, "tokens": text.tokens}
        return Statement(**written, **made, fields=fields, table=table, entries=tuple(lines))

    async def _item(self, form: NewDisclosure, village: str) -> Item | None:
        """Raises `Invalid` for an item that the village's catalogue has not, or elsewhere."""
        if form.item is None:
            return None
        item = await self.item_of(form.item, village)
        if item is None:
            raise Invalid([Mistake("body.item", "item_unknown")])
        if item.category != form.category:
            raise Invalid([Mistake("body.category", "item_category")])
        return item

    async def item_of(self, item_id: str | None, village: str) -> Item | None:
        """The item as it stands for the village today; None if there is none."""
        if item_id is None:
            return None
        store = self.services.store
        catalogue = await store.catalogue_changes.over(village)
        return catalogue.items(village, store.obligations.today).get(item_id)

    @property
    def gate(self) -> Gate:
        """What looks for personal data before anything goes out."""
        return Gate(self.services.vault, self.services.blocking.run)

    async def in_sight(self, disclosure: Disclosure) -> Disclosure:
        """The disclosure as the asker may see it before it is out; raises `Unavailable` where it
        cannot be told what is personal in it."""
        if disclosure.state not in UNPUBLISHED or self._wrote(disclosure):
            return disclosure
        found = await self.gate.findings(Written.in_(disclosure).plain())
        if await self.sees_all_of(disclosure, found):
            return disclosure
        return await self.gate.draft_for_others(disclosure, found)

    async def sees_all_of(self, disclosure: Disclosure, found: Sequence[Finding]) -> bool:
        """Whether the asker may read what is personal in a draft: who works for the village, and
        at whose desk it lies. Each reading by another than its writers is logged."""
        if self._wrote(disclosure):
            return True
        decided = Decided(disclosure.decisions)
        if all(decided.how(one) == "justify" for one in found):
            return True
        village = disclosure.division
        here = self.actor.grants_for("disclosure:read_original", village)
        if not here and disclosure.desk not in desks_of(self.actor.viewer):
            return False
        about = f"disclosures/{disclosure.id}"
        await self.audit("disclosure.read_original", division=village, about=about)
        return True

    def _wrote(self, disclosure: Disclosure) -> bool:
        return self.actor.account in disclosure.writers

    async def lines(self, page: Page[Disclosure]) -> Listing[DisclosureLine]:
        """A list of drafts; what is personal is read in the draft, where it is logged."""
        shown = page.items
        if any(one.state in UNPUBLISHED for one in shown):
            shown = await self.gate.with_covered_titles(shown)
        items = tuple(DisclosureLine.model_validate(one) for one in shown)
        return Listing[DisclosureLine](items=items, next=page.next)

    def uploads_of(self, disclosure: Disclosure) -> Uploads:
        """The uploads of a disclosure and its other revisions, to be changed together with it."""
        return Uploads(
            self.services.store.media,
            about=disclosure.about,
            division=disclosure.division,
            had=disclosure.references,
        )

    def with_board(self, view: type[Card], disclosure: Disclosure) -> Card:
        """The disclosure in a list, with whether it still hangs on the board."""
        on_board = self.services.store.disclosures.is_on_board(disclosure)
        return view.model_validate(disclosure).model_copy(update={"on_board": on_board})

    async def done(self, what: str, disclosure: Disclosure, note: str = "") -> Disclosure:
        """Audits the act, and makes this process forget what it showed before it."""
        about = f"disclosures/{disclosure.id}"
        replaced = f"disclosures/{disclosure.supersedes}"
        self.touch("disclosures", about, replaced, disclosure.division)
        await self.audit(what, division=disclosure.division, about=about, note=note)
        return disclosure


class AuthorsList(DisclosureHandler):
    @endpoint(scope="disclosure:read_draft", query=DraftsQuery, returns=Listing[DisclosureLine])
    async def get(self, village: str, query: DraftsQuery) -> object:
        """The village's disclosures in one state, newest first, for those who make them."""
        return await self.lines(
            await self.services.store.disclosures.of_division(
                village, query.state, after=query.after, limit=query.limit
            )
        )


class Board(DisclosureHandler):
    @endpoint(scope=None, query=BoardQuery, returns=Listing[DisclosureCard], shared=True)
    async def get(self, village: str, query: BoardQuery) -> object:
        """What a village has laid open and not replaced since, newest first; of the board alone,
        or of the archive, what was (or will be) taken down last."""
        disclosures, after, limit = self.services.store.disclosures, query.after, query.limit
        categories = CATEGORIES if query.category is None else (query.category,)
        if query.archive is None:
            page = await disclosures.of_village(village, categories, after=after, limit=limit)
        else:
            page = await disclosures.of_board(
                village, categories, archive=query.archive, after=after, limit=limit
            )
        cards = tuple(self.with_board(DisclosureCard, shown) for shown in page.items)
        return Listing[DisclosureCard](items=cards, next=page.next)

    @endpoint(scope="disclosure:draft", body=NewDisclosure, returns=DisclosureSource, status=201)
    async def post(self, village: str, form: NewDisclosure) -> Disclosure:
        """Draft a disclosure of the village."""
        store, author, first_id = self.services.store, self.actor.known().account, ObjectId()
        await store.divisions.by_code(village)
        statement = await self.statement(form, village)

        async def draft(session: Any) -> Disclosure:
            return await store.disclosures.draft(
                statement, division=village, author=author, first_id=first_id, session=session
            )

        uploads = Uploads(store.media, about=f"disclosures/{first_id}", division=village)
        drafted = await uploads.replace(statement.references, draft, owner=author)
        return await self.done("disclosure.draft", drafted)


class OneDisclosure(DisclosureHandler):
    @endpoint(scope=None, returns=DisclosureView, shared=True)
    async def get(self, disclosure: Disclosure) -> DisclosureView:
        """A published disclosure; one that was replaced stays readable and says so. Of very many
        entries it shows the first ones: all are at `/entries`, page by page."""
        shown = disclosure.in_public().model_dump(include=set(DisclosureView.model_fields))
        shown["entries"] = shown["entries"][:ENTRIES_SHOWN]
        on_board = self.services.store.disclosures.is_on_board(disclosure)
        return DisclosureView(**shown, text=to_text(disclosure.html), on_board=on_board)

    @endpoint(scope="disclosure:draft")
    async def delete(self, disclosure: Disclosure) -> None:
        """Discard a draft."""
        discard = self.services.store.disclosures.discard

        async def work(session: Any) -> None:
            await discard(disclosure.id, session=session)

        # What an earlier revision shows stays: only a first draft takes its uploads along.
        is_first = disclosure.revision == 1
        await (self.uploads_of(disclosure).release(work) if is_first else work(None))
        await self.done("disclosure.discard", disclosure)


class SourceOfDisclosure(DisclosureHandler):
    @endpoint(scope="disclosure:read_draft", returns=DisclosureSource)
    async def get(self, disclosure: Disclosure) -> Disclosure:
        """The disclosure as its authors see it, in any state. Who follows its way from above sees
        what is personal in it covered; each reading of it by others than its writers is logged."""
        return await self.in_sight(disclosure)

    @endpoint(scope="disclosure:draft", body=DisclosureEdit, returns=DisclosureSource)
    async def put(self, disclosure: Disclosure, form: DisclosureEdit) -> Disclosure:
        """Replace the text of a draft."""
        writer = self.actor.known().account
        kept = disclosure.entries if form.keep_entries else None
        statement = await self.statement(form, disclosure.division, kept)
        statement = await self.gate.with_real_values(statement, disclosure)
        edit = self.services.store.disclosures.edit
        changed = await self.uploads_of(disclosure).replace(
            statement.references,
            lambda session: edit(
                disclosure.id, statement, version=form.version, writer=writer, session=session
            ),
            owner=writer,
            lets_go=disclosure.revision == 1,
        )
        return await self.done("disclosure.edit", changed)


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
        page = await self.services.store.disclosures.revisions(
            disclosure.chain, after=query.after, limit=query.limit
        )
        cards = tuple(self.with_board(RevisionCard, shown) for shown in page.items)
        return Listing[RevisionCard](items=cards, next=page.next)

    @endpoint(scope="disclosure:draft", body=Correction, returns=DisclosureSource, status=201)
    async def post(self, disclosure: Disclosure, form: Correction) -> Disclosure:
        """Begin a correction: a draft that is a copy, to be changed and then published."""
        draft = await self.services.store.disclosures.revise(
            disclosure,
            self.gate.original(disclosure).statement,
            reason=form.reason,
            author=self.actor.known().account,
        )
        return await self.done("disclosure.revise", draft, note=form.reason)


LOADERS["disclosure"] = lambda store, disclosure_id: store.disclosures.get(disclosure_id)

routes = [
    Route("/villages/{village}/disclosures", Board),
    Route("/villages/{village}/disclosures/authors", AuthorsList),
    Route("/disclosures/{disclosure}", OneDisclosure),
    Route("/disclosures/{disclosure}/source", SourceOfDisclosure),
    Route("/disclosures/{disclosure}/revisions", RevisionsOfDisclosure),
]
