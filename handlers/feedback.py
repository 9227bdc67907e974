"""Cases after they are filed: the lists in which people find them, and one case as it is."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseLine, CaseView, case_lines
from handlers.filing_for import PERSON_PURPOSE, PHONE_PURPOSE
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Page, Value
from models.errors import Forbidden
from models.feedback import Feedback
from models.feedback.documents import State, desks_of


class AreaQuery(Paging):
    """Which cases of an area. `q` is a number, or words that each must stand in the case.

    A search looks at so many cases at a time, the newest first: an empty page may have a `next`.
    """

    q: Annotated[str, StringConstraints(max_length=40)] = ""
    state: State | None = None
    about_cadres: bool | None = None


class Contact(Value):
    """How to reach the reporter. Reading it is written down.

    `name` is given where somebody filed for them.
    """

    phone: str
    name: str | None = None


Cases = Listing[CaseLine]


class MyFeedback(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Cases)
    async def get(self, query: Paging) -> Page[CaseLine]:
        """My cases and those of people I act for, newest first."""
        account = self.actor.known().account
        return case_lines(
            await self.services.store.feedback.of_person(
                account, after=query.after, limit=query.limit
            )
        )


class Inbox(ApiHandler):
    @endpoint(scope="feedback:handle", query=Paging, returns=Cases)
    async def get(self, query: Paging) -> Page[CaseLine]:
        """Open cases at my desks, the one due first at the top."""
        desks = desks_of(self.actor.viewer)
        return case_lines(
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
            words=query.q,
            after=query.after,
            limit=query.limit,
        )
        return case_lines(page)


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
        vault = self.services.vault
        name = vault.open(case.person, PERSON_PURPOSE) if case.person else None
        return Contact(phone=vault.open(case.phone, PHONE_PURPOSE), name=name)


routes = [
    Route("/me/feedback", MyFeedback),
    Route("/inbox", Inbox),
    Route("/divisions/{division}/feedback", FeedbackOfArea),
    Route("/feedback/{case}", OneCase),
    Route("/feedback/{case}/contact", CaseContact),
]
