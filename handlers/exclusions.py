"""Leaving a case out of the rates: a reason, a second person, and everybody can see that it is."""

from __future__ import annotations

from handlers.base import endpoint
from handlers.case_forms import Change, Reasoned
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseView
from handlers.routing import Route
from models.feedback import Feedback


class ExclusionHandler(CaseHandler):
    """What both addresses share."""

    async def note(self, what: str, case: Feedback) -> None:
        """Writes down who did it."""
        await self.audit(what, division=case.division, about=f"feedback/{case.id}")


class ExclusionOfCase(ExclusionHandler):
    @endpoint(scope="exclusion:propose", body=Reasoned, returns=CaseView)
    async def post(self, case: Feedback, form: Reasoned) -> CaseView:
        """Say why a case should not count in the rates; somebody else has to confirm."""
        changed = await self.services.store.feedback.propose_exclusion(
            case, self.acting(form), form.reason
        )
        await self.note("exclusion.propose", case)
        return self.view(changed)

    @endpoint(scope="exclusion:decide", returns=CaseView)
    async def delete(self, case: Feedback) -> CaseView:
        """Decline it, or take it back: the case counts."""
        changed = await self.services.store.feedback.end_exclusion(case, self.by)
        await self.note("exclusion.end", case)
        return self.view(changed)


class ConfirmationOfExclusion(ExclusionHandler):
    @endpoint(scope="exclusion:decide", body=Change, returns=CaseView)
    async def post(self, case: Feedback, form: Change) -> CaseView:
        """Agree, as a second person, that the case does not count in the rates."""
        changed = await self.services.store.feedback.confirm_exclusion(case, self.acting(form))
        await self.note("exclusion.confirm", case)
        return self.view(changed)


routes = [
    Route("/feedback/{case}/exclusion", ExclusionOfCase),
    Route("/feedback/{case}/exclusion/confirmation", ConfirmationOfExclusion),
]
