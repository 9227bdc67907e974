"""How many people and households a village has, as its township says: no register here knows."""

from __future__ import annotations

from bson import ObjectId

from models.base import Collection, Id, Index, Instant
from models.errors import NotFound
from models.viewers import Placed


class Headcount(Placed):
    """The numbers of one village; None where nobody has said.

    `demand_at` is how many villagers together may demand that something is laid open.
    """

    households: int | None = None
    adults: int | None = None
    demand_at: int | None = None
    set_by: Id | None = None
    set_at: Instant | None = None


class Headcounts(Collection[Headcount]):
    """Numbers by village."""

    name = "headcounts"
    document = Headcount
    indexes = (Index("a village's numbers", (("division", 1),), unique=True),)

    async def of_village(self, village: str) -> Headcount:
        """The numbers of the village, all None if nobody has said."""
        return await self._find_one({"division": village}) or Headcount(division=village)

    async def set(
        self,
        village: str,
        *,
        households: int | None,
        adults: int | None,
        demand_at: int | None,
        by: ObjectId,
    ) -> Headcount:
        """Replaces the numbers of the village."""
        numbers = {"households": households, "adults": adults, "demand_at": demand_at}
        change = {"$set": {**numbers, "set_by": by, "set_at": self.now()}}
        stored = await self._change({"division": village}, change, upsert=True)
        if stored is None:
            raise NotFound
        return stored
