"""What who watches over an area can look through: its open cases now, and what is left out.

The figures of the overview count the same cases; here they are, as far as one may see them.
"""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.case_views import CaseLine, case_line
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from models.base import Page
from models.feedback.documents import WATCHER_ROLES, Feedback
from models.feedback.watching import Now


class NowQuery(Paging):
    """Which of the figures as of now; `cadres` are cases about the village's own cadres."""

    among: Now = "open"


class ExclusionsQuery(Paging):
    """Those that are left out, or those that wait for a second person."""

    confirmed: bool = False


class WatchingHandler(ApiHandler):
    """What both lists share."""

    def sees_hidden(self, division: str) -> bool:
        """True for those who watch over the division."""
        return self.actor.viewer.holds(WATCHER_ROLES, division)

    def lines(self, page: Page[Feedback]) -> Page[CaseLine]:
        """The cases as lines."""
        return Page(tuple(case_line(case) for case in page.items), page.next)


class OpenCasesOfDivision(WatchingHandler):
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
        return self.lines(page)


class ExclusionsOfDivision(WatchingHandler):
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
        return self.lines(page)


routes = [
    Route("/divisions/{division}/overview/open", OpenCasesOfDivision),
    Route("/divisions/{division}/exclusions", ExclusionsOfDivision),
]
