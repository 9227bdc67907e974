"""What those who have a case do with it: accept, answer, explain, pass on, refuse, correct."""

from __future__ import annotations

from collections.abc import Awaitable

from handlers.base import endpoint
from handlers.case_forms import (
    Answer,
    Change,
    Correction,
    Explanation,
    Reasoned,
    Refusal,
    Transfer,
)
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseView
from handlers.notices import recount
from handlers.routing import Route
from models.feedback import Feedback
from models.feedback.acts import REFUSALS
from models.feedback.ladder import returned_to
from models.uploads import Uploads


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
        events = self.tell_everybody("feedback.answered", case)

        def answer(session: object) -> Awaitable[Feedback]:
            return store.feedback.answer(
                case, by, form.text, form.pictures, events, rules=self.rules, session=session
            )

        uploads = Uploads(store.media, about=f"feedback/{case.id}", division=case.division)
        return self.view(await uploads.claim(form.pictures, answer, owner=by.account))


class TransferOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Transfer, returns=CaseView)
    async def post(self, case: Feedback, form: Transfer) -> CaseView:
        """Pass on to another desk, which must have somebody at it."""
        desk = await self.staffed_desk(case, form.role)
        events = await self.tell_next("feedback.transferred", case, desk)
        changed = await self.services.store.feedback.transfer(
            case, self.acting(form), desk, form.reason, events, rules=self.rules
        )
        return self.view(changed)


class ReturnOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Reasoned, returns=CaseView)
    async def post(self, case: Feedback, form: Reasoned) -> CaseView:
        """Return it to who passed it on; what the rules gave out goes to who is responsible."""
        desk = await self.stand_in(case, returned_to(case, await self.officials(case)))
        events = await self.tell_next("feedback.returned", case, desk)
        changed = await self.services.store.feedback.give_back(
            case, self.acting(form), desk, form.reason, events, rules=self.rules
        )
        return self.view(changed)


class ExplanationOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Explanation, returns=CaseView)
    async def post(self, case: Feedback, form: Explanation) -> CaseView:
        """Close what cannot be solved here: why, by which rule, and where to turn next."""
        changed = await self.services.store.feedback.explain(
            case,
            self.acting(form),
            form.text,
            legal_basis=form.legal_basis,
            next_body=form.next_body,
            events=self.tell_everybody("feedback.explained", case),
        )
        return self.view(changed)


class RefusalOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Refusal, returns=CaseView)
    async def post(self, case: Feedback, form: Refusal) -> CaseView:
        """Refuse, for a reason of the fixed list, and say where else to turn."""
        events = self.tell_everybody("feedback.refused", case)
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
            rules=self.rules,
            desk=desk,
            events=(*moved, recount(case)),
        )
        self.services.metrics.corrected(route=changed.route_corrected)
        return self.view(changed)


routes = [
    Route("/feedback/{case}/acceptance", Acceptance),
    Route("/feedback/{case}/answer", AnswerToCase),
    Route("/feedback/{case}/explanation", ExplanationOfCase),
    Route("/feedback/{case}/transfer", TransferOfCase),
    Route("/feedback/{case}/return", ReturnOfCase),
    Route("/feedback/{case}/refusal", RefusalOfCase),
    Route("/feedback/{case}/correction", CorrectionOfCase),
]
