"""Opening a sealed identity: by those above the handler alone, for a reason that is told."""

from __future__ import annotations

from handlers.base import endpoint
from handlers.case_forms import Reasoned
from handlers.case_handler import CaseHandler
from handlers.filing_for import PERSON_PURPOSE, PHONE_PURPOSE
from handlers.routing import Route
from models.base import Value
from models.errors import Conflict
from models.feedback import Feedback


class Identity(Value):
    """Who reported it; `phone` is null where none was left."""

    name: str
    phone: str | None


class IdentityOfCase(CaseHandler):
    @endpoint(scope="feedback:supervise", body=Reasoned, returns=Identity)
    async def post(self, case: Feedback, form: Reasoned) -> Identity:
        """Open the sealed identity of a reporter, who is told of it and reads why."""
        if case.visibility != "sealed":
            raise Conflict("not_sealed")
        opened = await self.services.store.feedback.open_identity(
            case,
            self.acting(form),
            form.reason,
            self.tell_reporter("feedback.identity_opened", case),
        )
        await self.audit("feedback.identity", division=case.division, about=f"feedback/{case.id}")
        vault = self.services.vault
        return Identity(
            name=vault.open(opened.person, PERSON_PURPOSE)
            if opened.person
            else opened.reporter_name,
            phone=vault.open(opened.phone, PHONE_PURPOSE) if opened.phone else None,
        )


routes = [Route("/feedback/{case}/identity", IdentityOfCase)]
