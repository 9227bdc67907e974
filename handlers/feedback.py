"""Cases after they are filed: the lists in which people find them, and what they do with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from bson import ObjectId
from pydantic import Field, StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.case_views import CaseLine, CaseView, case_line, case_view
from handlers.directory import village_of
from handlers.filing import MAX_PICTURES, PHONE_PURPOSE, decide_route, tell
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.notices import notify, recount
from handlers.routing import Route
from models.accounts import Account, Role
from models.base import Id, Page, Value
from models.deadlines import Urgency
from models.desks import Desk, desk_of, people_at
from models.errors import Forbidden, Invalid, Mistake
from models.feedback import Feedback, Rating
from models.feedback.acts import REFUSALS
from models.feedback.changes import By
from models.feedback.documents import State, desks_of
from models.outbox import Event
from nlp.category import LABELS
from nlp.lexicon import TOPICS

Note = Annotated[str, StringConstraints(min_length=2, max_length=2000)]
Reason = Annotated[str, StringConstraints(min_length=2, max_length=200)]


class Change(Form):
    """What every act may carry: the `version` that was seen, to refuse acting on an older one."""

    version: int | None = None


class Answer(Change):
    """The answer to the reporter."""

    text: Note
    pictures: Annotated[tuple[Id, ...], Field(max_length=MAX_PICTURES)] = ()


class Transfer(Change):
    """To whom, and why. What accuses the village's cadres goes to `monitor` or `county` only."""

    role: Literal["secretary", "clerk", "grid_worker", "monitor", "county"]
    reason: Reason


class Refusal(Change):
    """Why, from the fixed list, and where else to turn."""

    reason: Literal[tuple(REFUSALS)]  # type: ignore[valid-type]  # the list is the domain's
    route: Annotated[str, StringConstraints(max_length=200)] = ""


class Correction(Change):
    """What a person says the report is about, and (`role`) who should have had it.

    What was found stays beside it, and the tagger learns from the difference.
    """

    category: Literal[LABELS]  # type: ignore[valid-type]  # the list is the library's
    topics: Annotated[tuple[Literal[TOPICS], ...], Field(min_length=1, max_length=5)]  # type: ignore[valid-type]  # likewise
    urgency: Urgency
    role: Literal["secretary", "clerk", "grid_worker", "monitor", "county"] | None = None


class Withdrawal(Change):
    """Why the reporter takes it back."""

    reason: Annotated[str, StringConstraints(max_length=200)] = ""


class Reopening(Change):
    """What is not done yet."""

    reason: Reason


class NewRating(Change):
    """Whether it is solved, and how content the reporter is (1 to 5)."""

    solved: bool
    content: Annotated[int, Field(ge=1, le=5)]
    note: Annotated[str, StringConstraints(max_length=500)] = ""


class Clarification(Change):
    """Whether the report accuses the village's own cadres."""

    about_cadres: bool


class AreaQuery(Paging):
    """Which cases of an area."""

    state: State | None = None
    about_cadres: bool | None = None


class Contact(Value):
    """How to reach the reporter. Reading it is written down."""

    phone: str


Cases = Listing[CaseLine]


class CaseHandler(ApiHandler):
    """What all handlers of one case share."""

    @property
    def by(self) -> By:
        """Who acts."""
        return By(self.actor.viewer, self.actor.known().name)

    def acting(self, form: Change) -> By:
        """Who acts, on the version they saw."""
        return By(self.actor.viewer, self.actor.known().name, form.version)

    def tell_reporter(self, kind: str, case: Feedback) -> tuple[Event, ...]:
        """Messages to those whose case it is, but not to who acts."""
        people = [person for person in case.people if person != self.actor.account]
        return notify(kind, people, f"feedback/{case.id}")

    async def tell_desk(self, kind: str, case: Feedback, desk: str) -> tuple[Event, ...]:
        """Messages to who works at the desk, but not to who acts."""
        people = people_at(desk, await self.officials(case))
        others = [person.id for person in people if person.id != self.actor.account]
        return notify(kind, others, f"feedback/{case.id}")

    async def officials(self, case: Feedback) -> Sequence[Account]:
        """The village's people and those above."""
        return (await village_of(case.division, self.services)).officials

    async def staffed_desk(self, case: Feedback, role: Role) -> Desk:
        """The desk of that role for the case's village; `Invalid` if nobody works there."""
        desk = desk_of(role, case.division)
        if not people_at(desk, await self.officials(case)):
            raise Invalid([Mistake("body.role", "desk_empty")])
        return desk

    def view(self, case: Feedback) -> CaseView:
        """The case for who asks."""
        return case_view(case, self.actor.viewer)


