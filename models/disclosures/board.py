"""The board and the archive: what still hangs out, and what has hung its time; nothing is deleted.

A disclosure stays readable for ever at its address; the board is only where the newest is looked
for, and the law says for how long.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.base import Collection, Index, Page, Row, day_of
from models.disclosures.documents import Category, Disclosure
from models.disclosures.steps import CARD

BOARD = Index(
    "what of a village's disclosures hangs on the board, and what no longer does",
    (("division", 1), ("state", 1), ("category", 1), ("board_until", -1), ("_id", -1)),
    where={"state": "published"},
)


class Boards(Collection[Disclosure]):
    """The lists of what hangs on a village's board, and of what has hung there."""

    @property
    def day(self) -> str:
        """China's day."""
        return day_of(self.now())

    def is_on_board(self, disclosure: Disclosure) -> bool:
        """True while it is current and its last day on the board has not passed."""
        until = disclosure.board_until
        return disclosure.state == "published" and until is not None and until >= self.day

    async def of_board(
        self,
        village: str,
        categories: Sequence[Category],
        *,
        archive: bool,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Disclosure]:
        """What hangs on the board today (or, `archive`, no longer does); the longest first, or
        what was taken down last."""
        where: Row = {
            "division": village,
            "category": {"$in": list(categories)},
            "state": "published",
            "board_until": {"$lt" if archive else "$gte": self.day},
        }
        return await self._page(
            where, by=("board_until", -1), after=after, limit=limit, projection=CARD, hint=BOARD
        )
