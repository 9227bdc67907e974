"""The way of a disclosure: handed in, reviewed, approved by a third person; sent back with reasons.

Who may do which act is asked here; that it is another person each time, the store decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bson import ObjectId

from handlers.access import SIGNED_IN
from handlers.base import endpoint
from handlers.directory import village_of
from handlers.disclosure_forms import (
    Approval,
    DisclosureLine,
    DisclosureSource,
    Review,
    SendingBack,
    Submission,
)
from handlers.disclosures import DisclosureHandler
from handlers.forms import Paging, in_future
from handlers.listing import Listing
from handlers.marking import Marking, marking_event
from handlers.notices import notify
from handlers.routing import Route
from models.accounts import Account
from models.base import CHINA
from models.catalogue.audience import audience_of
from models.catalogue.filing import posting_of
from models.catalogue.readiness import mistakes_in
from models.desks import Desk, desk_of, people_at, role_at
from models.disclosures import Disclosure, Hand, Remark
from models.disclosures.places import has_place
from models.errors import Conflict, Forbidden, Invalid, Mistake
from models.feedback.documents import desks_of
from models.outbox import Event


class FlowHandler(DisclosureHandler):
    """What the acts share."""

    def hand(self, scope: str, disclosure: Disclosure) -> Hand:
        """Who asks, in the role that holds the scope: the one at the disclosure's desk first."""
        account = self.actor.known().account
        grants = self.actor.grants_for(scope, disclosure.division)
        at_desk = [g for g in grants if f"{g.role}:{g.division}" == disclosure.desk]
        return Hand(account, (at_desk or grants)[0].role)

    def reviewing_hand(self, scope: str, disclosure: Disclosure) -> Hand:
        """Who reviews: an overseer of the village at any time; the township's monitor only while
        it lies on their desk, because the village has no overseer or they let the time pass."""
        hand = self.hand(scope, disclosure)
        if hand.role == "monitor" and role_at(disclosure.desk or "") != "monitor":
            raise Forbidden("not_your_turn")
        if hand.role not in ("overseer", "monitor"):
            raise Forbidden("not_your_turn")
        return hand

    async def officials(self, disclosure: Disclosure) -> tuple[Account, ...]:
        """Who works for the village and above it."""
        return (await village_of(disclosure.division, self.services)).officials


class SubmissionOfDisclosure(FlowHandler):
    @endpoint(scope="disclosure:draft", body=Submission, returns=DisclosureSource, status=201)
    async def post(self, disclosure: Disclosure, form: Submission) -> Disclosure:
        """Hand a draft in for review by the overseers; where there is none, by the township."""
        await self._refuse_unready(disclosure)
        await self.gate.require_decided(disclosure)
        officials = await self.officials(disclosure)
        desk = review_desk(disclosure.division, officials)
        submitted = await self.services.store.disclosures.submit(
            disclosure,
            self.hand("disclosure:draft", disclosure),
            version=form.version,
            desk=desk,
            review_days=self.services.policy.calendar.review_days,
            note=form.note,
            events=(
                *told("disclosure.to_review", people_at(desk, officials), disclosure),
                marking_event(disclosure.id),
            ),
        )
        return await self.done("disclosure.submit", submitted)

    async def _refuse_unready(self, disclosure: Disclosure) -> None:
        """Raises `Invalid` with everything that is missing or does not add up."""
        if disclosure.state != "draft":
            return
        store = self.services.store
        item = await self.item_of(disclosure.item, disclosure.division)
        today = store.obligations.today
        if found := await mistakes_in(store.disclosures, disclosure, item, today):
            raise Invalid(found)


class ReviewOfDisclosure(FlowHandler):
    @endpoint(scope="disclosure:review", body=Review, returns=DisclosureSource)
    async def put(self, disclosure: Disclosure, form: Review) -> Disclosure:
        """Say that it may be approved as it is. The reviewer is none of its writers."""
        refuse_stale(disclosure, form.version)
        hand = self.reviewing_hand("disclosure:review", disclosure)
        await self.gate.require_confirmed(disclosure)
        if disclosure.attachments and not form.files_read:
            raise Invalid([Mistake("body.files_read", "files_unread")])
        desk = desk_of("secretary", disclosure.division)
        people = people_at(desk, await self.officials(disclosure))
        passed = await self.services.store.disclosures.pass_on(
            disclosure,
            hand,
            version=form.version,
            note=form.note,
            events=told("disclosure.to_approve", people, disclosure),
        )
        return await self.done("disclosure.review", passed, note=form.note)