def _lines(page: Page[Feedback]) -> Page[CaseLine]:
    return Page(tuple(case_line(case) for case in page.items), page.next)


class MyFeedback(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Cases)
    async def get(self, query: Paging) -> Page[CaseLine]:
        """My cases and those of people I act for, newest first."""
        account = self.actor.known().account
        return _lines(
            await self.services.store.feedback.of_person(
                account, after=query.after, limit=query.limit
            )
        )


class Inbox(ApiHandler):
    @endpoint(scope="feedback:handle", query=Paging, returns=Cases)
    async def get(self, query: Paging) -> Page[CaseLine]:
        """Open cases at my desks, the one due first at the top."""
        desks = desks_of(self.actor.viewer)
        return _lines(
            await self.services.store.feedback.inbox(desks, after=query.after, limit=query.limit)
        )


class FeedbackOfArea(ApiHandler):
    @endpoint(scope="feedback:handle", query=AreaQuery, returns=Cases)
    async def get(self, division: str, query: AreaQuery) -> Page[CaseLine]:
        """Cases of a village, township or county that I may see, newest first."""
        page = await self.services.store.feedback.in_area(
            division,
            self.actor.viewer,
            state=query.state,
            about_cadres=query.about_cadres,
            after=query.after,
            limit=query.limit,
        )
        return _lines(page)


class OneCase(CaseHandler):
    @endpoint(scope="feedback:read", returns=CaseView)
    async def get(self, case: Feedback) -> CaseView:
        """One case with its history."""
        return self.view(case)


class CaseContact(CaseHandler):
    @endpoint(scope="feedback:handle", returns=Contact)
    async def get(self, case: Feedback) -> Contact:
        """The reporter's phone number; who reads it is written into the audit log."""
        if not set(case.desks) & set(desks_of(self.actor.viewer)):
            raise Forbidden("not_your_case")
        if case.visibility == "sealed" or case.phone is None:
            raise Forbidden("contact_sealed")
        await self.audit("feedback.contact", division=case.division, about=f"feedback/{case.id}")
        return Contact(phone=self.services.vault.open(case.phone, PHONE_PURPOSE))


class Acceptance(CaseHandler):
    @endpoint(scope="feedback:handle", body=Change, returns=CaseView)
    async def post(self, case: Feedback, form: Change) -> CaseView:
        """Accept: I have it, and the reporter is told."""
        events = self.tell_reporter("feedback.accepted", case)
        return self.view(await self.services.store.feedback.accept(case, self.acting(form), events))


class AnswerToCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Answer, returns=CaseView)
    async def post(self, case: Feedback, form: Answer) -> CaseView:
        """Answer; the reporter is told and asked what they say of it."""
        store, by = self.services.store, self.acting(form)
        events = self.tell_reporter("feedback.answered", case)

        async def answer(session: object = None) -> Feedback:
            if form.pictures:
                await store.media.attach(
                    form.pictures,
                    about=f"feedback/{case.id}",
                    division=case.division,
                    public=False,
                    owner=self.actor.known().account,
                    session=session,
                )
            return await store.feedback.answer(
                case, by, form.text, form.pictures, events, session=session
            )

        changed = await (store.db.in_transaction(answer) if form.pictures else answer())
        return self.view(changed)


class TransferOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Transfer, returns=CaseView)
    async def post(self, case: Feedback, form: Transfer) -> CaseView:
        """Pass on to another desk, which must have somebody at it."""
        desk = await self.staffed_desk(case, form.role)
        told = await self.tell_desk("feedback.transferred", case, desk)
        events = (*told, *self.tell_reporter("feedback.moved", case))
        changed = await self.services.store.feedback.transfer(
            case, self.acting(form), desk, form.reason, events
        )
        return self.view(changed)


class RefusalOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Refusal, returns=CaseView)
    async def post(self, case: Feedback, form: Refusal) -> CaseView:
        """Refuse, for a reason of the fixed list, and say where else to turn."""
        events = self.tell_reporter("feedback.refused", case)
        changed = await self.services.store.feedback.refuse(
            case, self.acting(form), REFUSALS[form.reason], form.route, events
        )
        return self.view(changed)


class CorrectionOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Correction, returns=CaseView)
    async def post(self, case: Feedback, form: Correction) -> CaseView:
        """Correct tags and route in one act; what was found is kept."""
        desk = await self.staffed_desk(case, form.role) if form.role else None
        moved = () if desk is None else await self.tell_desk("feedback.transferred", case, desk)
        changed = await self.services.store.feedback.correct(
            case,
            self.acting(form),
            category=form.category,
            topics=form.topics,
            urgency=form.urgency,
            rules=self.services.policy.deadlines,
            desk=desk,
            events=(*moved, recount(case)),
        )
        self.services.metrics.corrected(route=changed.route_corrected)
        return self.view(changed)


class WithdrawalOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Withdrawal, returns=CaseView)
    async def post(self, case: Feedback, form: Withdrawal) -> CaseView:
        """Take my case back before it is answered."""
        return self.view(
            await self.services.store.feedback.withdraw(case, self.acting(form), form.reason)
        )


class RatingOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=NewRating, returns=CaseView)
    async def post(self, case: Feedback, form: NewRating) -> CaseView:
        """Say whether it is solved and how content I am; that closes the case."""
        store = self.services.store
        rating = Rating(solved=form.solved, content=form.content, note=form.note, at=store.now())
        events = await self.tell_desk("feedback.rated", case, case.desk)
        return self.view(await store.feedback.rate(case, self.acting(form), rating, events))


class ReopeningOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Reopening, returns=CaseView)
    async def post(self, case: Feedback, form: Reopening) -> CaseView:
        """Ask for it to be done again, within the time that the settings give."""
        policy = self.services.policy
        changed = await self.services.store.feedback.reopen(
            case,
            self.acting(form),
            form.reason,
            rules=policy.deadlines,
            days=policy.reopen_days,
            events=await self.tell_desk("feedback.reopened", case, case.desk),
        )
        return self.view(changed)


class ClarificationOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Clarification, returns=CaseView)
    async def post(self, case: Feedback, form: Clarification) -> CaseView:
        """Answer whether the case accuses the village's cadres; it is routed anew."""
        village = await village_of(case.division, self.services)
        reporter: ObjectId = case.reporter
        decision, route = decide_route(village, case.found, reporter, form.about_cadres)
        note = "涉及村干部" if form.about_cadres else "不涉及村干部"
        events = tell(decision, village.officials, reporter, f"feedback/{case.id}")
        changed = await self.services.store.feedback.clarify(
            case, self.acting(form), decision, route, note, events
        )
        return self.view(changed)


routes = [
    Route("/me/feedback", MyFeedback),
    Route("/inbox", Inbox),
    Route("/divisions/{division}/feedback", FeedbackOfArea),
    Route("/feedback/{case}", OneCase),
    Route("/feedback/{case}/contact", CaseContact),
    Route("/feedback/{case}/acceptance", Acceptance),
    Route("/feedback/{case}/answer", AnswerToCase),
    Route("/feedback/{case}/transfer", TransferOfCase),
    Route("/feedback/{case}/refusal", RefusalOfCase),
    Route("/feedback/{case}/correction", CorrectionOfCase),
    Route("/feedback/{case}/withdrawal", WithdrawalOfCase),
    Route("/feedback/{case}/rating", RatingOfCase),
    Route("/feedback/{case}/reopening", ReopeningOfCase),
    Route("/feedback/{case}/clarification", ClarificationOfCase),
]
