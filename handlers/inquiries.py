"""Inquiries: asked by villagers, read by everybody beside the line, listed for who handles them.

Who asked is told to nobody but those who handle it. What is done with one: `inquiry_acts.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.checking import COMMENT, content_event
from handlers.daily import one_of_the_day
from handlers.directory import village_of
from handlers.forms import Paging
from handlers.inquiry_views import (
    DeskQuery,
    InquiriesOfDisclosureQuery,
    InquiryLine,
    InquiryView,
    NewInquiry,
    PublicInquiry,
    public_view,
)
from handlers.listing import Listing
from handlers.notices import notify
from handlers.paths import LOADERS
from handlers.routing import Route
from models.accounts import Account
from models.disclosures import Disclosure
from models.divisions import LENGTHS
from models.errors import Invalid, Mistake
from models.inquiries import Inquiry, Level
from models.inquiries.levels import (
    TOP_OF_SILENCE,
    concerned,
    desk_at,
    levels_of,
    people_at_levels,
)
from models.outbox import Event
from nlp.personal import find_personal, mask

LOADERS["inquiry"] = lambda store, inquiry_id: store.inquiries.get(inquiry_id)

# Who is asked whether something is true; the county where the township is concerned itself.
CHALLENGED: tuple[Level, ...] = ("overseer", "township")
# Who is asked a question: the first of them where somebody is.
ASKED: tuple[Level, ...] = ("village", "overseer")


class InquiryHandler(ApiHandler):
    """What all that change inquiries share."""

    async def officials(self, village: str) -> Sequence[Account]:
        """The village's people and those above."""
        return (await village_of(village, self.services)).officials

    def tell(
        self, kind: str, inquiry: Inquiry, levels: Sequence[Level], officials: Sequence[Account]
    ) -> tuple[Event, ...]:
        """Messages to who works at the levels, but not to who acts nor to whom it concerns."""
        but = [*inquiry.barred, *([inquiry.asker] if inquiry.asker else [])]
        people = people_at_levels(levels, inquiry.division, officials, but)
        others = [person for person in people if person != self.actor.account]
        return notify(kind, others, f"inquiries/{inquiry.id}")

    async def done(self, inquiry: Inquiry) -> InquiryView:
        """Makes this process forget what it showed before, and shows the inquiry."""
        self.touch(*inquiry.targets, "inquiries")
        return await self.shown(inquiry)

    async def shown(self, inquiry: Inquiry) -> InquiryView:
        """The inquiry for who asks: its asker is named to those who handle it."""
        view = InquiryView.model_validate(inquiry)
        if inquiry.asker is None or inquiry.is_owned_by(self.actor.account):
            return view
        name = await self.services.store.bindings.name_in(inquiry.asker, inquiry.division)
        return view.model_copy(update={"asker_name": name})


class InquiriesOfDisclosure(InquiryHandler):
    @endpoint(
        scope=None,
        query=InquiriesOfDisclosureQuery,
        returns=Listing[PublicInquiry],
        shared=True,
        topics=("inquiries",),
    )
    async def get(self, disclosure: Disclosure, query: InquiriesOfDisclosureQuery) -> object:
        """What was asked about a disclosure (or one entry of it) and answered, newest first."""
        inquiries, shown = self.services.store.inquiries, disclosure.in_public()
        after, limit = query.after, query.limit
        if query.line is None:
            page = await inquiries.of_chain(shown.chain, after=after, limit=limit)
        else:
            page = await inquiries.beside(shown.id, query.line, after=after, limit=limit)
        return Listing[PublicInquiry](items=tuple(map(public_view, page.items)), next=page.next)

    @endpoint(scope="inquiry:ask", body=NewInquiry, returns=InquiryView, status=201)
    async def post(self, disclosure: Disclosure, form: NewInquiry) -> InquiryView:
        """Ask about a disclosure of my village, or challenge that it is true."""
        shown = disclosure.in_public()
        if mistakes := mistakes_of(form, shown):
            raise Invalid(mistakes)
        inquiry = await self._inquiry(shown, form)
        store, most = self.services.store, self.services.policy.inquiries_per_day
        asker = self.actor.known().account
        async with one_of_the_day(store, "inquiry", asker, most) as place:
            stored = await store.inquiries.ask(inquiry)
            # One that a lost answer made somebody send again is not another.
            place.is_right = False if stored.id == inquiry.id else None
        return await self.done(stored)

    async def _inquiry(self, shown: Disclosure, form: NewInquiry) -> Inquiry:
        village, store, me = shown.division, self.services.store, self.actor.known().account
        officials = await self.officials(village)
        barred = concerned(shown, officials) if form.kind == "challenge" else ()
        levels = first_levels(form, village, officials, (*barred, me))
        public = form.visibility == "public"
        at, rules = store.now(), self.services.policy.inquiries
        inquiry = Inquiry(
            division=village,
            targets=(f"disclosures/{shown.chain}",),
            disclosure=shown.id,
            chain=shown.chain,
            revision=shown.revision,
            title=shown.title,
            line=form.line,
            subject=subject_of(shown, form.line),
            kind=form.kind,
            visibility=form.visibility,
            asker=me,
            text=form.text,
            shown_text=await self.services.blocking.run(covered, form.text),
            check="waiting" if public else "none",
            levels=levels,
            desks=tuple(desk_at(level, village) for level in levels),
            barred=barred,
            asked_at=at,
            **rules.times(at, is_first=True),
        )
        kind = "inquiry.challenged" if form.kind == "challenge" else "inquiry.asked"
        events = self.tell(kind, inquiry, levels, officials)
        if public:
            about = f"inquiries/{inquiry.id}"
            check = content_event(about, village, me, inquiry.shown_text, scene=COMMENT)
            events = (*events, check)
        return inquiry.model_copy(update={"events": events})


