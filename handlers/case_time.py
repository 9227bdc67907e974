"""More time for a case, and who watches how it is used: questions, extensions, urging."""

from __future__ import annotations

from handlers.base import endpoint
from handlers.case_forms import Extension, Overruling, Question, Reasoned, Urging
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseView
from handlers.forms import in_future
from handlers.routing import Route
from models.feedback import Feedback


class QuestionToReporter(CaseHandler):
    @endpoint(scope="feedback:handle", body=Question, returns=CaseView)
    async def post(self, case: Feedback, form: Question) -> CaseView:
        """Ask the reporter; the clock stands still until they reply, but not for ever."""
        events = self.tell_reporter("feedback.asked", case)
        changed = await self.services.store.feedback.ask(
            case, self.acting(form), form.text, events, rules=self.rules
        )
        return self.view(changed)


class ComplexityOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Reasoned, returns=CaseView)
    async def post(self, case: Feedback, form: Reasoned) -> CaseView:
        """Mark it as complex: it has the longer time from now on, and the reporter is told."""
        events = self.tell_reporter("feedback.extended", case)
        changed = await self.services.store.feedback.mark_complex(
            case, self.acting(form), form.reason, events, rules=self.rules
        )
        return self.view(changed)


class ExtensionOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Extension, returns=CaseView)
    async def post(self, case: Feedback, form: Extension) -> CaseView:
        """Take more days to answer, with a reason; the reporter is told."""
        events = self.tell_reporter("feedback.extended", case)
        changed = await self.services.store.feedback.extend(
            case, self.acting(form), form.days, form.reason, events, rules=self.rules
        )
        return self.view(changed)


class UrgingOfCase(CaseHandler):
    @endpoint(scope="feedback:supervise", body=Urging, returns=CaseView)
    async def post(self, case: Feedback, form: Urging) -> CaseView:
        """Urge (督办) with a deadline: answered by then, or it goes up."""
        store = self.services.store
        until = in_future(form.until, store.now(), "body.until")
        events = await self.tell_desk("feedback.urged", case, case.desk)
        changed = await store.feedback.urge(case, self.acting(form), until, form.reason, events)
        return self.view(changed)


class OverrulingOfRefusal(CaseHandler):
    @endpoint(scope="feedback:supervise", body=Overruling, returns=CaseView)
    async def post(self, case: Feedback, form: Overruling) -> CaseView:
        """Set a refusal aside: the case is open again. Nobody judges their own refusal."""
        refused_at = await self.stand_in(case, case.desk)
        desk = await self.staffed_desk(case, form.role) if form.role else refused_at
        events = (
            *await self.tell_desk("feedback.overruled", case, desk),
            *self.tell_reporter("feedback.resumed", case),
        )
        changed = await self.services.store.feedback.overrule(
            case, self.acting(form), desk, form.reason, events, rules=self.rules
        )
        return self.view(changed)


routes = [
    Route("/feedback/{case}/question", QuestionToReporter),
    Route("/feedback/{case}/complexity", ComplexityOfCase),
    Route("/feedback/{case}/extension", ExtensionOfCase),
    Route("/feedback/{case}/urging", UrgingOfCase),
    Route("/feedback/{case}/overruling", OverrulingOfRefusal),
]
