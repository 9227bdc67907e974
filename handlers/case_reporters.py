"""What those whose case it is do with it: clarify, reply, withdraw, rate, reopen, confirm.

`ReporterHandler` holds what a receipt code (handlers/receipts.py) may do as well as an account.
"""

from __future__ import annotations

from bson import ObjectId

from handlers.base import endpoint
from handlers.case_forms import (
    Change,
    Clarification,
    Difference,
    NewRating,
    Reopening,
    Reply,
    Withdrawal,
)
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseView
from handlers.directory import today, village_of
from handlers.filing import decide_route, tell
from handlers.notices import recount
from handlers.routing import Route
from models.feedback import Decision, Feedback, Rating, RouteRecord
from models.feedback.changes import By
from models.outbox import Event


class ReporterHandler(CaseHandler):
    """The acts that depend on what else there is: the desks of the village, a case joined to."""

    async def clarified(self, case: Feedback, by: By, *, about_cadres: bool) -> Feedback:
        """Routed anew by the reporter's word."""
        decision, route = await self._routed(case, about_cadres)
        cases = self.services.store.feedback
        if case.state == "joined":
            events = await self._told(case, decision) if decision.hidden != case.hidden else ()
            clarify = cases.clarify_joined
        else:
            events, clarify = await self._told(case, decision), cases.clarify
        note = "涉及村干部" if about_cadres else "不涉及村干部"
        return await clarify(case, by, decision, route, note, events, rules=self.rules)

    async def differed(self, case: Feedback, by: By, reason: str) -> Feedback:
        """A joined case is one of its own again, and goes where its own words lead."""
        decision, route = await self._routed(case, said(case))
        events = await self._told(case, decision)
        return await self.services.store.feedback.differ(
            case, by, decision, route, reason, events, rules=self.rules
        )

    async def withdrawn(self, case: Feedback, by: By, reason: str) -> Feedback:
        """Taken back, out of the case that it was joined to as well."""
        cases = self.services.store.feedback
        withdraw = cases.withdraw_joined if case.state == "joined" else cases.withdraw
        return await withdraw(case, by, reason)

    async def replied(self, case: Feedback, by: By, text: str) -> Feedback:
        """The handler's question is answered; the clock of the case runs on."""
        events = await self.tell_desk("feedback.replied", case, case.desk)
        return await self.services.store.feedback.reply(case, by, text, events)

    async def reopened(self, case: Feedback, by: By, reason: str) -> Feedback:
        """To be done again, within the time that the settings give."""
        desk = await self.stand_in(case, case.desk)
        return await self.services.store.feedback.reopen(
            case,
            by,
            reason,
            rules=self.rules,
            days=self.services.policy.reopen_days,
            events=await self.tell_desk("feedback.reopened", case, desk),
            desk=desk,
        )

    async def rated(self, case: Feedback, by: By, form: NewRating) -> Feedback:
        """What its reporter says of the answer; whoever answered is told."""
        store, days = self.services.store, self.services.policy.reopen_days
        rating = Rating(solved=form.solved, content=form.content, note=form.note, at=store.now())
        events = await self.tell_desk("feedback.rated", case, case.desk)
        return await store.feedback.rate(case, by, rating, events, rules=self.rules, days=days)

    async def _routed(self, case: Feedback, says: bool | None) -> tuple[Decision, RouteRecord]:
        village = await village_of(case.division, self.services)
        # Who only wrote it down for somebody is not the one whose word counts.
        reporter: ObjectId = case.people[0]
        return decide_route(village, case.found, reporter, says, today(self.services.store))

    async def _told(self, case: Feedback, decision: Decision) -> tuple[Event, ...]:
        officials = await self.officials(case)
        told = tell(decision, officials, case.people[0], f"feedback/{case.id}")
        return (*told, recount(case))


class WithdrawalOfCase(ReporterHandler):
    @endpoint(scope="feedback:own", body=Withdrawal, returns=CaseView)
    async def post(self, case: Feedback, form: Withdrawal) -> CaseView:
        """Take my case back before it is answered."""
        return self.view(await self.withdrawn(case, self.acting(form), form.reason))


class RatingOfCase(ReporterHandler):
    @endpoint(scope="feedback:own", body=NewRating, returns=CaseView)
    async def post(self, case: Feedback, form: NewRating) -> CaseView:
        """Say whether it is solved and how content I am; that closes the case.

        A case that was closed because I said nothing can be rated as long as it can be reopened.
        """
        return self.view(await self.rated(case, self.acting(form), form))


class ReopeningOfCase(ReporterHandler):
    @endpoint(scope="feedback:own", body=Reopening, returns=CaseView)
    async def post(self, case: Feedback, form: Reopening) -> CaseView:
        """Ask for it to be done again, within the time that the settings give."""
        return self.view(await self.reopened(case, self.acting(form), form.reason))


class ClarificationOfCase(ReporterHandler):
    @endpoint(scope="feedback:own", body=Clarification, returns=CaseView)
    async def post(self, case: Feedback, form: Clarification) -> CaseView:
        """Answer whether the case accuses the village's cadres; it is routed anew."""
        by = self.acting(form)
        return self.view(await self.clarified(case, by, about_cadres=form.about_cadres))


class DifferenceOfCase(ReporterHandler):
    @endpoint(scope="feedback:own", body=Difference, returns=CaseView)
    async def post(self, case: Feedback, form: Difference) -> CaseView:
        """Say that my case is another thing than the one it was joined to; it is routed anew."""
        return self.view(await self.differed(case, self.acting(form), form.reason))


class ReplyToQuestion(ReporterHandler):
    @endpoint(scope="feedback:own", body=Reply, returns=CaseView)
    async def post(self, case: Feedback, form: Reply) -> CaseView:
        """Answer the handler's question; the clock of my case runs on."""
        return self.view(await self.replied(case, self.acting(form), form.text))


class ConfirmationOfCase(CaseHandler):
    @endpoint(scope="feedback:own", body=Change, returns=CaseView)
    async def post(self, case: Feedback, form: Change) -> CaseView:
        """Say weeks later that it is still solved. If it is not, ask for a reopening."""
        return self.view(await self.services.store.feedback.confirm(case, self.acting(form)))


def said(case: Feedback) -> bool | None:
    """What the reporter has said on whether cadres are accused; None if they said nothing."""
    if case.route.rule == "conflict_of_interest":
        return True
    accused = case.found.concerns_cadres.concern != "no"
    return False if accused and not case.hidden else None


routes = [
    Route("/feedback/{case}/withdrawal", WithdrawalOfCase),
    Route("/feedback/{case}/rating", RatingOfCase),
    Route("/feedback/{case}/reopening", ReopeningOfCase),
    Route("/feedback/{case}/clarification", ClarificationOfCase),
    Route("/feedback/{case}/difference", DifferenceOfCase),
    Route("/feedback/{case}/reply", ReplyToQuestion),
    Route("/feedback/{case}/confirmation", ConfirmationOfCase),
]
