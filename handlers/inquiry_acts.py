"""What is done with an inquiry: answered, objected to, taken back.

Who had a hand in a disclosure does not decide whether it is true, nor does who asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.base import endpoint
from handlers.inquiries import InquiryHandler, covered
from handlers.inquiry_views import InquiryView, NewAnswer, Opinion
from handlers.notices import notify
from handlers.routing import Route
from models.accounts import Account
from models.errors import Conflict, Forbidden, Invalid, Mistake
from models.inquiries import Answer, Inquiry, Level
from models.inquiries.levels import above, concerned, levels_of, people_at_levels
from models.outbox import Event


class AnswerToInquiry(InquiryHandler):
    @endpoint(scope="inquiry:handle", body=NewAnswer, returns=InquiryView)
    async def post(self, inquiry: Inquiry, form: NewAnswer) -> InquiryView:
        """Answer an inquiry that lies at my desk; a challenge with a verdict."""
        officials = await self.officials(inquiry.division)
        level = await self._level(inquiry, officials)
        if (form.verdict is not None) != (inquiry.kind == "challenge"):
            code = "required" if form.verdict is None else "verdict_of_question"
            raise Invalid([Mistake("body.verdict", code)])
        answer = Answer(
            level=level,
            by=self.actor.known().account,
            text=form.text,
            shown_text=await self._shown_text(inquiry, form),
            verdict=form.verdict,
            at=self.services.store.now(),
        )
        events = self._told(inquiry, answer, officials)
        changed = await self.services.store.inquiries.answer(inquiry, answer, events)
        await self.audit(
            "inquiry.answer", division=inquiry.division, about=f"inquiries/{inquiry.id}"
        )
        return await self.done(changed)

    async def _level(self, inquiry: Inquiry, officials: Sequence[Account]) -> Level:
        """At which level the actor answers; raises `Forbidden` where it is not theirs."""
        me = self.actor.known().account
        if inquiry.is_owned_by(me):
            raise Forbidden("own_inquiry")
        mine = [x for x in levels_of(self.actor.viewer, inquiry.division) if x in inquiry.levels]
        if not mine:
            raise Forbidden("not_your_inquiry")
        if inquiry.kind == "challenge":
            # Asked again: since it was made, somebody may have come to that desk.
            disclosure = await self.services.store.disclosures.get(inquiry.disclosure)
            if me in concerned(disclosure, officials):
                raise Forbidden("concerned_oneself")
        return mine[-1]

    async def _shown_text(self, inquiry: Inquiry, form: NewAnswer) -> str:
        if inquiry.visibility == "private":
            return form.text
        shown = await self.services.blocking.run(covered, form.text)
        if shown != form.text and not form.mask:
            raise Invalid([Mistake("body.text", "answer_personal", (("shown", shown),))])
        return shown

    def _told(
        self, inquiry: Inquiry, answer: Answer, officials: Sequence[Account]
    ) -> tuple[Event, ...]:
        """The asker; and where it turned out to be untrue, those who must correct it."""
        asker = [inquiry.asker] if inquiry.asker else []
        told = notify("inquiry.answered", asker, f"inquiries/{inquiry.id}")
        if answer.verdict not in ("untrue", "partly"):
            return told
        village = people_at_levels(("village",), inquiry.division, officials, asker)
        return (*told, *notify("inquiry.untrue", village, f"disclosures/{inquiry.disclosure}"))


class OpinionOnAnswer(InquiryHandler):
    @endpoint(scope="inquiry:own", body=Opinion, returns=InquiryView)
    async def post(self, inquiry: Inquiry, form: Opinion) -> InquiryView:
        """Say whether I am content with the answer; if not, once, the level above answers."""
        inquiries = self.services.store.inquiries
        if form.satisfied:
            return await self.done(await inquiries.settle(inquiry))
        if inquiry.objected:
            raise Conflict("objected_before")
        if not inquiry.answers:
            raise Conflict("inquiry_changed", extra={"state": inquiry.state})
        officials = await self.officials(inquiry.division)
        level = level_above(inquiry, inquiry.answers[-1].level, officials)
        if level is None:
            raise Conflict("no_level_above")
        events = self.tell("inquiry.objected", inquiry, [level], officials)
        changed = await inquiries.object_to(
            inquiry, level, form.reason, events, self.services.policy.inquiries
        )
        return await self.done(changed)


class WithdrawalOfInquiry(InquiryHandler):
    @endpoint(scope="inquiry:own", returns=InquiryView)
    async def post(self, inquiry: Inquiry) -> InquiryView:
        """Take back what I asked, while it is open."""
        return await self.done(await self.services.store.inquiries.withdraw(inquiry))


def level_above(inquiry: Inquiry, level: Level, officials: Sequence[Account]) -> Level | None:
    """The next level where somebody is free to judge; the county has to, whoever is there."""
    but = [*inquiry.barred, *([inquiry.asker] if inquiry.asker else [])]
    found = above(level)
    while found is not None and found != "county":
        if people_at_levels((found,), inquiry.division, officials, but):
            return found
        found = above(found)
    return found


routes = [
    Route("/inquiries/{inquiry}/answer", AnswerToInquiry),
    Route("/inquiries/{inquiry}/opinion", OpinionOnAnswer),
    Route("/inquiries/{inquiry}/withdrawal", WithdrawalOfInquiry),
]
