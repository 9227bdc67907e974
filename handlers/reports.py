"""Reports of weeks and months: asked for, listed, read on screen, taken away. Taking is audited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal
from urllib.parse import quote

from handlers.base import ApiHandler, endpoint
from handlers.forms import Form, Paging
from handlers.listing import Listing
from handlers.routing import Route
from handlers.sheets import PAGE_POLICY, as_csv, as_page, as_xlsx
from models.base import Day, Id, Instant, Page, Value
from models.reports import Kind, Period, Report, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, PAGE = "text/csv", "text/html"
WorkState = Literal["waiting", "made", "failed"]


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


class NewReport(Form):
    """The week or month in which the day lies, today if none is named; what is over of it."""

    kind: Kind = "month"
    on: Day | None = None


class ReportWork(Value):
    """How far the report is that somebody asked for: `report` is its id as soon as it is made."""

    kind: Kind
    first: Day
    last: Day
    state: WorkState
    report: Id | None


class ReportMaking(ApiHandler):
    """What asking for a report and looking how far it is share."""

    def period(self, form: NewReport) -> Period:
        """The days that are reported; raises `Invalid`."""
        reports = self.services.store.reports
        return reports.around(form.kind, date.fromisoformat(form.on) if form.on else reports.today)

    async def work(self, division: str, period: Period) -> ReportWork:
        """How far the report is."""
        store = self.services.store
        # In this order: what is finished meanwhile is found.
        job = await store.jobs.by_key(period.job(division)[0])
        made = await store.reports.made(division, period)
        state: WorkState = "waiting" if job is not None and job.state == "due" else "failed"
        return ReportWork(**period.model_dump(), state="made" if made else state, report=made)


class ReportsOfDivision(ReportMaking):
    @endpoint(scope="report:make", body=NewReport, returns=ReportWork, status=201)
    async def post(self, division: str, form: NewReport) -> ReportWork:
        """Have a report made now, of a period that is over or of the days of this one so far.

        Asking again asks for the same report; one that failed is tried again.
        """
        store, period = self.services.store, self.period(form)
        await store.divisions.by_code(division)
        key, payload = period.job(division)
        if not await store.reports.made(division, period):
            await store.jobs.enqueue("report", key, payload)
            if (job := await store.jobs.by_key(key)) is not None and job.state == "dead":
                await store.jobs.revive(job.id)
        return await self.work(division, period)

    @endpoint(scope="report:read", query=ReportsQuery, returns=Listing[ReportLine])
    async def get(self, division: str, query: ReportsQuery) -> Page[Report]:
        """The reports of a village or township, newest first."""
        return await self.services.store.reports.of_division(
            division, query.kind, after=query.after, limit=query.limit
        )


class ReportUnderWay(ReportMaking):
    @endpoint(scope="report:make", query=NewReport, returns=ReportWork)
    async def get(self, division: str, query: NewReport) -> ReportWork:
        """How far the report is that was asked for; `failed`, too, where nobody asked."""
        return await self.work(division, self.period(query))


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
    Route("/divisions/{division}/reports/work", ReportUnderWay),
    Route("/reports/{report}", OneReport),
    Route("/reports/{report}/csv", ReportCsv),
    Route("/reports/{report}/xlsx", ReportXlsx),
    Route("/reports/{report}/page", ReportPage),
]
