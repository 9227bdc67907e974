"""How the villages of an area do: this month against their own past, by tag, by month, by case.

What is hidden from a village counts for those who watch over it, never in what its own people read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from pydantic import Field, StringConstraints

from handlers.base import ApiHandler, endpoint
from handlers.case_views import CaseLine, case_lines
from handlers.directory import today
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.routing import Route
from handlers.trends import RisingWord, rising_words
from models.base import Id, Instant, Page, Value
from models.feedback.counting import Among
from models.feedback.documents import WATCHER_ROLES
from models.overviews import MONTHS_BEFORE, Figures, MonthFigures, Standing, months_back
from models.rates import RateRule, RateRules
from models.rollups import TagSums

Month = Annotated[str, StringConstraints(pattern=r"^20\d{2}-(0[1-9]|1[0-2])$")]
MOST_MONTHS = 12
T = TypeVar("T")


class MonthQuery(Form):
    """Which month (`2026-11`); without one, the current."""

    month: Month | None = None


class CasesQuery(Paging):
    """Which of the cases behind the figures of a month."""

    month: Month | None = None
    among: Among = "all"
    tag: Annotated[str, StringConstraints(max_length=40)] | None = None


class VillageStanding(Standing):
    """The figures of one village, with its name."""

    name: str


class Overview(Value):
    """An area in a month: all of it, each of its villages, and the words that rose this week."""

    division: str
    month: str
    total: Standing
    villages: tuple[VillageStanding, ...]
    rising: tuple[RisingWord, ...]


class Tags(Value):
    """The month's cases by tag, the most frequent first."""

    division: str
    month: str
    tags: tuple[TagSums, ...]


class Months(Value):
    """The last months, the newest first."""

    division: str
    months: tuple[MonthFigures, ...]


class NewRules(Form, RateRules):
    """Rules for the rates, from a month on that has not begun; and why."""

    since: Month
    reason: Annotated[str, StringConstraints(min_length=2, max_length=200)]


class Rules(Value):
    """Rules of a county, and from when they hold."""

    id: Id
    since: str
    rules: RateRules
    reason: str
    set_by_name: str
    set_at: Instant


class RuleBook(Value):
    """What holds this month, and every rule there was or will be."""

    current: RateRules
    items: tuple[Rules, ...]
    next: None = Field(default=None)


class OverviewHandler(ApiHandler):
    """What all views of figures share."""

    @property
    def today(self) -> str:
        """The day by China's clock."""
        return today(self.services.store)

    def sees_hidden(self, division: str) -> bool:
        """True for those who watch over the division."""
        return self.actor.viewer.holds(WATCHER_ROLES, division)

    async def figures(
        self,
        division: str,
        month: str,
        work: Callable[[Figures], T],
        *,
        before: int = MONTHS_BEFORE,
    ) -> T:
        """What `work` makes, in a thread, of the roll-ups around the month and of those from
        before in which something is still open."""
        store, first = self.services.store, months_back(month, before)
        rollups = [
            *await store.rollups.open_before(division, first),
            *await store.rollups.in_area(division, first, max(month, self.today[:7])),
        ]
        book, hidden = await self.book(division), self.sees_hidden(division)
        return await self.services.blocking.run(
            lambda: work(Figures(rollups, book, month, hidden=hidden))
        )

    async def book(self, division: str) -> Sequence[RateRule]:
        """The rules of the division's county."""
        return await self.services.store.rate_rules.of_county(division[:6])


class OverviewOfDivision(OverviewHandler):
    @endpoint(scope="overview:read", query=MonthQuery, returns=Overview)
    async def get(self, division: str, query: MonthQuery) -> Overview:
        """How each village of a township or county does, against its own past."""
        month, day = query.month or self.today[:7], self.today
        villages = await self.services.store.divisions.villages_in(division)

        def stand(figures: Figures) -> tuple[Standing, tuple[VillageStanding, ...]]:
            lines = (_named(figures.standing(v.code, day), v.name) for v in villages)
            return figures.standing(division, day), tuple(lines)

        total, lines = await self.figures(division, month, stand)
        rising = (await rising_words(self.services, division)).rising
        return Overview(division=division, month=month, total=total, villages=lines, rising=rising)


class TagsOfDivision(OverviewHandler):
    @endpoint(scope="overview:read", query=MonthQuery, returns=Tags)
    async def get(self, division: str, query: MonthQuery) -> Tags:
        """What the cases of the month are about."""
        month = query.month or self.today[:7]
        tags = await self.figures(division, month, lambda found: found.tags(division), before=0)
        return Tags(division=division, month=month, tags=tags)


class MonthsOfDivision(OverviewHandler):
    @endpoint(scope="overview:read", returns=Months)
    async def get(self, division: str) -> Months:
        """The rates of the last twelve months, each by the rules of its time."""
        latest = self.today[:7]
        months = await self.figures(
            division,
            latest,
            lambda found: tuple(
                found.month(division, months_back(latest, count)) for count in range(MOST_MONTHS)
            ),
            before=MOST_MONTHS - 1,
        )
        return Months(division=division, months=months)


class CasesBehindFigures(OverviewHandler):
    @endpoint(scope="overview:read", query=CasesQuery, returns=Listing[CaseLine])
    async def get(self, division: str, query: CasesQuery) -> Page[CaseLine]:
        """The cases behind the figures of a month, of those that I may see, newest first."""
        page = await self.services.store.feedback.behind_figures(
            division,
            query.month or self.today[:7],
            hidden=self.sees_hidden(division),
            among=query.among,
            tag=query.tag,
            after=query.after,
            limit=query.limit,
        )
        return case_lines(page)


class RateRulesOfDivision(OverviewHandler):
    @endpoint(scope="overview:read", returns=RuleBook)
    async def get(self, division: str) -> RuleBook:
        """By which rules the rates are made, now, before and from when on."""
        book = await self.book(division)
        figures = [rule for rule in book if rule.since <= self.today[:7]]
        current = figures[-1].rules if figures else RateRules()
        return RuleBook(current=current, items=tuple(Rules.model_validate(rule) for rule in book))

    @endpoint(scope="rates:set", body=NewRules, returns=Rules, status=201)
    async def post(self, division: str, form: NewRules) -> RateRule:
        """Set rules of the county from a month on that has not begun; what is over stays."""
        session = self.actor.known()
        rules = RateRules.model_validate(form.model_dump())
        added = await self.services.store.rate_rules.add(
            division[:6], form.since, rules,
            reason=form.reason, by=session.account, name=session.name,
        )  # fmt: skip
        await self.audit("rates.set", division=division[:6], about=f"rate_rules/{added.id}")
        return added


def _named(standing: Standing, name: str) -> VillageStanding:
    return VillageStanding(name=name, **standing.model_dump())


routes = [
    Route("/divisions/{division}/overview", OverviewOfDivision),
    Route("/divisions/{division}/overview/tags", TagsOfDivision),
    Route("/divisions/{division}/overview/months", MonthsOfDivision),
    Route("/divisions/{division}/overview/cases", CasesBehindFigures),
    Route("/divisions/{division}/rate-rules", RateRulesOfDivision),
]
