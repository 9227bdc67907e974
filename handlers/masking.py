"""Personal data in a disclosure: shown in its place, decided about, confirmed, and the originals.

What a value really is, is told here to those alone who write and check the disclosure. Knows not
how anything is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from bson import ObjectId
from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.disclosure_flow import FlowHandler, refuse_stale
from handlers.disclosure_forms import DisclosureView
from handlers.disclosures import DisclosureHandler
from handlers.forms import Form
from handlers.markdown import to_text
from handlers.messages import PERSONAL_DATA
from handlers.post_forms import Version
from handlers.routing import Route
from models.base import Id, Value
from models.disclosures import Disclosure, Entry, FieldValue, Table
from models.disclosures.flow import UNPUBLISHED
from models.disclosures.laying import Written
from models.errors import Invalid, Mistake, NotFound
from models.masking import (
    NEVER_SHOWN,
    SHOWN_TO_RESIDENTS,
    Decided,
    Decision,
    Finding,
    How,
    undecided,
)
from models.posts import Attachment

SHORTEST_REASON = 5
Why = Annotated[str, StringConstraints(max_length=200)]


class FindingView(Value):
    """One finding in its place: `[start, end)` of the text at `path`, `words` around it, and what
    stands there once it is covered. `start` is -1 where marks hide it: then it must be rewritten.
    """

    path: str
    start: int
    end: int
    kind: str
    name: str
    words: str
    covered: str
    how: How | None
    reason: str
    confirmed: bool


class MaskingView(Value):
    """What was found in the version, and how many places still wait for the clerk or overseer."""

    version: int
    findings: tuple[FindingView, ...]
    undecided: int
    unconfirmed: int


class NewDecision(Form):
    """What becomes of one finding; showing it (`justify`, `residents`) needs a reason."""

    path: Annotated[str, StringConstraints(max_length=200)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    how: How
    reason: Why = ""


class NewDecisions(Form):
    """Decisions about the version that was read; `mask_rest` covers whatever is undecided."""

    version: Version
    decisions: Annotated[tuple[NewDecision, ...], Field(max_length=2_000)] = ()
    mask_rest: bool = False


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
        return view_of(disclosure, await self.found(disclosure))

    @endpoint(scope="disclosure:draft", body=NewDecisions, returns=MaskingView)
    async def put(self, disclosure: Disclosure, form: NewDecisions) -> MaskingView:
        """Decide: cover in part, show to everybody with a reason, or (names) to residents only.

        What was decided before stays, where nothing else is said of it.
        """
        found, writer = await self.found(disclosure), self.actor.known().account
        given = self._read(form, found, disclosure.decisions, writer)
        changed = await self.services.store.disclosures.decide(
            disclosure,
            [*given, *_kept(disclosure.decisions, given)],
            version=form.version,
            writer=writer,
        )
        return view_of(await self.done("disclosure.mask", changed), found)

    def _read(
        self,
        form: NewDecisions,
        found: Sequence[Finding],
        before: Sequence[Decision],
        writer: ObjectId,
    ) -> tuple[Decision, ...]:
        """The decisions of a form; raises `Invalid` for all that cannot be."""
        places = {(f.place, f.start, f.end): f for f in found if f.is_placed}
        pairs, mistakes = [], []
        for number, new in enumerate(form.decisions):
            finding = places.get((new.path, new.start, new.end))
            if finding is None:
                mistakes.append(Mistake(f"body.decisions.{number}", "no_such_finding"))
            elif code := _objection(new, finding):
                mistakes.append(Mistake(f"body.decisions.{number}.{code[0]}", code[1]))
            else:
                pairs.append((finding, new))
        if mistakes:
            raise Invalid(mistakes)
        at = self.services.store.now()
        made = [_decision(f, n.how, n.reason, writer, at) for f, n in pairs]
        if form.mask_rest:
            rest = undecided(found, [*made, *before])
            made += [_decision(f, "mask", "", writer, at) for f in rest if f.is_placed]
        return tuple(made)


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
        return view_of(await self.done("disclosure.confirm_shown", agreed), found)


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


def view_of(disclosure: Disclosure, found: Sequence[Finding]) -> MaskingView:
    """All findings with what was decided about each."""
    book = Decided(disclosure.decisions)
    decided = [(finding, book.on(finding)) for finding in found]
    return MaskingView(
        version=disclosure.version,
        findings=tuple(_finding(finding, decision) for finding, decision in decided),
        undecided=sum(decision is None for _, decision in decided),
        unconfirmed=sum(bool(decision and decision.needs_confirmation) for _, decision in decided),
    )


def _finding(finding: Finding, decision: Decision | None) -> FindingView:
    fields = finding.model_dump(include={"start", "end", "kind", "words", "covered"})
    return FindingView(
        **fields,
        path=finding.place,
        name=PERSONAL_DATA[finding.kind],
        how=decision and decision.how,
        reason=decision.reason if decision else "",
        confirmed=decision is not None and not decision.needs_confirmation,
    )


def _objection(new: NewDecision, finding: Finding) -> tuple[str, str] | None:
    """The field and the code of what speaks against a decision."""
    if new.how == "mask":
        return None
    if finding.kind in NEVER_SHOWN:
        return "how", "never_shown"
    if new.how == "residents" and finding.kind not in SHOWN_TO_RESIDENTS:
        return "how", "only_names_inside"
    return ("reason", "shown_without_reason") if len(new.reason) < SHORTEST_REASON else None


def _decision(finding: Finding, how: How, reason: str, by: ObjectId, at: datetime) -> Decision:
    fields = finding.model_dump(include={"path", "start", "end", "kind", "digest"})
    return Decision(**fields, how=how, reason=reason, by=by, at=at)


def _kept(before: Sequence[Decision], given: Sequence[Decision]) -> list[Decision]:
    """What was decided before about anything that the new decisions do not speak of."""
    said = {(d.path, d.kind, d.digest) for d in given}
    return [d for d in before if (d.path, d.kind, d.digest) not in said]


routes = [
    Route("/disclosures/{disclosure}/masking", MaskingOfDisclosure),
    Route("/disclosures/{disclosure}/masking/confirmation", ConfirmationOfMasking),
    Route("/disclosures/{disclosure}/original", OriginalOfDisclosure),
    Route("/disclosures/{disclosure}/for-residents", DisclosureForResidents),
]