class MyInquiries(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[InquiryLine])
    async def get(self, query: Paging) -> object:
        """My inquiries in all villages, newest first."""
        return await self.services.store.inquiries.of_asker(
            self.actor.known().account, after=query.after, limit=query.limit
        )


class InquiriesOfDivision(InquiryHandler):
    @endpoint(scope="inquiry:handle", query=DeskQuery, returns=Listing[InquiryLine])
    async def get(self, division: str, query: DeskQuery) -> object:
        """What lies at my desk for an area, what is due first first."""
        # Whoever works for an area works for each village of it: one stands for all.
        village = division.ljust(LENGTHS["village"], "0")
        levels = levels_of(self.actor.viewer, village)
        if not levels:
            return Listing[InquiryLine](items=())
        return await self.services.store.inquiries.at_desk(
            desk_at(levels[0], village),
            query.state,
            self.actor.known().account,
            within=division,
            after=query.after,
            limit=query.limit,
        )


class OneInquiry(InquiryHandler):
    @endpoint(scope="inquiry:read", returns=InquiryView)
    async def get(self, inquiry: Inquiry) -> InquiryView:
        """An inquiry, for its asker and for those who handle it."""
        return await self.shown(inquiry)


def first_levels(
    form: NewInquiry, village: str, officials: Sequence[Account], barred: Sequence[ObjectId]
) -> tuple[Level, ...]:
    """Who gets it: the village, or whoever is there above an empty desk; a challenge its overseers,
    where some are free to judge, and the township (or, where nobody is free there, the county)."""

    def is_staffed(level: Level) -> bool:
        return bool(people_at_levels((level,), village, officials, barred))

    if form.kind == "question":
        return (next(filter(is_staffed, ASKED), TOP_OF_SILENCE),)
    free = tuple(filter(is_staffed, CHALLENGED))
    return free if "township" in free else (*free, "county")


def mistakes_of(form: NewInquiry, shown: Disclosure) -> list[Mistake]:
    """A line that is not there; a public question about what only residents may read."""
    found = []
    if form.line is not None and form.line > len(shown.for_residents().entries):
        found.append(Mistake("body.line", "line_unknown"))
    if form.visibility == "public" and shown.audience == "residents":
        # Whoever asks quotes: what is kept inside the village would stand in the question.
        found.append(Mistake("body.visibility", "residents_only"))
    return found


def subject_of(shown: Disclosure, line: int | None) -> str:
    """What everybody is shown of that line's subject."""
    is_there = line is not None and line <= len(shown.entries)
    return shown.entries[line - 1].subject if line and is_there else ""


def covered(text: str) -> str:
    """The text with personal data covered in part."""
    return mask(text, find_personal(text))


routes = [
    Route("/disclosures/{disclosure}/inquiries", InquiriesOfDisclosure),
    Route("/me/inquiries", MyInquiries),
    Route("/divisions/{division}/inquiries", InquiriesOfDivision),
    Route("/inquiries/{inquiry}", OneInquiry),
]
