"""How messages went out: counts by channel and kind, for those who watch over an area."""

from __future__ import annotations

from handlers.base import ApiHandler, endpoint
from handlers.directory import today
from handlers.forms import Form
from handlers.routing import Route
from models.base import Day, Value
from models.sendings import SendingLine


class DayQuery(Form):
    """Which day; without it, today."""

    day: Day | None = None


class SendingsOfDay(Value):
    """The attempts of a day; `failed` ones are repeated, and at last shown as dead jobs."""

    day: Day
    lines: tuple[SendingLine, ...]


class Sendings(ApiHandler):
    @endpoint(scope="sending:read", query=DayQuery, returns=SendingsOfDay)
    async def get(self, division: str, query: DayQuery) -> SendingsOfDay:
        """How many messages reached people of an area on a day, by channel and kind."""
        day = query.day or today(self.services.store)
        lines = await self.services.store.sendings.of_day(division, day)
        return SendingsOfDay(day=day, lines=tuple(lines))


routes = [Route("/divisions/{division}/sendings", Sendings)]
