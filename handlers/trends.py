"""What rises in a division, and how often people corrected tags and routes there."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.base import ApiHandler, endpoint
from handlers.directory import today
from handlers.routing import Route
from handlers.services import Services
from models.base import Day, Value
from models.weeks import Tally, Week, monday_of, summed
from nlp.trends import Period, rising


class RisingWord(Value):
    """A word in `now` of this week's cases where its past lets `expected` be expected.

    `score` 10.83 is one chance in a thousand, 15.1 one in ten thousand.
    """

    word: str
    score: float
    now: int
    expected: float


class Trends(Value):
    """The words that rose in the week that begins on `begins`, the surest first."""

    division: str
    begins: Day
    cases: int
    rising: tuple[RisingWord, ...]


class Figures(Value):
    """Cases of the last 14 weeks; the shares are null while there is no case."""

    division: str
    cases: int
    tags_corrected: int
    routes_corrected: int
    tags_uncorrected_share: float | None
    routes_uncorrected_share: float | None


class WeeksHandler(ApiHandler):
    """Reads a division's weeks: what is hidden from a village is in its township's only."""

    async def recent(self, division: str) -> tuple[str, list[Week]]:
        """The Monday of this week, and the weeks up to now."""
        return await _recent(self.services, division)


class TrendsOfDivision(WeeksHandler):
    @endpoint(scope="trends:read", returns=Trends)
    async def get(self, division: str) -> Trends:
        """Words that became frequent this week against their own past in this division."""
        return await rising_words(self.services, division)


class FiguresOfDivision(WeeksHandler):
    @endpoint(scope="trends:read", returns=Figures)
    async def get(self, division: str) -> Figures:
        """How many cases there were, and how many tags and routes nobody had to correct."""
        _, weeks = await self.recent(division)
        return _figures(division, weeks)


async def rising_words(services: Services, division: str) -> Trends:
    """Words that became frequent this week against their own past in this division."""
    begins, weeks = await _recent(services, division)
    current = next((week.shown for week in weeks if week.begins == begins), Tally())
    past = [_period(week.shown) for week in weeks if week.begins != begins]
    found = await services.blocking.run(rising, _period(current), past)
    words = tuple(RisingWord.model_validate(word) for word in found)
    return Trends(division=division, begins=begins, cases=current.cases, rising=words)


async def _recent(services: Services, division: str) -> tuple[str, list[Week]]:
    begins = monday_of(today(services.store))
    return begins, await services.store.weeks.recent(division, begins)


def _figures(division: str, weeks: Sequence[Week]) -> Figures:
    total = summed(week.shown for week in weeks)
    return Figures(
        division=division,
        cases=total.cases,
        tags_corrected=total.tags_corrected,
        routes_corrected=total.routes_corrected,
        tags_uncorrected_share=_share(total.cases - total.tags_corrected, total.cases),
        routes_uncorrected_share=_share(total.cases - total.routes_corrected, total.cases),
    )


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _period(tally: Tally) -> Period:
    return Period({entry.word: entry.count for entry in tally.words}, tally.cases)


routes = [
    Route("/divisions/{division}/trends", TrendsOfDivision),
    Route("/divisions/{division}/figures", FiguresOfDivision),
]
