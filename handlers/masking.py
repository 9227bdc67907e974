"""Personal data in a disclosure: shown in its place, decided about, confirmed, and the originals.

What a value really is, is told here to those alone who write and check the disclosure. Knows not
how anything is found.
"""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.disclosure_flow import FlowHandler, refuse_stale
from handlers.disclosure_forms import DisclosureView
from handlers.disclosures import DisclosureHandler
from handlers.forms import Form
from handlers.markdown import to_text
from handlers.masking_forms import MaskingView, NewDecisions, given_in, view_of, with_kept
from handlers.post_forms import Version
from handlers.routing import Route
from models.base import Id, Value
from models.disclosures import Disclosure, Entry, FieldValue, Table
from models.disclosures.flow import UNPUBLISHED
from models.disclosures.laying import Written
from models.errors import NotFound
from models.masking import Finding
from models.posts import Attachment


class Agreement(Form):
    """The overseer has read every reason in this version and agrees."""

    version: Version


class OriginalView(Value):
    """What was written before anything was covered."""

    id: Id
    title: str
    body: str
    fields: tuple[FieldValue, ...]
    table: Table | None
    entries: tuple[Entry, ...]
    attachments: tuple[Attachment, ...]
    revision_reason: str | None


class MaskingHandler(DisclosureHandler):
    """What the addresses share."""

    async def found(self, disclosure: Disclosure) -> tuple[Finding, ...]:
        """What is personal in a disclosure on its way; a published one tells nothing any more."""
        if disclosure.state not in UNPUBLISHED:
            raise NotFound
        return await self.gate.findings(Written.in_(disclosure).plain())


class MaskingOfDisclosure(MaskingHandler):
    @endpoint(scope="disclosure:read_draft", returns=MaskingView)
    async def get(self, disclosure: Disclosure) -> MaskingView:
        """Every place with personal data, and what was decided about it."""
        found = await self.found(disclosure)
        if not await self.sees_all_of(disclosure, found):
            # Where it stands and what will be read there, and nothing of what is around it.
            found = tuple(one.model_copy(update={"words": one.covered}) for one in found)
        return view_of(disclosure.version, disclosure.decisions, found)

    @endpoint(scope="disclosure:draft", body=NewDecisions, returns=MaskingView)
    async def put(self, disclosure: Disclosure, form: NewDecisions) -> MaskingView:
        """Decide: cover in part, show to everybody with a reason, or (names) to residents only.

        What was decided before stays, where nothing else is said of it.
        """
        found, writer = await self.found(disclosure), self.actor.known().account
        store, before = self.services.store, disclosure.decisions
        given = given_in(form, found, before, by=writer, at=store.now())
        changed = await store.disclosures.decide(
            disclosure, with_kept(before, given), version=form.version, writer=writer
        )
        await self.done("disclosure.mask", changed)
        return view_of(changed.version, changed.decisions, found)


class ConfirmationOfMasking(MaskingHandler, FlowHandler):
    @endpoint(scope="disclosure:confirm_shown", body=Agreement, returns=MaskingView)
    async def put(self, disclosure: Disclosure, form: Agreement) -> MaskingView:
        """Agree, as its reviewer, that what has a reason is shown. Sending it back refuses it."""
        refuse_stale(disclosure, form.version)
        self.reviewing_hand("disclosure:confirm_shown", disclosure)
        found, by = await self.found(disclosure), self.actor.known().account
        agreed = await self.services.store.disclosures.confirm(
            disclosure, version=form.version, by=by
        )
        await self.done("disclosure.confirm_shown", agreed)
        return view_of(agreed.version, agreed.decisions, found)


class OriginalOfDisclosure(DisclosureHandler):
    @endpoint(scope="disclosure:read_original", returns=OriginalView)
    async def get(self, disclosure: Disclosure) -> OriginalView:
        """What a published disclosure was before anything was covered. Each reading is logged."""
        disclosure.in_public()
        await self.audit(
            "disclosure.read_original",
            division=disclosure.division,
            about=f"disclosures/{disclosure.id}",
        )
        written = self.gate.original(disclosure)
        fields = {
            name: getattr(written.statement, name, None) for name in OriginalView.model_fields
        }
        told = {"id": disclosure.id, "revision_reason": written.revision_reason}
        return OriginalView(**(fields | told))


class DisclosureForResidents(ApiHandler):
    @endpoint(scope="disclosure:read_inside", returns=DisclosureView)
    async def get(self, disclosure: Disclosure) -> DisclosureView:
        """A published disclosure as the village's own people may read it."""
        inside = disclosure.in_public().for_residents()
        shown = inside.model_dump(include=set(DisclosureView.model_fields))
        on_board = self.services.store.disclosures.is_on_board(disclosure)
        return DisclosureView(**shown, text=to_text(inside.html), on_board=on_board)


routes = [
    Route("/disclosures/{disclosure}/masking", MaskingOfDisclosure),
    Route("/disclosures/{disclosure}/masking/confirmation", ConfirmationOfMasking),
    Route("/disclosures/{disclosure}/original", OriginalOfDisclosure),
    Route("/disclosures/{disclosure}/for-residents", DisclosureForResidents),
]
