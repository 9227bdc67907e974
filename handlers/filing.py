"""Filing feedback: read the form, tag its words, decide who gets it, store it in one write."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Literal

from bson import ObjectId
from pydantic import Field, StringConstraints

import nlp
from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.case_views import (
    EMERGENCY_LINES,
    ROUTES,
    CaseView,
    Preview,
    as_filed,
    case_view,
    handler_of,
)
from handlers.directory import today, village_of
from handlers.filing_for import PHONE, PHONE_PURPOSE, STAFF_CHANNELS, FiledFor, Whose, whose_case
from handlers.forms import Form
from handlers.notices import DANGER, notify
from handlers.routing import Route
from handlers.services import Services, Village
from handlers.similar import already_reported, likeness_of
from models.absences import stand_ins
from models.accounts import CADRE_ROLES, Account
from models.base import Id
from models.deadlines import DeadlineRules
from models.desks import people_at
from models.errors import Invalid, Mistake
from models.feedback import Decision, Facts, Feedback, Found, NewCase, RouteRecord, decide
from models.feedback.documents import EvidenceView, Visibility
from models.feedback.routing import VERSION
from models.outbox import Event
from models.store import Store

MIN_TEXT, MAX_TEXT, MAX_PICTURES = 10, 2000, 9
IDEMPOTENCY_KEY = re.compile(r"^[\x21-\x7e]{8,100}$")
# Beyond this many characters tagging takes long enough to be felt by others on the loop.
LONG_TEXT = 600

# Anonymous reports come another way.
FormChannel = Literal["miniprogram", "web", "message", "walk_in", "phone", "grid_worker", "agent"]
Text = Annotated[str, StringConstraints(min_length=MIN_TEXT, max_length=MAX_TEXT)]


class Draft(Form):
    """A report that is not filed yet."""

    title: Annotated[str, StringConstraints(max_length=60)] = ""
    text: Text


class NewFeedback(Draft):
    """A report. `about_cadres` is the reporter's own word on whether it accuses the cadres.

    A cadre who writes it down for somebody says for whom (`filed_for`) and how they came (`channel`
    walk_in, phone or grid_worker); `agent` is who acts `on_behalf_of` a family member.
    `instead_of` is a case that I said "me too" to and that is another thing after all: my "me too"
    is taken back as this is filed.
    """

    pictures: Annotated[tuple[Id, ...], Field(max_length=MAX_PICTURES)] = ()
    place: Annotated[str, StringConstraints(max_length=100)] = ""
    phone: Annotated[str, StringConstraints(pattern=PHONE)] | None = None
    visibility: Visibility = "private"
    channel: FormChannel = "miniprogram"
    on_behalf_of: Id | None = None
    filed_for: FiledFor | None = None
    about_cadres: bool | None = None
    instead_of: Id | None = None


async def find(title: str, text: str, village: Village, services: Services) -> Found:
    """What the words of a report say; a long one is read off the loop."""
    policy = services.policy
    read = partial(
        nlp.tag,
        title,
        text,
        village.context,
        concern_threshold=policy.concern_threshold,
        ask_threshold=policy.ask_threshold,
    )
    tagging = await services.blocking.run(read) if len(text) > LONG_TEXT else read()
    return Found.model_validate(tagging)


def decide_route(
    village: Village, found: Found, reporter: ObjectId, says: bool | None, day: str
) -> tuple[Decision, RouteRecord]:
    """Who gets the case, and the record of why."""
    decision = decide(
        Facts(
            village=village.division.code,
            reporter=reporter,
            concern=found.concerns_cadres.concern,
            urgency=found.urgency.level,
            topics=tuple(tag.label for tag in found.tags),
            officials=village.officials,
            reporter_says=says,
            mapping=village.mapping,
            stand_ins=stand_ins(village.absences, village.officials, day),
        )
    )
    words = tuple(dict.fromkeys(e.text for e in _evidence(decision.rule, found)))
    version = f"{VERSION}/{found.version}"
    return decision, RouteRecord(rule=decision.rule, words=words, version=version)


def _evidence(rule: str, found: Found) -> tuple[EvidenceView, ...]:
    if rule in ("conflict_of_interest", "possible_conflict"):
        return found.concerns_cadres.evidence
    if rule == "danger":
        return found.urgency.evidence
    return found.category.evidence if found.category else ()


def tell(
    decision: Decision, officials: Sequence[Account], but: ObjectId, about: str
) -> tuple[Event, ...]:
    """Messages to the people at the desks; nobody is told of their own act."""
    kind = DANGER if decision.rule == "danger" else "feedback.assigned"
    people = [p.id for desk in decision.desks for p in people_at(desk, officials) if p.id != but]
    return notify(kind, people, about)


async def file_case(
    new: NewCase, store: Store, rules: DeadlineRules, *, instead_of: ObjectId | None = None
) -> Feedback:
    """One write; with pictures or a "me too" to take back, one transaction for all of it."""
    if not new.pictures and instead_of is None:
        return await store.feedback.file(new, rules)

    async def also(session: object) -> None:
        if instead_of is not None:
            await store.feedback.unfollow(instead_of, new.village, new.reporter, session=session)
        await store.media.attach(
            new.pictures,
            about=f"feedback/{new.id}",
            division=new.village,
            owner=new.reporter,
            session=session,
        )

    return await store.feedback.file(new, rules, also=also)


class FeedbackOfVillage(ApiHandler):
    @endpoint(scope=SIGNED_IN, body=NewFeedback, returns=CaseView, status=201)
    async def post(self, village: str, form: NewFeedback) -> CaseView:
        """File feedback. A retry with the same `Idempotency-Key` header gives the same case."""
        place = await village_of(village, self.services)
        found = await find(form.title, form.text, place, self.services)
        new, receipt = await self._new_case(place, form, found)
        store, rules = self.services.store, self.services.policy.deadlines
        case = await file_case(new, store, rules, instead_of=form.instead_of)
        self.services.metrics.filed.inc()
        viewer = self.actor.viewer
        if case.id != new.id and not case.is_owned_by(viewer.account) and not case.admits(viewer):
            # Who wrote it down for somebody may not see it any more: the key is no way in.
            case = as_filed(case)
        # A retry shows the code again; not if the case is kept from the village or claimed by now.
        is_current = case.receipt_hash == new.receipt_hash and not case.hidden
        view = case_view(case, viewer)
        return view.model_copy(update={"receipt": receipt if is_current else None})

    async def _new_case(
        self, village: Village, form: NewFeedback, found: Found
    ) -> tuple[NewCase, str | None]:
        session, services = self.actor.known(), self.services
        mistakes = await self._mistakes(village, form)
        if mistakes:
            raise Invalid(mistakes)
        whose = await self._whose(village, form)
        decision, route = decide_route(
            village, found, whose.routed_as, whose.says, today(services.store)
        )
        if decision.hidden:
            whose = whose.without_receipt()
        case_id = ObjectId()
        new = NewCase(
            id=case_id,
            village=village.division.code,
            reporter=session.account,
            title=form.title,
            text=form.text,
            pictures=form.pictures,
            place=form.place,
            visibility=form.visibility,
            channel=form.channel,
            found=found,
            decision=decision,
            route=route,
            events=(
                *tell(decision, village.officials, session.account, f"feedback/{case_id}"),
                *notify("feedback.filed_for_you", whose.told, f"feedback/{case_id}"),
                Event(kind="feedback.read", payload={"case": case_id}),
            ),
            idempotency_key=self._idempotency_key(),
            request_hash=hashlib.sha256(self.request.body).hexdigest()[:32],
            **whose.fields,
        )
        return new, whose.receipt

    async def _whose(self, village: Village, form: NewFeedback) -> Whose:
        """Whose case it is: the own one, a family member's, or that of whom a cadre files for."""
        session, services = self.actor.known(), self.services
        if form.filed_for is not None:
            role = next(
                g.role
                for g in session.grants
                if g.role in CADRE_ROLES and g.over(village.division.code)
            )
            key = self._idempotency_key()
            place = village.division.code
            return await whose_case(form.filed_for, place, session, role, key, services)
        phone = form.phone and services.vault.seal(form.phone, PHONE_PURPOSE)
        people = (form.on_behalf_of,) if form.on_behalf_of else ()
        fields = {"reporter_name": session.name, "people": people, "phone": phone}
        return Whose(session.account, form.about_cadres, fields)

    async def _mistakes(self, village: Village, form: NewFeedback) -> list[Mistake]:
        found = []
        code, viewer = village.division.code, self.actor.viewer
        if form.channel in STAFF_CHANNELS and not viewer.holds(CADRE_ROLES, code):
            found.append(Mistake("body.channel", "channel_staff"))
        elif (form.channel in STAFF_CHANNELS) is not (form.filed_for is not None):
            found.append(Mistake("body.filed_for", "filed_for"))
        if form.channel == "agent" and not form.on_behalf_of:
            found.append(Mistake("body.on_behalf_of", "required"))
        if form.on_behalf_of and not await self.services.store.delegations.may_act(
            self.actor.known().account, form.on_behalf_of
        ):
            found.append(Mistake("body.on_behalf_of", "not_delegated"))
        return found

    def _idempotency_key(self) -> str | None:
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not IDEMPOTENCY_KEY.match(key):
            raise Invalid([Mistake("header.Idempotency-Key", "format")])
        return key


class FeedbackPreview(ApiHandler):
    @endpoint(scope=SIGNED_IN, body=Draft, returns=Preview)
    async def post(self, village: str, form: Draft) -> Preview:
        """What would be found in a report and who would get it; nothing is stored."""
        place = await village_of(village, self.services)
        found = await find(form.title, form.text, place, self.services)
        decision, _ = decide_route(
            place, found, self.actor.known().account, None, today(self.services.store)
        )
        handler = handler_of(decision.desk)
        likeness = await self.services.blocking.run(likeness_of, village, form.title, form.text)
        near = await self.services.store.feedback.alike(None, likeness)
        return Preview(
            found=found,
            words=tuple(e for tag in found.tags for e in tag.evidence),
            route=ROUTES[decision.rule].format(handler=handler.title),
            call_first=EMERGENCY_LINES if found.urgency.level == "emergency" else (),
            ask_about_cadres=decision.rule == "possible_conflict",
            already_reported=already_reported(village, likeness, near),
        )


routes = [
    Route("/villages/{village}/feedback", FeedbackOfVillage),
    Route("/villages/{village}/feedback/preview", FeedbackPreview),
]
