"""What is said about a case beside its acts: talk with the reporter, and notes among those who
handle it. The two are kept apart from the moment they are written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Literal

from bson import ObjectId
from pydantic import Field

from models.accounts import ERASED_NAME, Role
from models.base import Collection, Id, Index, Instant, Page, Row
from models.outbox import EVENTS_INDEX, Event
from models.viewers import Placed

Side = Literal["reporter", "handler", "system"]


class Remark(Placed):
    """One remark on a case; an internal one is never shown to the reporter. `system` is the receipt
    of who has no inbox."""

    case: Id
    side: Side
    role: Role | None = None
    name: str = ""
    by: Id | None = None
    text: str
    pictures: tuple[Id, ...] = ()
    internal: bool = False
    # Written while the case was hidden from the village: so it stays, even if the case does not.
    hidden: bool = False
    at: Instant
    events: tuple[Event, ...] = Field(default=())


class Remarks(Collection[Remark]):
    """Remarks by case, in the order in which they were made."""

    name = "remarks"
    document = Remark
    indexes = (
        Index(
            "the talk or the notes of a case",
            (("case", 1), ("internal", 1), ("hidden", 1), ("_id", 1)),
        ),
        Index(
            "what a person said, for export and erasure", (("by", 1), ("internal", 1), ("_id", 1))
        ),
        EVENTS_INDEX,
    )

    async def add(self, remark: Remark, *, session: object = None) -> Remark:
        """Stores a remark and, with it, the messages it causes."""
        return await self._insert(remark, session=session)

    async def of_case(
        self,
        case: ObjectId,
        *,
        internal: bool,
        hidden: bool,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Remark]:
        """The talk (or the notes) of a case, oldest first; with `hidden` also what was written
        while the case was hidden from its village."""
        flags = [False, True] if hidden else [False]
        where: Row = {"case": case, "internal": internal, "hidden": {"$in": flags}}
        return await self._page(where, by=("_id", 1), after=after, limit=limit)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """What the person said to handlers, and handlers to nobody else's ears."""
        after: str | None = None
        while True:
            page = await self._page(
                {"by": account, "internal": False}, by=("_id", 1), after=after, limit=100
            )
            for remark in page.items:
                yield remark.model_dump(mode="json", include={"case", "text", "at"})
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """The talk stays with its case; who spoke goes."""
        await self.raw.update_many(
            {"by": account}, {"$set": {"name": ERASED_NAME}, "$unset": {"by": ""}}, session=session
        )
