"""The map: counties, townships and villages, readable by everybody."""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Value


class DivisionView(Value):
    """A division; `level` is county, township or village."""

    code: str
    name: str
    level: str
    parent: str | None


class Counties(ApiHandler):
    @endpoint(
        scope=None, query=Paging, returns=Listing[DivisionView], shared=True, topics=("divisions",)
    )
    async def get(self, query: Paging) -> object:
        """The counties."""
        return await self.services.store.divisions.below(None, after=query.after, limit=query.limit)


class OneDivision(ApiHandler):
    @endpoint(scope=None, returns=DivisionView, shared=True, topics=("divisions",))
    async def get(self, division: str) -> object:
        """One county, township or village."""
        return await self.services.store.divisions.by_code(division)


class DivisionsBelow(ApiHandler):
    @endpoint(
        scope=None, query=Paging, returns=Listing[DivisionView], shared=True, topics=("divisions",)
    )
    async def get(self, division: str, query: Paging) -> object:
        """The townships of a county, or the villages of a township."""
        return await self.services.store.divisions.below(
            division, after=query.after, limit=query.limit
        )


routes = [
    Route("/divisions", Counties),
    Route("/divisions/{division}", OneDivision),
    Route("/divisions/{division}/below", DivisionsBelow),
]
