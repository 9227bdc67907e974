"""A disclosure for people: plain sentences, chart data, last year beside each line, texts to read
aloud and for the loudspeaker. All is made of what is published, by the functions of models/plain.
"""

from __future__ import annotations

from collections.abc import Iterator

from handlers.base import ApiHandler, endpoint
from handlers.markdown import to_text
from handlers.routing import Route
from models.base import Day, Id, Value
from models.disclosures import Disclosure
from models.plain.figures import Figures, LastYear, Way, a_year_before, by_subject, figures_of
from models.plain.numerals import money_in_figures, period_in_words
from models.plain.telling import Told, loudspeaker, read_aloud, summary

# Nobody listens to more lines of a table.
MOST_ROWS_READ = 30


class SummaryView(Value):
    """`figures` are data for charts (by subject, in and out, last year beside; fen); `sentences`
    say them in plain words; `speech` and `loudspeaker` say them with numbers in words."""

    id: Id
    division: str
    village: str
    title: str
    period: str
    period_text: str
    board_until: Day | None
    figures: Figures
    sentences: tuple[str, ...]
    speech: str
    loudspeaker: str


class ComparedEntry(Value):
    """An entry, and what all entries of its subject and way came to in the year before (fen);
    null where nothing compares."""

    line: int
    subject: str
    way: Way
    amount: int
    last_year: int | None


class ComparisonView(Value):
    """Each entry with the same subject of the same period last year beside it."""

    id: Id
    period: str
    last_year: LastYear | None
    entries: tuple[ComparedEntry, ...]


class ReadingHandler(ApiHandler):
    """Knows what a disclosure is read together with."""

    async def last_year(self, disclosure: Disclosure) -> Disclosure | None:
        """What is published of the same item for the same period a year before."""
        before = a_year_before(disclosure.period)
        if disclosure.item is None or before is None:
            return None
        disclosures = self.services.store.disclosures
        return await disclosures.of_item(disclosure.division, disclosure.item, before)

    async def summary(self, disclosure: Disclosure) -> SummaryView:
        """The disclosure in plain words."""
        store = self.services.store
        village = await store.divisions.by_code(disclosure.division)
        headcount = await store.headcounts.of_village(disclosure.division)
        last = await self.last_year(disclosure)
        return await self.services.blocking.run(
            summary_of, disclosure, village.name, last, headcount.households
        )


class SummaryOfDisclosure(ReadingHandler):
    @endpoint(scope=None, returns=SummaryView, shared=True, topics=("disclosures", "headcounts"))
    async def get(self, disclosure: Disclosure) -> SummaryView:
        """A published disclosure in plain words, as chart data, and to be read aloud."""
        return await self.summary(disclosure.in_public())


class ComparisonOfDisclosure(ReadingHandler):
    @endpoint(scope=None, returns=ComparisonView, shared=True, topics=("disclosures",))
    async def get(self, disclosure: Disclosure) -> ComparisonView:
        """Each entry of a published disclosure with last year beside it."""
        shown = disclosure.in_public()
        last = await self.last_year(shown)
        return await self.services.blocking.run(comparison_of, shown, last)


def summary_of(
    disclosure: Disclosure, village: str, last: Disclosure | None, households: int | None
) -> SummaryView:
    """Figures, sentences and spoken texts of one published disclosure."""
    figures = figures_of(disclosure, last, households)
    told = Told(
        village,
        disclosure.title,
        disclosure.period,
        "\n".join(body_lines(disclosure)),
        disclosure.board_until,
    )
    return SummaryView(
        **disclosure.model_dump(include={"id", "division", "title", "period", "board_until"}),
        village=village,
        period_text=period_in_words(disclosure.period),
        figures=figures,
        sentences=summary(told, figures),
        speech=read_aloud(told, figures),
        loudspeaker=loudspeaker(told, figures),
    )


def comparison_of(disclosure: Disclosure, last: Disclosure | None) -> ComparisonView:
    """Each entry beside the sum of its subject a year before."""
    compared = by_subject(disclosure.entries, last.entries if last else None)
    before = {(line.subject, line.way): line.last_year for line in compared}
    entries = tuple(
        ComparedEntry(
            line=line,
            subject=entry.subject,
            way=entry.way,
            amount=entry.amount,
            last_year=before[entry.subject, entry.way],
        )
        for line, entry in enumerate(disclosure.entries, 1)
    )
    totals = last and LastYear(
        id=last.id,
        period=last.period,
        income=last.total("income"),
        expense=last.total("expense"),
    )
    return ComparisonView(
        id=disclosure.id, period=disclosure.period, last_year=totals, entries=entries
    )


def body_lines(disclosure: Disclosure) -> Iterator[str]:
    """The text, the filled-in fields and the table, as one reads them to somebody."""
    yield from to_text(disclosure.html).splitlines()
    for field in disclosure.fields:
        said = field.text if field.amount is None else money_in_figures(field.amount)
        if said:
            yield f"{field.name}：{said}。"
    table = disclosure.table
    for row in table.rows[:MOST_ROWS_READ] if table else ():
        cells = zip(table.columns if table else (), row, strict=False)
        yield (
            "，".join(
                f"{column.name}{money_in_figures(cell) if isinstance(cell, int) else cell}"
                for column, cell in cells
            )
            + "。"
        )


routes = [
    Route("/disclosures/{disclosure}/summary", SummaryOfDisclosure),
    Route("/disclosures/{disclosure}/comparison", ComparisonOfDisclosure),
]
