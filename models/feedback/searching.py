"""Finding cases of an area by their number or by words in them, a stretch of cases at a time.

No index holds the words of cases: keeping one would make filing slow. So a search reads so many
of the newest cases and says where it stopped; who wants to know more goes on from there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bson import ObjectId

from models.base import Index, Page, Row, cursor_of, read_cursor
from models.feedback.documents import Feedback

if TYPE_CHECKING:
    from models.base import Collection

    _Base = Collection[Feedback]
else:
    _Base = object

# Read in a few milliseconds; a township of thirty villages files so many in a season.
STRETCH = 1000
FIELDS = ("title", "text", "place", "case_no")
NUMBER = re.compile(r"(\d{12})-(\d{4})(\d\d)(\d\d)-(\d{1,6})", re.ASCII)


class CaseSearching(_Base):
    """Search within what `where` lets its reader see, which `index` holds newest first."""

    async def _saying(
        self, where: Row, words: str, index: Index, *, after: str | None, limit: int
    ) -> Page[Feedback]:
        """Cases that hold each of the words, newest first, of the next `STRETCH` cases.

        The page may hold few or none and have a `next` all the same: older cases follow there.
        A whole number finds its case however old it is.
        """
        if number := number_of(words):
            found = await self._find_one({"$and": [where, number]})
            return Page((found,) if found else ())
        stretch, end = await self._stretch(where, index, after)
        wanted = [{"$or": [{name: _like(word)} for name in FIELDS]} for word in words.split()]
        page = await self._page(
            {"$and": [where, stretch, *wanted]},
            by=("_id", -1), after=after, limit=limit, hint=index,
        )  # fmt: skip
        return Page(page.items, page.next or (cursor_of([end]) if end else None))

    async def _stretch(
        self, where: Row, index: Index, after: str | None
    ) -> tuple[Row, ObjectId | None]:
        """The filter of the stretch that begins after the cursor, and its last id; none if it is
        the last stretch."""
        if after is not None:
            where = {"$and": [where, {"_id": {"$lt": read_cursor(after, 1)[0]}}]}
        last = self.raw.find(
            where, {"_id": 1}, sort=[("_id", -1)], skip=STRETCH - 1, limit=1, hint=list(index.keys)
        )
        rows = await last.to_list(1)
        end = rows[0]["_id"] if rows else None
        return ({"_id": {"$gte": end}} if end else {}), end


def number_of(words: str) -> Row | None:
    """The filter of the case with that number; None if it is no whole number of a case."""
    if (parts := NUMBER.fullmatch(words.strip())) is None:
        return None
    village, year, month, day, serial = parts.groups()
    return {"division": village, "filed_on": f"{year}-{month}-{day}", "serial": int(serial)}


def _like(word: str) -> Row:
    return {"$regex": re.escape(word), "$options": "i"}
