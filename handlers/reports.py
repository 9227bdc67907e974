"""Reports of weeks and months: listed, read on screen, taken away as a file. Taking is audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from handlers.base import ApiHandler, endpoint
from handlers.forms import Paging
from handlers.listing import Listing
from handlers.routing import Route
from handlers.sheets import PAGE_POLICY, as_csv, as_page, as_xlsx
from models.base import Day, Id, Instant, Page, Value
from models.reports import Kind, Report, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, PAGE = "text/csv", "text/html"


class ReportsQuery(Paging):
    """Weekly or monthly ones."""

    kind: Kind = "month"


class ReportLine(Value):
    """A report in a list."""

    id: Id
    division: str
    kind: Kind
    first: Day
    last: Day
    title: str
    made_at: Instant


class ReportView(ReportLine):
    """A report with its tables: what stood when it was made."""

    tables: tuple[Table, ...]


class ReportsOfDivision(ApiHandler):
    @endpoint(scope="report:read", query=ReportsQuery, returns=Listing[ReportLine])
    async def get(self, division: str, query: ReportsQuery) -> Page[Report]:
        """The reports of a village or township, newest first."""
        return await self.services.store.reports.of_division(
            division, query.kind, after=query.after, limit=query.limit
        )


class OneReport(ApiHandler):
    @endpoint(scope="report:read", returns=ReportView)
    async def get(self, report: Report) -> Report:
        """One report on screen."""
        return report


class ReportFile(ApiHandler):
    """What the three kinds of file share."""

    async def give(
        self, report: Report, write: Callable[[str, Sequence[Table]], bytes], kind: str, ending: str
    ) -> None:
        """Writes the file off the loop, notes who takes it, and sends it."""
        data = await self.services.blocking.run(write, report.title, report.tables)
        await self.audit(
            "report.download",
            division=report.division,
            about=f"reports/{report.id}",
            note=ending,
        )
        self.set_header("Content-Type", kind if kind == XLSX else f"{kind}; charset=utf-8")
        name = quote(f"{report.title}.{ending}")
        shown = "inline" if kind == PAGE else "attachment"
        self.set_header("Content-Disposition", f"{shown}; filename*=UTF-8''{name}")
        self.finish(data)


class ReportCsv(ReportFile):
    @endpoint(scope="report:read", raw=True, produces=(CSV,))
    async def get(self, report: Report) -> None:
        """The report as CSV (UTF-8 with a byte order mark)."""
        await self.give(report, as_csv, CSV, "csv")


class ReportXlsx(ReportFile):
    @endpoint(scope="report:read", raw=True, produces=(XLSX,))
    async def get(self, report: Report) -> None:
        """The report as an Excel file, a sheet for each table."""
        await self.give(report, as_xlsx, XLSX, "xlsx")


class ReportPage(ReportFile):
    @endpoint(scope="report:read", raw=True, produces=(PAGE,))
    async def get(self, report: Report) -> None:
        """The report as a page to print."""
        self.set_header("Content-Security-Policy", PAGE_POLICY)
        await self.give(report, as_page, PAGE, "html")


routes = [
    Route("/divisions/{division}/reports", ReportsOfDivision),
    Route("/reports/{report}", OneReport),
    Route("/reports/{report}/csv", ReportCsv),
    Route("/reports/{report}/xlsx", ReportXlsx),
    Route("/reports/{report}/page", ReportPage),
]
