"""Talking about a case: with its reporter, and in notes among those who handle it."""

from __future__ import annotations

from typing import Annotated

from bson import ObjectId
from pydantic import Field, StringConstraints

from handlers.base import endpoint
from handlers.case_handler import CaseHandler
from handlers.filing import MAX_PICTURES
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Id, Instant, Value
from models.errors import Forbidden
from models.feedback import Feedback
from models.feedback.documents import WATCHER_ROLES, desks_of
from models.outbox import Event
from models.remarks import Remark
from models.store import Store
from models.uploads import Uploads


class NewRemark(Form):
    """What is said, with pictures that were uploaded before."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    pictures: Annotated[tuple[Id, ...], Field(max_length=MAX_PICTURES)] = ()


class NewNote(Form):
    """A note among those who handle the case."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class RemarkView(Value):
    """One remark; the reporter is named by `side` alone."""

    id: Id
    side: str
    role: str | None
    name: str
    text: str
    pictures: tuple[Id, ...]
    at: Instant


class RemarkHandler(CaseHandler):
    """What talk and notes share."""

    def remark(self, case: Feedback, text: str, *, internal: bool, **more: object) -> Remark:
        """A remark by who asks: the reporter, or somebody at one of the case's desks."""
        if case.is_owned_by(self.actor.account) and not internal:
            side, role, name = "reporter", None, ""
        else:
            mine = set(desks_of(self.actor.viewer))
            held = [g for g in self.actor.grants if f"{g.role}:{g.division}" in mine]
            at_desk = [g for g in held if f"{g.role}:{g.division}" in case.desks]
            if not at_desk:
                raise Forbidden("not_your_case")
            side, role, name = "handler", at_desk[0].role, self.actor.known().name
        return Remark.model_validate(
            {
                "id": ObjectId(),
                "division": case.division,
                "case": case.id,
                "side": side,
                "role": role,
                "name": name,
                "by": self.actor.account,
                "text": text,
                "internal": internal,
                "hidden": case.hidden,
                "at": self.services.store.now(),
                **more,
            }
        )

    def sees_hidden(self, case: Feedback) -> bool:
        """True for its reporter and for who watches over the village."""
        watches = self.actor.viewer.holds(WATCHER_ROLES, case.division)
        return watches or case.is_owned_by(self.actor.account)

    async def tell_other_side(self, case: Feedback, remark: Remark) -> tuple[Event, ...]:
        """A message to whoever did not speak."""
        if remark.side == "handler":
            return self.tell_reporter("feedback.remark", case)
        return await self.tell_desk("feedback.remark", case, case.desk)


async def keep(remark: Remark, store: Store) -> Remark:
    """Stores what is said, with its pictures, which are its speaker's uploads."""
    uploads = Uploads(store.media, about=f"feedback/{remark.case}", division=remark.division)
    return await uploads.claim(
        remark.pictures,
        lambda session: store.remarks.add(remark, session=session),
        owner=remark.by,
    )


class TalkOfCase(RemarkHandler):
    @endpoint(scope="feedback:read", query=Paging, returns=Listing[RemarkView])
    async def get(self, case: Feedback, query: Paging) -> object:
        """What reporter and handlers said to each other, oldest first."""
        return await self.services.store.remarks.of_case(
            case.id,
            internal=False,
            hidden=self.sees_hidden(case),
            after=query.after,
            limit=query.limit,
        )

    @endpoint(scope="feedback:read", body=NewRemark, returns=RemarkView, status=201)
    async def post(self, case: Feedback, form: NewRemark) -> Remark:
        """Say something to the other side; it is told."""
        store = self.services.store
        remark = self.remark(case, form.text, internal=False, pictures=form.pictures)
        events = await self.tell_other_side(case, remark)
        return await keep(remark.model_copy(update={"events": events}), store)


class NotesOfCase(RemarkHandler):
    @endpoint(scope="feedback:handle", query=Paging, returns=Listing[RemarkView])
    async def get(self, case: Feedback, query: Paging) -> object:
        """Notes among those who handle the case; its reporter never sees them."""
        return await self.services.store.remarks.of_case(
            case.id,
            internal=True,
            hidden=self.sees_hidden(case),
            after=query.after,
            limit=query.limit,
        )

    @endpoint(scope="feedback:handle", body=NewNote, returns=RemarkView, status=201)
    async def post(self, case: Feedback, form: NewNote) -> Remark:
        """Write a note."""
        remark = self.remark(case, form.text, internal=True)
        return await self.services.store.remarks.add(remark)


routes = [
    Route("/feedback/{case}/talk", TalkOfCase),
    Route("/feedback/{case}/notes", NotesOfCase),
]
