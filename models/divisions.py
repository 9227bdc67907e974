"""Administrative divisions (行政区划): counties, townships, villages, and prefix arithmetic.

Codes are the national statistical codes: 6 digits name the county, 9 the township, 12 the village,
so that "inside my area" is a prefix test. Village names repeat inside a county: never key by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from pymongo import UpdateOne

from models.base import Collection, Document, Index, Page

Level = Literal["county", "township", "village"]
LENGTHS: dict[Level, int] = {"county": 6, "township": 9, "village": 12}
CODE = re.compile(r"^(\d{6}|\d{9}|\d{12})$")


def areas_of(code: str) -> tuple[str, ...]:
    """The division and all above it: `330825001002` lies in 330825, 330825001 and itself.

    Stored with each document, it turns "in my area" into an equality that an index can sort on.
    """
    return tuple(code[:length] for length in LENGTHS.values() if length <= len(code))


def covers(division: str, code: str) -> bool:
    """True if `code` is the division or lies inside; the empty division covers everything."""
    return code.startswith(division)


def level_of(code: str) -> Level:
    """The level that the length of the code tells; raises `ValueError` for any other length."""
    for level, length in LENGTHS.items():
        if len(code) == length:
            return level
    raise ValueError(code)


class Division(Document):
    """One county, township or village; `parent` is the code above it (none for a county)."""

    code: str
    name: str
    level: Level
    parent: str | None = None


class Divisions(Collection[Division]):
    """The map that everything hangs on: small, read often, changed by a seed or an import."""

    name = "divisions"
    document = Division
    indexes = (
        Index("by code", (("code", 1),), unique=True),
        Index("the divisions of one parent, in order", (("parent", 1), ("code", 1))),
    )

    async def by_code(self, code: str) -> Division:
        """The division of that code; raises `NotFound`."""
        return self._read(await self.raw.find_one({"code": code}))

    async def below(
        self, parent: str | None, *, after: str | None = None, limit: int = 100
    ) -> Page[Division]:
        """The divisions directly below `parent` (the counties for None), by code."""
        where = {"parent": parent if parent else {"$exists": False}}
        return await self._page(where, by=("code", 1), after=after, limit=limit, unique=True)

    async def villages_in(self, division: str, *, limit: int = 5000) -> list[Division]:
        """The villages of a division, of whatever level ("": all), by code."""
        # The colon is the character after "9": what begins with the code lies below it.
        where = {"code": {"$gte": division, "$lt": f"{division}:"}, "level": "village"}
        return await self._find(where, sort=[("code", 1)], limit=limit)

    async def villages_after(
        self, code: str, *, within: str = "", limit: int = 50
    ) -> list[Division]:
        """The next villages behind that code, in a division or ("") everywhere, by code."""
        inside = {"$gte": within, "$lt": f"{within}:", "$gt": code}
        where = {"code": inside, "level": "village"}
        return await self._find(where, sort=[("code", 1)], limit=limit)

    async def unknown(self, codes: Iterable[str]) -> frozenset[str]:
        """Which of up to a page of codes name no division."""
        wanted = set(codes)
        found = self.raw.find({"code": {"$in": sorted(wanted)}}, {"code": 1})
        return frozenset(wanted - {row["code"] async for row in found})

    async def add_all(self, divisions: Iterable[Division]) -> None:
        """Adds or renames divisions; again changes nothing."""
        changes = [
            UpdateOne(
                {"code": division.code},
                {"$set": division.model_dump(exclude={"id"}, exclude_none=True)},
                upsert=True,
            )
            for division in divisions
        ]
        await self.raw.bulk_write(changes, ordered=False)
