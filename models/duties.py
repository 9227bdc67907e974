"""Who is on duty in a village on which day, as the village itself announces it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from bson import ObjectId

from models.base import Collection, Day, Document, Id, Index, Row
from models.errors import Invalid, Mistake

# How far ahead a village may plan, and how many days a list shows.
MOST_DAYS = 62


class Duty(Document):
    """One day: who is there, and under which public number (never a private one)."""

    division: str
    on: Day
    account: Id
    phone: str = ""


class Duties(Collection[Duty]):
    """Duty by village and day."""

    name = "duties"
    document = Duty
    indexes = (
        Index("the plan of a village", (("division", 1), ("on", 1)), unique=True),
        Index("a person's own duties", (("account", 1), ("_id", -1))),
    )

    async def plan(self, duties: tuple[Duty, ...]) -> None:
        """Sets these days, over what was planned for them; again changes nothing."""
        days = [duty.on for duty in duties]
        if len(set(days)) != len(days):
            raise Invalid([Mistake("body.days", "day_twice")])
        for duty in duties:
            await self.raw.update_one(
                {"division": duty.division, "on": duty.on},
                {"$set": {"account": duty.account, "phone": duty.phone}},
                upsert=True,
            )

    async def clear(self, village: str, days: tuple[str, ...]) -> None:
        """Takes these days out of the plan: the secretary is there as usual."""
        await self.raw.delete_many({"division": village, "on": {"$in": list(days)}})

    async def of_days(self, village: str, first: str, last: str) -> list[Duty]:
        """The plan from one day to another, in order."""
        where = {"division": village, "on": {"$gte": first, "$lte": last}}
        return await self._find(where, sort=[("on", 1)], limit=MOST_DAYS)

    async def personal_data(self, account: ObjectId) -> AsyncIterator[Row]:
        """The days on which the person was announced."""
        after: str | None = None
        while True:
            page = await self._page({"account": account}, by=("_id", -1), after=after, limit=100)
            for duty in page.items:
                yield duty.model_dump(mode="json", include={"division", "on", "phone"})
            if (after := page.next) is None:
                return

    async def forget_person(self, account: ObjectId, *, session: Any) -> None:
        """Nobody is announced who is gone."""
        await self.raw.delete_many({"account": account}, session=session)
