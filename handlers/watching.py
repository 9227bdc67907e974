"""What who watches over an area can look through: its open cases now, and what is left out.

The figures of the overview count the same cases; here they are, as far as one may see them.
"""

from __future__ import annotations

from handlers.base import endpoint
from handlers.case_views import CaseLine, case_lines
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.overview import OverviewHandler
from handlers.routing import Route
from models.base import Page
from models.feedback.watching import Now


class NowQuery(Paging):
    """Which of the figures as of now; `cadres` are cases about the village's own cadres."""

    among: Now = "open"


class ExclusionsQuery(Paging):
    """Those that are left out, or those that wait for a second person."""

    confirmed: bool = False


class OpenCasesOfDivision(OverviewHandler):
    @endpoint(scope="overview:read", query=NowQuery, returns=Listing[CaseLine])
    async def get(self, division: str, query: NowQuery) -> Page[CaseLine]:
        """The open cases that a figure counts now, of all months, the one due first at the top."""
        page = await self.services.store.feedback.open_now(
            division,
            hidden=self.sees_hidden(division),
            among=query.among,
            after=query.after,
            limit=query.limit,
        )
        return case_lines(page)


class ExclusionsOfDivision(OverviewHandler):
    @endpoint(scope="overview:read", query=ExclusionsQuery, returns=Listing[CaseLine])
    async def get(self, division: str, query: ExclusionsQuery) -> Page[CaseLine]:
        """Cases that are left out of the rates, or wait for a second person, newest first."""
        page = await self.services.store.feedback.exclusions(
            division,
            hidden=self.sees_hidden(division),
            confirmed=query.confirmed,
            after=query.after,
            limit=query.limit,
        )
        return case_lines(page)


routes = [
    Route("/divisions/{division}/overview/open", OpenCasesOfDivision),
    Route("/divisions/{division}/exclusions", ExclusionsOfDivision),
]
