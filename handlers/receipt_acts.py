"""What a receipt code lets its holder do: all that a reporter with an account may do to the case.

The echo wall is not among it: nobody without an account can be told that they are asked.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

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
from handlers.filing import MAX_PICTURES
from handlers.receipts import Receipt, ReceiptHandler, ReceiptView
from handlers.remarks import keep
from handlers.routing import Route
from models.base import Id
from models.remarks import Remark


class ReceiptTalk(Receipt):
    """Something to say to who handles the case, with pictures that were uploaded before."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    pictures: Annotated[tuple[Id, ...], Field(max_length=MAX_PICTURES)] = ()


class ReceiptReply(Receipt, Reply):
    """The answer to the handler's question."""


class ReceiptRating(Receipt, NewRating):
    """What its reporter says of the answer."""


class ReceiptReopening(Receipt, Reopening):
    """What is not done yet."""


class ReceiptWithdrawal(Receipt, Withdrawal):
    """Why the reporter takes it back."""


class ReceiptClarification(Receipt, Clarification):
    """Whether the report accuses the village's own cadres."""


class ReceiptDifference(Receipt, Difference):
    """What makes it another thing than the case that it was joined to."""


class ReceiptConfirmation(Receipt, Change):
    """The answer to "is it still solved?": yes."""


class TalkOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptTalk, returns=ReceiptView)
    async def post(self, form: ReceiptTalk) -> ReceiptView:
        """Say something to who handles my case."""
        case, store = await self.case_of(form), self.services.store
        remark = Remark(
            division=case.division,
            case=case.id,
            side="reporter",
            by=case.unnamed,
            text=form.text,
            pictures=form.pictures,
            hidden=case.hidden,
            at=store.now(),
            events=await self.tell_desk("feedback.remark", case, case.desk),
        )
        await keep(remark, store)
        return await self.shown(case)


class ReplyOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptReply, returns=ReceiptView)
    async def post(self, form: ReceiptReply) -> ReceiptView:
        """Answer the handler's question; the clock of my case runs on."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.replied(case, by, form.text))


class RatingOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptRating, returns=ReceiptView)
    async def post(self, form: ReceiptRating) -> ReceiptView:
        """Say whether it is solved and how content I am; that closes the case."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.rated(case, by, form))


class ReopeningOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptReopening, returns=ReceiptView)
    async def post(self, form: ReceiptReopening) -> ReceiptView:
        """Ask for it to be done again, within the time that the settings give."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.reopened(case, by, form.reason))


class WithdrawalOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptWithdrawal, returns=ReceiptView)
    async def post(self, form: ReceiptWithdrawal) -> ReceiptView:
        """Take my case back before it is answered."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.withdrawn(case, by, form.reason))


class ClarificationOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptClarification, returns=ReceiptView)
    async def post(self, form: ReceiptClarification) -> ReceiptView:
        """Answer whether my case accuses the village's cadres; it is routed anew."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.clarified(case, by, about_cadres=form.about_cadres))


class DifferenceOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptDifference, returns=ReceiptView)
    async def post(self, form: ReceiptDifference) -> ReceiptView:
        """Say that my case is another thing than the one it was joined to; it is routed anew."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.differed(case, by, form.reason))


class ConfirmationOfReceipt(ReceiptHandler):
    @endpoint(scope=None, body=ReceiptConfirmation, returns=ReceiptView)
    async def post(self, form: ReceiptConfirmation) -> ReceiptView:
        """Say weeks later that it is still solved. If it is not, ask for a reopening."""
        case, by = await self.held(form, form.version)
        return await self.shown(await self.services.store.feedback.confirm(case, by))


routes = [
    Route("/receipts/talk", TalkOfReceipt),
    Route("/receipts/reply", ReplyOfReceipt),
    Route("/receipts/rating", RatingOfReceipt),
    Route("/receipts/reopening", ReopeningOfReceipt),
    Route("/receipts/withdrawal", WithdrawalOfReceipt),
    Route("/receipts/clarification", ClarificationOfReceipt),
    Route("/receipts/difference", DifferenceOfReceipt),
    Route("/receipts/confirmation", ConfirmationOfReceipt),
]
