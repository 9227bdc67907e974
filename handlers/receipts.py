"""Anonymous reports, and what a receipt code opens: one's own case, without an account.

Codes come in bodies, never in addresses, so that no log of a proxy holds one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from handlers.base import endpoint
from handlers.case_forms import NewRating, Reopening, Reply
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseView, case_view
from handlers.directory import today, village_of
from handlers.filing import Draft, decide_route, find, tell
from handlers.forms import Form
from handlers.remarks import RemarkView
from handlers.routing import Route
from models.attempts import Admission
from models.base import Value
from models.errors import Invalid, Mistake, NotFound, TooMany
from models.feedback import Feedback, NewCase, Rating
from models.feedback.changes import By
from models.feedback.receipts import hash_of, new_code, read_code, shown_code
from models.outbox import Event
from models.remarks import Remark
from models.viewers import Viewer

WINDOW_MINUTES = 60
ANONYMOUS = "匿名"
MOST_TALK = 100


class AnonymousReport(Draft):
    """A report by who does not want to say who they are; pictures need an account."""

    place: Annotated[str, StringConstraints(max_length=100)] = ""
    about_cadres: bool | None = None


class Receipt(Form):
    """The code that was given when the case was filed, however it is typed."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ReceiptTalk(Receipt):
    """Something to say to who handles the case."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class ReceiptReply(Receipt, Reply):
    """The answer to the handler's question."""


class ReceiptRating(Receipt, NewRating):
    """What its reporter says of the answer."""


class ReceiptReopening(Receipt, Reopening):
    """What is not done yet."""


class ReceiptView(Value):
    """The case with what was said about it, oldest first."""

    case: CaseView
    talk: tuple[RemarkView, ...]


class ReceiptHandler(CaseHandler):
    """Finds the case of a code, and acts as the person who holds it."""

    async def case_of(self, form: Receipt) -> Feedback:
        """The case; a wrong code counts against the caller's address."""
        code = read_code(form.code)
        if code is None:
            raise Invalid([Mistake("body.code", "receipt_code")])
        failures = self.services.policy.receipt_failures
        async with self.limited("receipt", "receipt_locked", failures) as one_try:
            case = await self.services.store.feedback.by_receipt(code)
            # A right code gives the try back, and does not wash away wrong ones.
            one_try.is_right = None if case else False
        if case is None:
            raise NotFound
        return case

    @asynccontextmanager
    async def limited(self, what: str, code: str, most: int) -> AsyncIterator[Admission]:
        """One of so many tries that an address has in an hour."""
        keys = [f"{what}:{self.address}"]
        try:
            async with self.services.store.attempts.admitted(
                keys, failures=most, window_minutes=WINDOW_MINUTES
            ) as one_try:
                yield one_try
        except TooMany as error:
            raise TooMany(code, retry_after=error.retry_after) from None

    def as_holder(self, case: Feedback, version: int | None = None) -> By:
        """Who holds the code, as the case knows them."""
        return By(Viewer(case.unnamed), "", version)

    async def shown(self, case: Feedback) -> ReceiptView:
        """The case as its reporter reads it, with the talk."""
        talk = await self.services.store.remarks.of_case(
            case.id, internal=False, hidden=True, limit=MOST_TALK
        )
        return ReceiptView(
            case=case_view(case, Viewer(case.unnamed)),
            talk=tuple(RemarkView.model_validate(remark) for remark in talk.items),
        )


class AnonymousFeedback(ReceiptHandler):
    @endpoint(scope=None, body=AnonymousReport, returns=CaseView, status=201)
    async def post(self, village: str, form: AnonymousReport) -> CaseView:
        """File without saying who I am. The `receipt` in the answer is shown this once."""
        policy = self.services.policy
        async with self.limited("anonymous", "anonymous_limit", policy.anonymous_per_hour) as place:
            place.is_right = False
            code = new_code()
            case = await self._file(village, form, code)
        self.services.metrics.filed.inc()
        view = case_view(case, Viewer(case.unnamed))
        return view.model_copy(update={"receipt": shown_code(code)})

    async def _file(self, village: str, form: AnonymousReport, code: str) -> Feedback:
        services = self.services
        place = await village_of(village, services)
        found = await find(form.title, form.text, place, services)
        person, case_id = ObjectId(), ObjectId()
        decision, route = decide_route(
            place, found, person, form.about_cadres, today(services.store)
        )
        new = NewCase(
            id=case_id,
            village=village,
            reporter=person,
            reporter_name=ANONYMOUS,
            unnamed=person,
            receipt_hash=hash_of(code),
            title=form.title,
            text=form.text,
            place=form.place,
            channel="anonymous",
            found=found,
            decision=decision,
            route=route,
            events=(
                *tell(decision, place.officials, person, f"feedback/{case_id}"),
                Event(kind="feedback.read", payload={"case": case_id}),
            ),
        )
        return await services.store.feedback.file(new, self.rules)


class CaseOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=Receipt, returns=ReceiptView)
    async def post(self, form: Receipt) -> ReceiptView:
        """The case of a receipt code. Too many wrong codes lock the address for an hour."""
        return await self.shown(await self.case_of(form))


class TalkOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptTalk, returns=ReceiptView)
    async def post(self, form: ReceiptTalk) -> ReceiptView:
        """Say something to who handles my case."""
        case = await self.case_of(form)
        remark = Remark(
            division=case.division,
            case=case.id,
            side="reporter",
            by=case.unnamed,
            text=form.text,
            at=self.services.store.now(),
            events=await self.tell_desk("feedback.remark", case, case.desk),
        )
        await self.services.store.remarks.add(remark)
        return await self.shown(case)


class ReplyOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptReply, returns=ReceiptView)
    async def post(self, form: ReceiptReply) -> ReceiptView:
        """Answer the handler's question; the clock of my case runs on."""
        case = await self.case_of(form)
        by = self.as_holder(case, form.version)
        events = await self.tell_desk("feedback.replied", case, case.desk)
        return await self.shown(
            await self.services.store.feedback.reply(case, by, form.text, events)
        )


class RatingOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptRating, returns=ReceiptView)
    async def post(self, form: ReceiptRating) -> ReceiptView:
        """Say whether it is solved and how content I am; that closes the case."""
        case, store = await self.case_of(form), self.services.store
        rating = Rating(solved=form.solved, content=form.content, note=form.note, at=store.now())
        events = await self.tell_desk("feedback.rated", case, case.desk)
        by = self.as_holder(case, form.version)
        return await self.shown(
            await store.feedback.rate(case, by, rating, events, rules=self.rules)
        )


class ReopeningOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptReopening, returns=ReceiptView)
    async def post(self, form: ReceiptReopening) -> ReceiptView:
        """Ask for it to be done again, within the time that the settings give."""
        case = await self.case_of(form)
        desk = await self.stand_in(case, case.desk)
        changed = await self.services.store.feedback.reopen(
            case,
            self.as_holder(case, form.version),
            form.reason,
            rules=self.rules,
            days=self.services.policy.reopen_days,
            events=await self.tell_desk("feedback.reopened", case, desk),
            desk=desk,
        )
        return await self.shown(changed)


routes = [
    Route("/villages/{village}/feedback/anonymous", AnonymousFeedback),
    Route("/receipts", CaseOfReceipt),
    Route("/receipts/talk", TalkOfReceipt),
    Route("/receipts/reply", ReplyOfReceipt),
    Route("/receipts/rating", RatingOfReceipt),
    Route("/receipts/reopening", ReopeningOfReceipt),
]
