"""Joining reports of one thing: by who handles them, and by villagers who say "me too"."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.case_forms import Change, Reason, Reasoned
from handlers.case_handler import CaseHandler
from handlers.case_views import CaseLine, CaseView, case_line
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from handlers.services import Services
from models.base import Day, Id, Instant, Page, Value
from models.errors import Invalid, Mistake, NotFound
from models.feedback import Feedback
from models.feedback.documents import OPEN_STATES, State
from nlp.personal import find_personal, mask


class JoiningForm(Change):
    """Into which open case of the village, and why they are the same."""

    into: Id
    reason: Reason


class Followed(Value):
    """A case that I said "me too" to or that mine was joined to: its answer, never its text."""

    id: Id
    case_no: str
    division: str
    state: State
    category: str | None
    topics: tuple[str, ...]
    filed_on: Day
    people_count: int
    answered_at: Instant | None
    answer: str


class Followers(Value):
    """How many people a case concerns, and the reports that were joined to it."""

    people: int
    cases: tuple[CaseLine, ...]


async def followed(cases: Sequence[Feedback], services: Services) -> tuple[Followed, ...]:
    """The views of who follows; the answers were written for somebody else and are masked.

    Off the loop: a page of long answers takes a third of a second.
    """
    answers = [case.answer for case in cases]
    shown = await services.blocking.run(masked_all, answers) if any(answers) else answers
    return tuple(
        Followed.model_validate(case).model_copy(update={"answer": answer})
        for case, answer in zip(cases, shown, strict=True)
    )


def masked_all(texts: Sequence[str]) -> list[str]:
    """The texts without what tells who somebody is."""
    return [mask(text, find_personal(text)) for text in texts]


class JoiningOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=JoiningForm, returns=CaseView)
    async def post(self, case: Feedback, form: JoiningForm) -> CaseView:
        """Join it to an open case of the same village; one answer will inform everybody."""
        store = self.services.store
        main = await store.feedback.get(form.into)
        self.actor.require_for("feedback:handle", main)
        alike = main.division == case.division and main.hidden == case.hidden
        if main.id == case.id or not alike or main.state not in OPEN_STATES:
            raise Invalid([Mistake("body.into", "join_unlike")])
        events = self.tell_reporter("feedback.joined", case)
        return self.view(
            await store.feedback.join(case, main, self.acting(form), form.reason, events)
        )


class SplittingOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=Reasoned, returns=CaseView)
    async def post(self, case: Feedback, form: Reasoned) -> CaseView:
        """Make a joined case one of its own again; its deadlines begin anew."""
        events = await self.tell_next("feedback.returned", case, case.desk)
        changed = await self.services.store.feedback.split(
            case, self.acting(form), form.reason, events, rules=self.rules
        )
        return self.view(changed)


class FollowersOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", returns=Followers)
    async def get(self, case: Feedback) -> Followers:
        """How many people it concerns, and the joined reports that I may see."""
        joined = await self.services.store.feedback.joined_to(case.id)
        seen = [case_line(other) for other in joined if other.admits(self.actor.viewer)]
        return Followers(people=case.people_count, cases=tuple(seen))


class MainCase(CaseHandler):
    @endpoint(scope="feedback:read", returns=Followed)
    async def get(self, case: Feedback) -> Followed:
        """The case that this one was joined to: its state and its answer."""
        if case.joined_to is None:
            raise NotFound
        main = await self.services.store.feedback.get(case.joined_to)
        if main.hidden != case.hidden:
            raise NotFound
        (view,) = await followed([main], self.services)
        return view


class MeToo(ApiHandler):
    @endpoint(scope="feedback:follow", returns=Followed)
    async def put(self, village: str, reported: ObjectId) -> Followed:
        """Say "me too" to an open case of my village; I am told its answer."""
        account, services = self.actor.known().account, self.services
        case = await services.store.feedback.follow(reported, village, account)
        (view,) = await followed([case], services)
        return view

    @endpoint(scope="feedback:follow")
    async def delete(self, village: str, reported: ObjectId) -> None:
        """Take my "me too" back."""
        account = self.actor.known().account
        await self.services.store.feedback.unfollow(reported, village, account)


class MyFollowed(ApiHandler):
    @endpoint(scope=SIGNED_IN, query=Paging, returns=Listing[Followed])
    async def get(self, query: Paging) -> Page[Followed]:
        """What I said "me too" to, with the answers, newest first."""
        page = await self.services.store.feedback.followed_by(
            self.actor.known().account, after=query.after, limit=query.limit
        )
        return Page(await followed(page.items, self.services), page.next)


routes = [
    Route("/feedback/{case}/joining", JoiningOfCase),
    Route("/feedback/{case}/splitting", SplittingOfCase),
    Route("/feedback/{case}/followers", FollowersOfCase),
    Route("/feedback/{case}/main", MainCase),
    Route("/villages/{village}/reported/{reported}/me-too", MeToo),
    Route("/me/followed", MyFollowed),
]