class RemarksOnDisclosure(FlowHandler):
    @endpoint(scope="disclosure:send_back", body=SendingBack, returns=DisclosureSource, status=201)
    async def post(self, disclosure: Disclosure, form: SendingBack) -> Disclosure:
        """Send it back to the clerk with reasons, each bound to a field: by the reviewer, or by
        the secretary once it is reviewed, also while it waits for its time."""
        refuse_stale(disclosure, form.version)
        is_reviewed = disclosure.state in ("approval", "scheduled")
        if is_reviewed:
            hand = self.hand("disclosure:send_back", disclosure)
            if hand.role != "secretary":
                raise Forbidden("not_your_turn")
        else:
            hand = self.reviewing_hand("disclosure:send_back", disclosure)
        sent_back = await self.services.store.disclosures.send_back(
            disclosure,
            hand,
            version=form.version,
            remarks=remarks_of(form, disclosure, hand.account, self.services.store.now()),
            note=form.note,
            events=notify("disclosure.sent_back", disclosure.writers, about(disclosure)),
        )
        return await self.done("disclosure.send_back", sent_back, note=form.note)


class PublicationOfDisclosure(FlowHandler):
    @endpoint(scope="disclosure:publish", body=Approval, returns=DisclosureSource)
    async def put(self, disclosure: Disclosure, form: Approval) -> Disclosure:
        """Approve what was reviewed: it is published at once, or by itself at that instant."""
        hand, store = self.hand("disclosure:publish", disclosure), self.services.store
        item = await self.item_of(disclosure.item, disclosure.division)
        copies = await self.gate.copies(disclosure, audience_of(item))
        if form.at is not None:
            at = in_future(form.at, store.now(), "body.at")
            scheduled = await store.disclosures.schedule(
                disclosure, hand, version=form.version, at=at, note=form.note
            )
            return await self.done("disclosure.schedule", scheduled)
        run, font = self.services.blocking.run, self.services.policy.poster_font
        await Marking(store, run, font).require(disclosure)
        today = store.now().astimezone(CHINA).date()
        posting = posting_of(disclosure.item, item, today, self.services.policy.calendar)
        published = await self.uploads_of(disclosure).set_public(
            copies.audience == "all",
            lambda session: store.disclosures.publish(
                disclosure,
                hand,
                version=form.version,
                copies=copies,
                posting=posting,
                note=form.note,
                events=notify("disclosure.out", disclosure.writers, about(disclosure)),
                session=session,
            ),
        )
        return await self.done("disclosure.publish", published)


class WaitingForMe(DisclosureHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[DisclosureLine])
    async def get(self, query: Paging) -> object:
        """What waits at my desks, longest first: to be corrected, reviewed or approved."""
        return await self.lines(
            await self.services.store.disclosures.waiting(
                desks_of(self.actor.viewer), after=query.after, limit=query.limit
            )
        )


def refuse_stale(disclosure: Disclosure, version: int) -> None:
    """Raises `Conflict` with the state it is in, for who has read another version: whose turn it is
    now would be the wrong answer."""
    if disclosure.version != version:
        extra: dict[str, object] = {"state": disclosure.state, "version": disclosure.version}
        raise Conflict("disclosure_changed", extra=extra)


def review_desk(village: str, officials: tuple[Account, ...]) -> Desk:
    """Where it is reviewed: by the overseers of the village, or, where nobody is one, by the
    township's monitor in their place."""
    desk = desk_of("overseer", village)
    return desk if people_at(desk, officials) else desk_of("monitor", village)


def remarks_of(
    form: SendingBack, disclosure: Disclosure, by: ObjectId | None, at: datetime
) -> tuple[Remark, ...]:
    """The reasons; raises `Invalid` at each that names what is not there."""
    unknown = [
        Mistake(f"body.remarks.{number}.path", "path_unknown")
        for number, remark in enumerate(form.remarks)
        if not has_place(disclosure, remark.path)
    ]
    if unknown:
        raise Invalid(unknown)
    return tuple(Remark(path=r.path, reason=r.reason, by=by, at=at) for r in form.remarks)


def told(kind: str, people: Iterable[Account], disclosure: Disclosure) -> tuple[Event, ...]:
    """A message to each of these people that did not write it themselves."""
    others = [person.id for person in people if person.id not in disclosure.writers]
    return notify(kind, others, about(disclosure))


def about(disclosure: Disclosure) -> str:
    """Its address below the API's root."""
    return f"disclosures/{disclosure.id}"


routes = [
    Route("/disclosures/waiting", WaitingForMe),
    Route("/disclosures/{disclosure}/submission", SubmissionOfDisclosure),
    Route("/disclosures/{disclosure}/review", ReviewOfDisclosure),
    Route("/disclosures/{disclosure}/remarks", RemarksOnDisclosure),
    Route("/disclosures/{disclosure}/publication", PublicationOfDisclosure),
]
