"""The echo wall: answered cases for everybody, once their reporters and the check agree."""

from __future__ import annotations

from typing import Annotated, Literal

from bson import ObjectId
from pydantic import StringConstraints

from handlers.access import SIGNED_IN
from handlers.base import ApiHandler, endpoint
from handlers.case_forms import Reason
from handlers.case_handler import CaseHandler
from handlers.checking import content_event
from handlers.forms import Form, Paging
from handlers.joining import masked_all
from handlers.listing import Listing
from handlers.notices import notify
from handlers.paths import LOADERS
from handlers.routing import Route
from models.base import Day, Id, Instant, Value
from models.divisions import areas_of
from models.echoes import Echo, EchoState, Flag, FlagReason
from models.errors import Conflict
from models.feedback import Feedback
from models.outbox import Event

LOADERS["echo"] = lambda store, echo: store.echoes.get(echo)

ANSWERED = frozenset({"answered", "closed", "explained"})
ANSWERS = frozenset({"answer", "explain"})


class NewEcho(Form):
    """Under which title it is shown."""

    title: Annotated[str, StringConstraints(min_length=2, max_length=60)]


class Consent(Form):
    """Whether everybody may read it."""

    agreed: bool


class NewFlag(Form):
    """What is wrong with it."""

    reason: FlagReason
    note: Annotated[str, StringConstraints(max_length=200)] = ""


class Decision(Form):
    """Whether it stays on the wall, and why."""

    keep: bool
    reason: Reason


class EchoesQuery(Paging):
    """Which echoes of the area."""

    state: Literal["asked", "checking", "hidden", "removed"] = "hidden"


class EchoView(Value):
    """An answered case as everybody reads it."""

    id: Id
    division: str
    title: str
    text: str
    answer: str
    category: str | None
    topics: tuple[str, ...]
    filed_on: Day
    state: EchoState
    shown_at: Instant | None


class FlagView(Value):
    """An objection, without who made it."""

    reason: FlagReason
    note: str
    at: Instant


class FlaggedEcho(EchoView):
    """The same for who decides about it."""

    flags: tuple[FlagView, ...]
    older_flags: int
    reason: str


class EchoOfCase(CaseHandler):
    @endpoint(scope="feedback:handle", body=NewEcho, returns=EchoView, status=201)
    async def post(self, case: Feedback, form: NewEcho) -> Echo:
        """Propose an answered case for the wall; its words are masked, its reporter is asked."""
        echo = await self._masked(case, form.title)
        if case.state not in ANSWERED or case.hidden or case.visibility == "sealed":
            raise Conflict("echo_unfit")
        if case.visibility == "public":
            echo = echo.model_copy(update={"state": "checking", "events": (check_of(echo),)})
        elif case.accounts:
            told = notify("echo.asked", case.accounts, f"echoes/{echo.id}")
            echo = echo.model_copy(update={"events": told})
        else:
            raise Conflict("echo_unfit")
        return await self.services.store.echoes.propose(echo)

    async def _masked(self, case: Feedback, title: str) -> Echo:
        words = [title, case.text, case.answer]
        title, text, answer = await self.services.blocking.run(masked_all, words)
        took_part = [entry.by for entry in case.entries if entry.act in ANSWERS and entry.by]
        return Echo(
            division=case.division,
            areas=areas_of(case.division),
            case=case.id,
            people=case.people,
            concerned=(*took_part, self.actor.known().account),
            title=title,
            text=text,
            answer=answer,
            category=case.category,
            topics=case.topics,
            filed_on=case.filed_on,
            state="asked",
            created_at=self.services.store.now(),
        )


class ConsentToEcho(ApiHandler):
    @endpoint(scope="feedback:own", body=Consent, returns=EchoView)
    async def post(self, echo: Echo, form: Consent) -> Echo:
        """Agree that everybody may read my case, or take it off the wall at any time."""
        events = (check_of(echo),) if form.agreed else ()
        changed = await self.services.store.echoes.consent(echo, events, agreed=form.agreed)
        self.touch(echo.division)
        return changed


class EchoesOfVillage(ApiHandler):
    @endpoint(scope=None, query=Paging, returns=Listing[EchoView], shared=True)
    async def get(self, village: str, query: Paging) -> object:
        """The echo wall of a village, newest first."""
        return await self.services.store.echoes.on_wall(
            village, after=query.after, limit=query.limit
        )


class FlagOnEcho(ApiHandler):
    @endpoint(scope=SIGNED_IN, body=NewFlag)
    async def post(self, shown: ObjectId, form: NewFlag) -> None:
        """Say what is wrong with an echo, once; so many flags hide it until a person decides."""
        store = self.services.store
        flag = Flag(account=self.actor.known().account, at=store.now(), **form.model_dump())
        echo = await store.echoes.flag(shown, flag, hides=self.services.policy.echo_flags)
        self.touch(echo.division)


class EchoesOfArea(ApiHandler):
    @endpoint(scope="echo:moderate", query=EchoesQuery, returns=Listing[FlaggedEcho])
    async def get(self, division: str, query: EchoesQuery) -> object:
        """The echoes of an area that wait for a decision (or by `state`), oldest first."""
        return await self.services.store.echoes.in_state(
            division, query.state, after=query.after, limit=query.limit
        )


class DecisionOnEcho(ApiHandler):
    @endpoint(scope="echo:moderate", body=Decision, returns=FlaggedEcho)
    async def post(self, echo: Echo, form: Decision) -> Echo:
        """Keep a flagged echo or remove it; never one's own answer, report or flag."""
        told = () if form.keep else notify("echo.removed", echo.people, f"feedback/{echo.case}")
        changed = await self.services.store.echoes.decide(
            echo, self.actor.known().account, told, keep=form.keep, reason=form.reason
        )
        what = "echo.keep" if form.keep else "echo.remove"
        await self.audit(what, division=echo.division, about=f"echoes/{echo.id}")
        self.touch(echo.division)
        return changed


def check_of(echo: Echo) -> Event:
    """The event after which the echo's words are checked."""
    text = "\n".join((echo.title, echo.text, echo.answer))
    return content_event(f"echoes/{echo.id}", echo.division, echo.people[0], text)


routes = [
    Route("/feedback/{case}/echo", EchoOfCase),
    Route("/villages/{village}/echoes", EchoesOfVillage),
    Route("/divisions/{division}/echoes", EchoesOfArea),
    Route("/echoes/{echo}/consent", ConsentToEcho),
    Route("/echoes/{shown}/flags", FlagOnEcho),
    Route("/echoes/{echo}/decision", DecisionOnEcho),
]
