"""What those whose case it is do with it: clarify, reply, withdraw, rate, reopen, confirm."""

from __future__ import annotations

from bson import ObjectId

from handlers.base import endpoint
from handlers.case_forms import Change, Clarification, NewRating, Reopening, Reply, Withdrawal
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseView
from handlers.directory import today, village_of
from handlers.filing import decide_route, tell
from handlers.notices import recount
from handlers.routing import Route
from models.feedback import Feedback, Rating


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
        return self.view(
            await store.feedback.rate(case, self.acting(form), rating, events, rules=self.rules)
        )


class ReopeningOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Reopening, returns=CaseView)
    async def post(self, case: Feedback, form: Reopening) -> CaseView:
        """Ask for it to be done again, within the time that the settings give."""
        desk = await self.stand_in(case, case.desk)
        changed = await self.services.store.feedback.reopen(
            case,
            self.acting(form),
            form.reason,
            rules=self.rules,
            days=self.services.policy.reopen_days,
            events=await self.tell_desk("feedback.reopened", case, desk),
            desk=desk,
        )
        return self.view(changed)


class ClarificationOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Clarification, returns=CaseView)
    async def post(self, case: Feedback, form: Clarification) -> CaseView:
        """Answer whether the case accuses the village's cadres; it is routed anew."""
        village = await village_of(case.division, self.services)
        # Who only wrote it down for somebody is not the one whose word counts.
        reporter: ObjectId = case.people[0]
        decision, route = decide_route(
            village, case.found, reporter, form.about_cadres, today(self.services.store)
        )
        note = "涉及村干部" if form.about_cadres else "不涉及村干部"
        told = tell(decision, village.officials, reporter, f"feedback/{case.id}")
        events = (*told, recount(case))
        changed = await self.services.store.feedback.clarify(
            case, self.acting(form), decision, route, note, events, rules=self.rules
        )
        return self.view(changed)


class ReplyToQuestion(CaseHandler):
    @endpoint(scope="feedback:own", body=Reply, returns=CaseView)
    async def post(self, case: Feedback, form: Reply) -> CaseView:
        """Answer the handler's question; the clock of my case runs on."""
        events = await self.tell_desk("feedback.replied", case, case.desk)
        return self.view(
            await self.services.store.feedback.reply(case, self.acting(form), form.text, events)
        )


class ConfirmationOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Change, returns=CaseView)
    async def post(self, case: Feedback, form: Change) -> CaseView:
        """Say weeks later that it is still solved. If it is not, ask for a reopening."""
        return self.view(await self.services.store.feedback.confirm(case, self.acting(form)))


routes = [
    Route("/feedback/{case}/withdrawal", WithdrawalOfCase),
    Route("/feedback/{case}/rating", RatingOfCase),
    Route("/feedback/{case}/reopening", ReopeningOfCase),
    Route("/feedback/{case}/clarification", ClarificationOfCase),
    Route("/feedback/{case}/reply", ReplyToQuestion),
    Route("/feedback/{case}/confirmation", ConfirmationOfCase),
]
