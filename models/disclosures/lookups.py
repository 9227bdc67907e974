"""What other disclosures of a village say about one: the period before, and shared vouchers."""

from __future__ import annotations

from collections.abc import Sequence

from bson import ObjectId

from models.base import Collection, Id, Index, Value
from models.disclosures.documents import Disclosure

# Of more than this, the first ones are enough to begin looking.
MOST_CLASHES = 100

LOOKUP_INDEXES = (
    Index(
        "what a village has published of an item for a period",
        (("division", 1), ("item", 1), ("period", 1), ("published_at", -1)),
        where={"state": "published"},
    ),
    Index(
        "what a village has published of an item last",
        (("division", 1), ("item", 1), ("published_at", -1)),
        where={"state": "published"},
    ),
    Index(
        "which of a village's published disclosures bear a voucher number",
        (("division", 1), ("voucher_numbers", 1)),
        where={"state": "published"},
    ),
)


class Clash(Value):
    """A published disclosure that lists voucher numbers which another one lists, too."""

    id: Id
    title: str
    period: str
    numbers: tuple[str, ...]


class Lookups(Collection[Disclosure]):
    """Questions about a village's published disclosures."""

    async def of_item(self, village: str, item: str, period: str) -> Disclosure | None:
        """The current one of that item and period."""
        where = {"division": village, "item": item, "period": period, "state": "published"}
        found = await self._find(where, sort=[("published_at", -1)], limit=1)
        return found[0] if found else None

    async def newest_of_item(self, village: str, item: str) -> Disclosure | None:
        """What was published of the item last."""
        where = {"division": village, "item": item, "state": "published"}
        found = await self._find(where, sort=[("published_at", -1)], limit=1)
        return found[0] if found else None

    async def clashes(
        self, village: str, numbers: Sequence[str], *, but: ObjectId
    ) -> tuple[Clash, ...]:
        """Which published disclosures bear these voucher numbers; not those of the chain `but`."""
        if not numbers:
            return ()
        where = {
            "division": village,
            "state": "published",
            "voucher_numbers": {"$in": list(numbers)},
        }
        shown = {"title": 1, "period": 1, "chain": 1, "voucher_numbers": 1}
        rows = await self.raw.find(where, shown).to_list(MOST_CLASHES)
        asked = frozenset(numbers)
        return tuple(
            Clash(
                id=row["_id"],
                title=row["title"],
                period=row["period"],
                numbers=tuple(n for n in row["voucher_numbers"] if n in asked),
            )
            for row in rows
            if row["chain"] != but
        )
