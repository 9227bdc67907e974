"""What all handlers of one case share: who acts, who is told, and how the case is shown."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.base import ApiHandler
from handlers.case_forms import Change
from handlers.case_views import CaseView, case_view
from handlers.directory import today, village_of
from handlers.notices import notify, who_acts
from models.absences import stand_ins
from models.accounts import Account, Role
from models.deadlines import DeadlineRules
from models.desks import Desk, desk_of, people_at
from models.errors import Invalid, Mistake
from models.feedback import Feedback
from models.feedback.changes import By
from models.outbox import Event


class CaseHandler(ApiHandler):
    """Knows the actor, the desks around the case and the rules of time."""

    @property
    def by(self) -> By:
        """Who acts."""
        return By(self.actor.viewer, self.actor.known().name)

    def acting(self, form: Change) -> By:
        """Who acts, on the version they saw."""
        return By(self.actor.viewer, self.actor.known().name, form.version)

    def tell_reporter(self, kind: str, case: Feedback) -> tuple[Event, ...]:
        """Messages to those whose case it is, but not to who acts."""
        people = [person for person in case.accounts if person != self.actor.account]
        return notify(kind, people, f"feedback/{case.id}")

    def tell_everybody(self, kind: str, case: Feedback) -> tuple[Event, ...]:
        """The same, and those who joined the case are told that it is settled.

        Who they are is read when the act is done, so nobody who joined meanwhile is left out.
        """
        payload = {"case": case.id, "kind": "feedback.followed_answered", "by": who_acts()}
        followers = Event(kind="feedback.followers", payload=payload)
        return (*self.tell_reporter(kind, case), followers)

    async def tell_desk(self, kind: str, case: Feedback, desk: str) -> tuple[Event, ...]:
        """Messages to who works at the desk, but not to who acts."""
        people = people_at(desk, await self.officials(case))
        others = [person.id for person in people if person.id != self.actor.account]
        return notify(kind, others, f"feedback/{case.id}")

    async def officials(self, case: Feedback) -> Sequence[Account]:
        """The village's people and those above."""
        return (await village_of(case.division, self.services)).officials

    async def staffed_desk(self, case: Feedback, role: Role) -> Desk:
        """The desk of that role for the case's village, or that of who stands in while all there
        are away; `Invalid` if nobody works there."""
        desk = desk_of(role, case.division)
        if not people_at(desk, await self.officials(case)):
            raise Invalid([Mistake("body.role", "desk_empty")])
        return await self.stand_in(case, desk)

    async def stand_in(self, case: Feedback, desk: Desk) -> Desk:
        """The desk itself, or the deputy's while everybody there is away.

        What is kept from the village is never given to a deputy in it.
        """
        village = await village_of(case.division, self.services)
        found = stand_ins(village.absences, village.officials, today(self.services.store))
        return desk if case.hidden else found.get(desk, desk)

    async def tell_next(self, kind: str, case: Feedback, desk: str) -> tuple[Event, ...]:
        """Messages to who has the case from now on, and to those whose case it is."""
        return (
            *await self.tell_desk(kind, case, desk),
            *self.tell_reporter("feedback.moved", case),
        )

    @property
    def rules(self) -> DeadlineRules:
        """The spans of a case's life."""
        return self.services.policy.deadlines

    def view(self, case: Feedback) -> CaseView:
        """The case for who asks."""
        return case_view(case, self.actor.viewer)
