"""The township's view of disclosure: villages against items, and the rates; also as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from handlers.base import ApiHandler, endpoint
from handlers.calendar import ItemId
from handlers.forms import Form
from handlers.routing import Route
from handlers.sheets import harmless
from models.base import CHINA, Day, Value
from models.catalogue import Item
from models.disclosures import Category
from models.divisions import Division
from models.errors import Invalid, Mistake
from models.obligations import Cell, ObligationState, Rate, RateBy, matrix, rates

# A span is read whole.
MOST_VILLAGES = 1_000
STATES: dict[ObligationState, str] = {
    "overdue": "逾期",
    "near": "将到期",
    "due": "未到期",
    "met": "已公开",
    "excused": "已豁免",
}


class Span(Form):
    """Due days, both included; this year if they are left out."""

    since: Day | None = None
    until: Day | None = None


class MatrixQuery(Span):
    """Which part of the matrix."""

    item: ItemId | None = None
    category: Category | None = None
    state: ObligationState | None = None


class RatesQuery(Span):
    """A line for each village, or for each month of the due day."""

    by: RateBy = "village"


class MatrixItem(Value):
    """A column."""

    id: str
    name: str
    category: Category


class MatrixRow(Value):
    """A village; its cells stand in the order of the columns, null where nothing is due."""

    village: str
    name: str
    cells: tuple[Cell | None, ...]


class MatrixView(Value):
    """Villages against items. A cell has the state (colour) of the worst in it; `count` of its
    obligations are in that state, out of `of`. `counts` are cells by state."""

    division: str
    since: Day
    until: Day
    items: tuple[MatrixItem, ...]
    rows: tuple[MatrixRow, ...]
    counts: dict[ObligationState, int]


class RatesView(Value):
    """The rates of an area: completeness is met / due, punctuality met in time / due, `due` being
    the obligations whose day has passed without the excused ones. No category: all of them."""

    division: str
    since: Day
    until: Day
    rates: tuple[Rate, ...]


class MatrixHandler(ApiHandler):
    """Reads the figures of a span."""

    def span(self, query: Span) -> tuple[str, str]:
        """First and last due day; raises `Invalid` where they are the wrong way round."""
        year = self.services.store.now().astimezone(CHINA).year
        since, until = query.since or f"{year}-01-01", query.until or f"{year}-12-31"
        if since > until:
            raise Invalid([Mistake("query.until", "before_since")])
        return since, until

    async def matrix(self, division: str, query: MatrixQuery) -> MatrixView:
        """The matrix, with only the villages and items that have something in it."""
        store, (since, until) = self.services.store, self.span(query)
        changes = await store.catalogue_changes.over(division)
        cells = await matrix(
            store.obligations,
            division,
            since,
            until,
            items=(query.item,) if query.item else (),
            category=query.category,
            state=query.state,
        )
        villages = await store.divisions.villages_in(division, limit=MOST_VILLAGES)
        known = dict(changes.items(division, store.obligations.today))
        below = {item for row in cells.values() for item in row} - known.keys()
        columns = _columns(cells, known | await store.catalogue_changes.own_items(below))
        rows = tuple(_row(v, cells[v.code], columns) for v in villages if v.code in cells)
        counts = dict.fromkeys(STATES, 0)
        for row in rows:
            for cell in row.cells:
                if cell is not None:
                    counts[cell.state] += 1
        return MatrixView(
            division=division, since=since, until=until, items=columns, rows=rows, counts=counts
        )


class MatrixOfDivision(MatrixHandler):
    @endpoint(scope="obligation:oversee", query=MatrixQuery, returns=MatrixView)
    async def get(self, division: str, query: MatrixQuery) -> MatrixView:
        """Villages against items, coloured by state."""
        return await self.matrix(division, query)


class MatrixAsCsv(MatrixHandler):
    @endpoint(scope="obligation:oversee", query=MatrixQuery, raw=True, produces=("text/csv",))
    async def get(self, division: str, query: MatrixQuery) -> None:
        """The same as a table for a spreadsheet; the export is audited."""
        found = await self.matrix(division, query)
        await self.audit("matrix.export", division=division, note=f"{found.since}/{found.until}")
        body = await self.services.blocking.run(to_csv, found)
        self.set_header("Content-Type", "text/csv; charset=utf-8")
        name = f"disclosure-matrix-{division}-{found.since}-{found.until}.csv"
        self.set_header("Content-Disposition", f'attachment; filename="{name}"')
        self.finish(body)


class RatesOfDivision(MatrixHandler):
    @endpoint(scope="obligation:oversee", query=RatesQuery, returns=RatesView)
    async def get(self, division: str, query: RatesQuery) -> RatesView:
        """Completeness and punctuality by village or month, and by category."""
        since, until = self.span(query)
        found = await rates(self.services.store.obligations, division, since, until, by=query.by)
        return RatesView(division=division, since=since, until=until, rates=tuple(found))


def to_csv(found: MatrixView) -> bytes:
    """UTF-8 with the mark that spreadsheets want; a cell says its state and how many have it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["村代码", "村", *(harmless(f"{item.id} {item.name}") for item in found.items)])
    for row in found.rows:
        writer.writerow([row.village, harmless(row.name), *(_told(cell) for cell in row.cells)])
    return text.getvalue().encode("utf-8-sig")


def _columns(
    cells: Mapping[str, Mapping[str, Cell]], known: Mapping[str, Item]
) -> tuple[MatrixItem, ...]:
    """The items that occur, in the order of the catalogue; those of the villages come last."""
    found = {item for row in cells.values() for item in row}
    return tuple(MatrixItem.model_validate(known[item]) for item in known if item in found)


def _row(
    village: Division, cells: Mapping[str, Cell], columns: tuple[MatrixItem, ...]
) -> MatrixRow:
    found = tuple(cells.get(column.id) for column in columns)
    return MatrixRow(village=village.code, name=village.name, cells=found)


def _told(cell: Cell | None) -> str:
    return "" if cell is None else f"{STATES[cell.state]} {cell.count}/{cell.of}"


routes = [
    Route("/divisions/{division}/disclosure-matrix", MatrixOfDivision),
    Route("/divisions/{division}/disclosure-matrix/csv", MatrixAsCsv),
    Route("/divisions/{division}/disclosure-rates", RatesOfDivision),
]
