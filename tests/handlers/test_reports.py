"""Reports: made once by the worker, kept, taken away as files that no program runs."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from handlers.sheets import as_csv, as_page, as_xlsx, harmless
from models.base import CHINA
from models.reports import Table, period_of
from tests.factories import COUNTY, OUTSIDE, TOWNSHIP, VILLAGE
from tests.handlers.test_filing import GRAFT, PATH
from tests.handlers.test_overview import solved_case

FORMULAS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


async def a_month_later(api, make, worker, clock) -> None:
    await worker.until_idle()
    clock.forward_to_day(2)
    make.sign_in_again()
    await worker.until_idle()


async def reports(api, division=TOWNSHIP, role="monitor", kind="month") -> list[dict]:
    reply = await api("GET", f"/divisions/{division}/reports?kind={kind}", role=role)
    return reply.json["items"]


async def test_a_month_that_is_over_is_reported_once_for_the_village_and_its_township(
    api, make, worker, clock
):
    await make.village()
    await solved_case(api)
    await api("POST", PATH, GRAFT, role="villager")
    await a_month_later(api, make, worker, clock)
    (town,), (village,) = await reports(api), await reports(api, VILLAGE, "secretary")
    table = (await api("GET", f"/reports/{town['id']}", role="monitor")).json["tables"][0]
    rows = {row[0]: dict(zip(table["columns"], row, strict=True)) for row in table["rows"]}
    assert (rows["前村"]["诉求数"], rows["合计"]["诉求数"], rows["后村"]["诉求数"]) == (2, 2, 0)
    own = (await api("GET", f"/reports/{village['id']}", role="secretary")).json["tables"][0]
    assert own["rows"][0][1] == 1, "what is hidden from the village is not in its report"


async def test_a_week_is_reported_from_monday_to_sunday_beside_the_one_before(
    api, make, worker, clock
):
    await make.village()
    to_monday = 7 - clock().astimezone(CHINA).weekday()
    for cases in (1, 2):
        clock.forward(timedelta(days=to_monday))
        make.sign_in_again()
        for _ in range(cases):
            await solved_case(api)
        to_monday = 7
    clock.forward(timedelta(days=7))
    make.sign_in_again()
    await worker.until_idle()
    newest, *_ = await reports(api, kind="week")
    first, last = (date.fromisoformat(newest[day]) for day in ("first", "last"))
    assert (first.weekday(), (last - first).days, "周报" in newest["title"]) == (0, 6, True)
    reported, tags = (await api("GET", f"/reports/{newest['id']}", role="monitor")).json["tables"]
    rows = {row[0]: dict(zip(reported["columns"], row, strict=True)) for row in reported["rows"]}
    assert (rows["合计"]["诉求数"], rows["上期"]["诉求数"], rows["前村"]["诉求数"]) == (2, 1, 2)
    assert (rows["前村"]["响应率%"], rows["前村"]["满意"], rows["后村"]["响应率%"]) == (
        100.0,
        2,
        None,
    )
    assert tags["rows"][0][1:] == [2, 0, 2, 2]


async def test_a_report_stays_as_it_was_made_and_is_made_once_by_however_many_workers(
    api, make, worker, clock
):
    await make.village()
    await solved_case(api)
    await a_month_later(api, make, worker, clock)
    (before,) = await reports(api)
    await make.store.jobs.enqueue(
        "report", "again", {"division": TOWNSHIP, **period_of("month", _day(before)).model_dump()}
    )
    await worker.until_idle()
    assert await reports(api) == [before]


def _day(report: dict):

    return date.fromisoformat(report["first"])


@pytest.mark.parametrize(
    ("ending", "kind"), [("csv", "text/csv"), ("xlsx", "application/vnd"), ("page", "text/html")]
)
async def test_each_kind_of_file_is_given_and_each_download_is_written_down(
    api, make, worker, clock, ending, kind
):
    await make.village()
    await solved_case(api)
    await a_month_later(api, make, worker, clock)
    (report,) = await reports(api)
    reply = await api("GET", f"/reports/{report['id']}/{ending}", role="monitor")
    assert reply.raw.headers["Content-Type"].startswith(kind)
    assert len(reply.raw.body) > 200
    log = (await api("GET", f"/divisions/{TOWNSHIP}/audit", role="monitor")).json["items"]
    assert log[0]["what"] == "report.download"
    assert log[0]["about"] == f"reports/{report['id']}"


async def test_nobody_reads_a_report_of_another_area_or_of_the_level_above(
    api, make, worker, clock
):
    await make.village()
    await solved_case(api)
    await a_month_later(api, make, worker, clock)
    (report,) = await reports(api)
    for role, division in (("secretary", VILLAGE), ("monitor", OUTSIDE), ("secretary", OUTSIDE)):
        for ending in ("", "/csv", "/xlsx", "/page"):
            reply = await api(
                "GET", f"/reports/{report['id']}{ending}", role=role, division=division
            )
            assert reply.status == 404
    assert (await api("GET", f"/divisions/{TOWNSHIP}/reports", role="secretary")).status == 403


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_a_formula_in_any_kind_of_file(text):
    table = Table(title="表", columns=("a", text), rows=((text, 1), ("好", -2.5)))
    assert harmless(text) == f"'{text}"
    lines = list(csv.reader(io.StringIO(as_csv(text, [table]).decode("utf-8-sig"), newline="")))
    assert lines[0] == [f"'{text}"]
    assert lines[-1] == ["好", "-2.5"], "numbers stay numbers"
    sheet = load_workbook(io.BytesIO(as_xlsx(text, [table]))).worksheets[0]
    types = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert types == {"s", "n"}


def test_a_page_to_print_shows_what_cells_say_and_runs_none_of_it():
    table = Table(title="<b>", columns=("<script>alert(1)</script>",), rows=(("<img src=x>",),))
    page = as_page("a&b", [table]).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x&gt;" in page


async def test_the_report_of_these_days_is_asked_for_made_once_and_ends_yesterday(
    api, make, worker, clock
):
    clock.forward_to_day(10)
    await make.village()
    path, this_month = f"/divisions/{TOWNSHIP}/reports", {"kind": "month"}
    await solved_case(api)
    clock.forward(timedelta(days=1))
    make.sign_in_again()
    yesterday = (clock().astimezone(CHINA).date() - timedelta(days=1)).isoformat()
    asked = [(await api("POST", path, this_month, role="monitor")).json for _ in range(2)]
    assert [one["state"] for one in asked] == ["waiting", "waiting"]
    await worker.until_idle()
    work = (await api("GET", f"{path}/work?kind=month", role="monitor")).json
    (made,) = await reports(api)
    assert (work["state"], work["report"], made["last"]) == ("made", made["id"], yesterday)
    assert "期未满" in made["title"]
    assert (await api("POST", path, this_month, role="monitor")).json == work


async def test_a_county_reads_its_townships_and_the_whole_month_is_made_all_the_same(
    api, make, worker, clock
):
    await make.village()
    await solved_case(api)
    await a_month_later(api, make, worker, clock)
    on = (clock().astimezone(CHINA).date().replace(day=1) - timedelta(days=1)).isoformat()
    body = {"kind": "month", "on": on}
    asked = (await api("POST", f"/divisions/{COUNTY}/reports", body, role="county")).json
    assert (asked["last"], asked["state"]) == (on, "waiting")
    await worker.until_idle()
    (made,) = await reports(api, COUNTY, "county")
    table = (await api("GET", f"/reports/{made['id']}", role="county")).json["tables"][0]
    assert table["columns"][0] == "乡镇"
    assert [row[:2] for row in table["rows"]][-2:] == [["合计", 1], ["上期", 0]]


@pytest.mark.parametrize(
    ("on", "code"), [("2099-01-01", "no_day_over"), ("2001-01-01", "report_long_ago")]
)
async def test_no_report_is_made_of_days_to_come_or_long_ago(api, make, on, code):
    await make.village()
    body = {"kind": "week", "on": on}
    refused = await api("POST", f"/divisions/{VILLAGE}/reports", body, role="secretary")
    assert [mistake["code"] for mistake in refused.json["errors"]] == [code]
    assert await make.store.jobs.by_state("due") == []


async def test_a_report_that_failed_is_tried_again_when_it_is_asked_for(api, make, clock):
    await make.village()
    day = (clock().astimezone(CHINA).date() - timedelta(days=14)).isoformat()
    path, body = f"/divisions/{VILLAGE}/reports", {"kind": "week", "on": day}
    await api("POST", path, body, role="secretary")
    job = await make.store.jobs.claim(lease_seconds=60)
    await make.store.jobs.fail(job, "boom", tries=1)
    look = f"{path}/work?kind=week&on={day}"
    assert (await api("GET", look, role="secretary")).json["state"] == "failed"
    assert (await api("POST", path, body, role="secretary")).json["state"] == "waiting"
