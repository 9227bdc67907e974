"""The collection of cases: its indexes, and the lists in which people find them."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from models.base import Collection, Index, Page, Row
from models.desks import Desk
from models.errors import NotFound
from models.feedback.changes import CaseChanges
from models.feedback.counting import MONTH_INDEX, UNCOUNTED_INDEX, CaseCounting
from models.feedback.documents import (
    OPEN_STATES,
    WATCHER_ROLES,
    Feedback,
    Likeness,
    State,
)
from models.feedback.escalation import Escalation
from models.feedback.exclusion import CaseExclusion
from models.feedback.filing import CaseFiling
from models.feedback.identity import SealedIdentities
from models.feedback.joining import FOLLOWED_INDEX, JOINED_INDEX, Joining
from models.feedback.privacy import CasePrivacy
from models.feedback.receipts import RECEIPT_INDEX, CaseReceipts
from models.feedback.reporters import ReporterActs
from models.feedback.searching import CaseSearching, number_of
from models.feedback.supervision import SupervisionActs
from models.feedback.watching import EXCLUSION_INDEX, OPEN_INDEX, CaseWatching
from models.outbox import EVENTS_INDEX
from models.vault import Sealed
from models.viewers import Viewer

OPEN = sorted(OPEN_STATES)
AREA_INDEX = Index("cases of an area, newest first", (("areas", 1), ("hidden", 1), ("_id", -1)))
STATE_INDEX = Index(
    "cases of an area in a state, newest first",
    (("areas", 1), ("hidden", 1), ("state", 1), ("_id", -1)),
)
DESK_INDEX = Index(
    "cases that a desk of the village has or had, newest first",
    (("desks", 1), ("hidden", 1), ("_id", -1)),
)


class Cases(
    CaseFiling,
    CaseChanges,
    ReporterActs,
    SupervisionActs,
    Escalation,
    Joining,
    CaseReceipts,
    SealedIdentities,
    CasePrivacy,
    CaseCounting,
    CaseExclusion,
    CaseWatching,
    CaseSearching,
    Collection[Feedback],
):
    """Cases by number, by person, by desk and by area; what is done to them is inherited."""

    name = "feedback"
    document = Feedback
    sealed = (
        Sealed("phone", "feedback.phone", per_document=False),
        Sealed("person", "feedback.person", per_document=False),
    )
    indexes = (
        Index(
            "one number, one case; the highest of a village's day",
            (("division", 1), ("filed_on", 1), ("serial", 1)),
            unique=True,
        ),
        Index(
            "a retry with the same key is the same case",
            (("reporter", 1), ("idempotency_key", 1)),
            unique=True,
            where={"idempotency_key": {"$exists": True}},
        ),
        Index("my cases, newest first", (("people", 1), ("_id", -1))),
        Index("my open cases", (("people", 1), ("state", 1), ("_id", -1))),
        Index(
            "the inbox of a desk, by due time",
            (("desks", 1), ("due_at", 1), ("_id", 1)),
            where={"due_at": {"$exists": True}},
        ),
        AREA_INDEX,
        STATE_INDEX,
        DESK_INDEX,
        Index(
            "what people corrected in an area, newest first",
            (("areas", 1), ("_id", -1)),
            where={"corrected": True},
        ),
        Index(
            "open cases of a township that share a rare word",
            (("likeness.keys", 1),),
            where={"due_at": {"$exists": True}},
        ),
        Index(
            "cases for which something is due by itself, the longest due first",
            (("check_at", 1),),
            where={"check_at": {"$exists": True}},
        ),
        EVENTS_INDEX,
        UNCOUNTED_INDEX,
        OPEN_INDEX,
        EXCLUSION_INDEX,
        MONTH_INDEX,
        JOINED_INDEX,
        RECEIPT_INDEX,
        FOLLOWED_INDEX,
    )

    async def by_number(self, case_no: str) -> Feedback:
        """The case of that number; raises `NotFound`."""
        if (where := number_of(case_no)) is None:
            raise NotFound
        return self._read(await self.raw.find_one(where))

    async def of_person(
        self, account: ObjectId, *, after: str | None = None, limit: int = 20
    ) -> Page[Feedback]:
        """A person's cases, newest first."""
        return await self._page({"people": account}, by=("_id", -1), after=after, limit=limit)

    async def open_of(self, account: ObjectId, *, limit: int = 5) -> list[Feedback]:
        """A person's newest open cases."""
        where = {"people": account, "state": {"$in": OPEN}}
        return await self._find(where, sort=[("_id", -1)], limit=limit)

    async def inbox(
        self, desks: Sequence[Desk], *, after: str | None = None, limit: int = 20
    ) -> Page[Feedback]:
        """Open cases at these desks, the one due first at the top."""
        where: Row = {"desks": {"$in": list(desks)}, "due_at": {"$exists": True}}
        return await self._page(where, by=("due_at", 1), after=after, limit=limit)

    async def in_area(
        self,
        division: str,
        viewer: Viewer,
        *,
        state: State | None = None,
        about_cadres: bool | None = None,
        words: str = "",
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Feedback]:
        """Cases of a division that this viewer may see, newest first.

        The filter says in a query what `Feedback.admits` says of one case. With `words` (or a
        number) only those that hold them, a stretch at a time: `next` may follow an empty page.
        """
        where = _visible(division, viewer)
        if about_cadres is not None and "areas" in where:
            allowed = where["hidden"]["$in"]
            where["hidden"] = {"$in": [flag for flag in allowed if flag is about_cadres]}
        if state is not None:
            where["state"] = state
        if words:
            area = STATE_INDEX if state is not None else AREA_INDEX
            index = area if "areas" in where else DESK_INDEX
            return await self._saying(where, words, index, after=after, limit=limit)
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def alike(
        self, case: Feedback | None, likeness: Likeness, *, limit: int = 30
    ) -> list[Feedback]:
        """Open cases of the same township that share a key, apart from the case itself."""
        where: Row = {"likeness.keys": {"$in": list(likeness.keys)}, "due_at": {"$exists": True}}
        found = await self._find(where, limit=limit)
        return [other for other in found if case is None or other.id != case.id]

    async def set_likeness(self, case_id: ObjectId, likeness: Likeness) -> None:
        """Stores by what similar cases find this one; again changes nothing."""
        await self.raw.update_one({"_id": case_id}, {"$set": {"likeness": likeness.model_dump()}})

    async def of_days(
        self, village: str, first: str, last: str, *, limit: int = 5000
    ) -> list[Feedback]:
        """A village's cases filed from one day to another (both ISO, both included)."""
        where = {"division": village, "filed_on": {"$gte": first, "$lte": last}}
        return await self._find(where, sort=[("filed_on", 1), ("serial", 1)], limit=limit)

    async def corrected_in(
        self, division: str, *, after: str | None = None, limit: int = 100
    ) -> Page[Feedback]:
        """Cases of a division whose tags or route a person corrected, newest first."""
        where = {"areas": division, "corrected": True}
        return await self._page(where, by=("_id", -1), after=after, limit=limit)

    async def newest_of(self, division: str, viewer: Viewer, *, limit: int) -> list[Feedback]:
        """The newest cases of a division that this viewer may see."""
        return await self._find(_visible(division, viewer), sort=[("_id", -1)], limit=limit)


def _visible(division: str, viewer: Viewer) -> Row:
    if viewer.holds(WATCHER_ROLES, division):
        # Both values, spelled out, keep the index usable for the order.
        return {"areas": division, "hidden": {"$in": [False, True]}}
    if viewer.holds({"secretary"}, division):
        return {"areas": division, "hidden": {"$in": [False]}}
    desks = [f"{g.role}:{g.division}" for g in viewer.grants if g.division == division]
    return {"desks": {"$in": desks}, "hidden": False}
