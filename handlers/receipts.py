"""Anonymous reports, what a receipt code opens, and how it becomes a case of an account.

Codes come in bodies (for files in `Authorization`), never in addresses, so that no log of a proxy
holds one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from bson import ObjectId
from pydantic import StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import endpoint
from handlers.case_reporters import ReporterHandler
from handlers.case_views import CaseView, case_view
from handlers.directory import today, village_of
from handlers.filing import Draft, decide_route, find, tell
from handlers.forms import Form
from handlers.remarks import RemarkView
from handlers.routing import Route
from models.accounts import STAFF_ROLES
from models.attempts import Admission
from models.base import Value
from models.errors import Conflict, Forbidden, Invalid, Mistake, NotFound, TooMany
from models.feedback import Feedback, NewCase
from models.feedback.changes import By
from models.feedback.receipts import derived_code, hash_of, new_code, read_code, shown_code
from models.outbox import Event
from models.viewers import Viewer

WINDOW_MINUTES = 60
ANONYMOUS = "匿名"
MOST_TALK = 100
# Longer than that of a filing with an account: whoever guesses it and the text has the code.
IDEMPOTENCY_KEY = re.compile(r"^[\x21-\x7e]{16,100}$")


class AnonymousReport(Draft):
    """A report by who does not want to say who they are; pictures follow with the code."""

    place: Annotated[str, StringConstraints(max_length=100)] = ""
    about_cadres: bool | None = None


class Receipt(Form):
    """The code that was given when the case was filed, however it is typed."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class ReceiptView(Value):
    """The case with what was said about it, oldest first."""

    case: CaseView
    talk: tuple[RemarkView, ...]


class ReceiptHandler(ReporterHandler):
    """Finds the case of a code, and acts as the person who holds it."""

    async def case_of(self, form: Receipt) -> Feedback:
        """The case; a wrong code counts against the caller's address."""
        return await self.case_with(form.code, "body.code")

    async def case_with(self, typed: str, path: str) -> Feedback:
        """The same for a code that comes another way."""
        code = read_code(typed)
        if code is None:
            raise Invalid([Mistake(path, "receipt_code")])
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

    async def held(self, form: Receipt, version: int | None) -> tuple[Feedback, By]:
        """The case, and who holds its code, as the case knows them."""
        case = await self.case_of(form)
        return case, By(Viewer(case.unnamed), "", version)

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
        """File without saying who I am. The `receipt` in the answer is shown this once.

        A retry with the same long and random `Idempotency-Key` gives the same case and code.
        """
        key, most = self._key(), self.services.policy.anonymous_per_hour
        code = self._code(village, key)
        case = await self.services.store.feedback.by_receipt(code) if key else None
        if case is None:
            async with self.limited("anonymous", "anonymous_limit", most) as place:
                place.is_right = False
                case = await self._file(village, form, code)
            self.services.metrics.filed.inc()
        elif case.request_hash != self._request_hash():
            raise Conflict("idempotency_mismatch")
        view = case_view(case, Viewer(case.unnamed))
        return view.model_copy(update={"receipt": shown_code(code)})

    def _key(self) -> str | None:
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not IDEMPOTENCY_KEY.match(key):
            raise Invalid([Mistake("header.Idempotency-Key", "long_key")])
        return key

    def _code(self, village: str, key: str | None) -> str:
        if key is None:
            return new_code()
        return derived_code(self.services.vault.lookup(f"receipt:{village}:{key}"))

    def _request_hash(self) -> str:
        return hashlib.sha256(self.request.body).hexdigest()[:32]

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
            request_hash=self._request_hash(),
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


class MyReceipts(ReceiptHandler):
    @endpoint(scope=SIGNED_IN, body=Receipt, returns=CaseView)
    async def post(self, form: Receipt) -> CaseView:
        """Make the case of a receipt code one of mine; the code is of no more use then.

        Not for those who work in the area: they have seen codes of cases that are not theirs.
        """
        case, session = await self.case_of(form), self.actor.known()
        if any(g.role in STAFF_ROLES and g.over(case.division) for g in session.grants):
            raise Forbidden("receipt_of_others")
        code = read_code(form.code) or ""
        return self.view(await self.services.store.feedback.claim(case, code, session.account))


routes = [
    Route("/villages/{village}/feedback/anonymous", AnonymousFeedback),
    Route("/receipts", CaseOfReceipt),
    Route("/me/receipts", MyReceipts),
]
