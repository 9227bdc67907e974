"""How long what was published of an item hangs and is kept, and which meeting must stand behind it.

`filing.csv` has one line an item. The retention classes are recalled, not read in an archive's
table: a county adapts them there. Nothing is ever deleted; the class says what the paper is for.
"""

from __future__ import annotations

import csv
import functools
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple, cast

from models.catalogue.documents import Item
from models.catalogue.periods import EVENT_PERIOD
from models.catalogue.shipped import POSTING_DAYS_OF_THE_LAW
from models.disclosures import Posting
from models.working_days import WorkingCalendar

FILE = Path(__file__).with_name("filing.csv")
Retention = Literal["10y", "30y", "permanent"]
# Of items of one's own, and of what belongs to no item.
KEPT_OTHERWISE: Retention = "30y"


class Filing(NamedTuple):
    """`meetings` are the kinds that may have decided it; `needs_meeting` when it is an event."""

    retention: Retention
    meetings: tuple[str, ...] = ()
    needs_meeting: bool = False


OTHERWISE = Filing(KEPT_OTHERWISE)


@functools.cache
def filings() -> dict[str, Filing]:
    """The lines by item."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["item"]: _filing(row) for row in csv.DictReader(lines)}


def _filing(row: dict[str, str]) -> Filing:
    kinds = tuple(filter(None, row["meetings"].split("|")))
    return Filing(cast(Retention, row["retention"]), kinds, row["meeting_needed"] == "event")


def filing_of(item_id: str | None) -> Filing:
    """The line of an item; what counts otherwise for all others."""
    return filings().get(item_id or "", OTHERWISE)


def needs_meeting(item_id: str | None, period: str) -> bool:
    """True if the disclosure of this period is of a decision that only a meeting can take."""
    return filing_of(item_id).needs_meeting and bool(EVENT_PERIOD.match(period))


def posting_of(
    item_id: str | None, item: Item | None, on: date, calendar: WorkingCalendar
) -> Posting:
    """Until when it hangs (that day included) if it is published on that day: never less than the
    law's days, longer if the village's catalogue says so."""
    # The day of publication is the first of them.
    last = on + timedelta(days=POSTING_DAYS_OF_THE_LAW - 1)
    if item is not None:
        last = _last_day(item, on, calendar) if item.category == "party" else max(
            last, _last_day(item, on, calendar)
        )  # fmt: skip
    return Posting(until=last.isoformat(), retention=filing_of(item_id).retention)


def _last_day(item: Item, on: date, calendar: WorkingCalendar) -> date:
    if item.posting_unit == "days":
        return on + timedelta(days=item.min_posting_days - 1)
    day = on
    for _ in range(item.min_posting_days):
        day = calendar.next_working_day(day)
    return day
