"""A year of a county, some of it late and some never: the product's figures against a recount.

The recount reads the catalogue's file itself and does its own arithmetic of days: it shares no
code with what it checks. `CUNWU_VILLAGES=288` runs it with the whole county of the demo.
"""

from __future__ import annotations

import csv
import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bson import ObjectId

from models.catalogue import CalendarRules
from models.catalogue.shipped import FILE
from models.obligations.recording import Calendar
from server.demo.divisions import demo_divisions
from server.obligations import ObligationWork
from tests.factories import COUNTY

VILLAGES = int(os.environ.get("CUNWU_VILLAGES", "3"))
FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
QUARTERS = {"Q1": (3, 31), "Q2": (6, 30), "Q3": (9, 30), "Q4": (12, 31)}
HALVES = {"H1": (6, 30), "H2": (12, 31)}
EVENTS = {"V02": 10, "V15": 0, "V18": 10, "V20": 20, "F10": 10, "V14": -20}
CATEGORIES = {"V": "village", "P": "party", "F": "finance"}


@dataclass
class Told:
    """One obligation as the recount has it; `published` and `excused` are what happens to it."""

    village: str
    item: str
    period: str
    due: date
    published: date | None = None
    excused: bool = False

    @property
    def state(self):
        if self.published and self.published <= LAST:
            return "met"
        if self.excused:
            return "excused"
        if self.due < LAST:
            return "overdue"
        return "near" if self.due - timedelta(days=5) <= LAST else "due"

    @property
    def late(self):
        return self.state == "met" and self.published > self.due


def year_of(row):
    """(period, due day) of one line of the file, without its events."""
    rule, periods = row["due_rule"], row["period"].replace("+", "/").split("/")
    year = FIRST.year
    if "L" in periods:
        yield "standing", FIRST + timedelta(days=20)
    if "Q+20d" in rule:
        yield from ended(QUARTERS)
    elif "H+20d" in rule:
        yield from ended(HALVES)
    elif "start of year" in rule:
        yield str(year), date(year, 1, 20)
    elif "Y" in periods:
        yield str(year), date(year + 1, 1, 20)


def ended(periods):
    year = FIRST.year
    return [(f"{year}{name}", date(year, *day) + timedelta(20)) for name, day in periods.items()]


def told_of(villages, luck):
    """What the year should bring, and what becomes of it by chance."""
    rows = list(csv.DictReader(FILE.read_text(encoding="utf-8-sig").splitlines()))
    told = [
        Told(village, row["id"], period, due)
        for village in villages
        for row in rows
        for period, due in year_of(row)
    ]
    for village in villages:
        for item in luck.sample(sorted(EVENTS), 3):
            day = FIRST + timedelta(days=luck.randrange(30, 330))
            told.append(Told(village, item, day.isoformat(), due_of_event(day, EVENTS[item])))
    for one in told:
        fate = luck.random()
        if fate < 0.85:
            wanted = one.due + timedelta(days=luck.randrange(-12, 8))
            one.published = max(FIRST, wanted)
        one.excused = 0.85 <= fate < 0.9
    return told


def due_of_event(day, days):
    if days < 0:
        return day + timedelta(days=days)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def to_day(clock, day):
    """Moves the clock to noon of that day in China."""
    clock.forward(datetime(day.year, day.month, day.day, 4, tzinfo=UTC) - clock())


async def live_through(store, clock, told):
    """The year in the product: made ahead, events recorded, published, excused, carded."""
    rules, by = CalendarRules(), ObjectId()
    work = ObligationWork(store, rules)
    calendar = Calendar(store.obligations, store.catalogue_changes, store.calendar_marks, rules)
    to_day(clock, FIRST)
    await work.generate_between(FIRST, LAST)
    for one in told:
        if "-" in one.period:
            await calendar.record(one.village, one.item, on=one.period, title="一件事", by=by)
    published = sorted((one for one in told if one.published), key=lambda one: one.published)
    for month in range(2, 14):
        today = LAST if month > 12 else date(FIRST.year, month, 1)
        to_day(clock, today)
        while published and published[0].published <= today:
            one = published.pop(0)
            on = one.published.isoformat()
            # What is kept up is met by whatever is published of its item.
            period = on if one.period == "standing" else one.period
            await calendar.meet(one.village, one.item, period, disclosure=by, on=on)
        while await work.look():
            pass
    for one in told:
        if one.excused and one.state == "excused":
            found = await store.obligations.find(one.village, one.item, one.period)
            await store.obligations.excuse(found, reason="没有此项", by=by)
    await work.generate_between(FIRST, LAST)


def worst(cell):
    states = Counter(one.state for one in cell)
    colour = next(s for s in ("overdue", "near", "due", "met", "excused") if states[s])
    late = sum(one.late for one in cell)
    return {"state": colour, "count": states[colour], "of": len(cell), "late": late}


def grouped(told, key):
    found = {}
    for one in told:
        found.setdefault(key(one), []).append(one)
    return found


def rates_of(told, key):
    """(key, category or None) -> (due, met, in time, excused) of what should be out by now."""
    passed = [one for one in told if one.due < LAST]
    pairs = [(key(one), kind, one) for one in passed for kind in (CATEGORIES[one.item[0]], None)]
    found = grouped(pairs, lambda pair: pair[:2])
    return {
        place: (
            sum(one.state != "excused" for _, _, one in line),
            sum(one.state == "met" for _, _, one in line),
            sum(one.state == "met" and not one.late for _, _, one in line),
            sum(one.state == "excused" for _, _, one in line),
        )
        for place, line in found.items()
    }


async def test_calendar_matrix_and_rates_of_a_year_equal_an_independent_recount(api, store, clock):
    divisions = [d for d in demo_divisions() if d.level == "village"][:VILLAGES]
    await store.divisions.add_all(divisions)
    villages = [division.code for division in divisions]
    told = told_of(villages, random.Random(5))
    await live_through(store, clock, told)
    stored = store.obligations.raw.find({"division": {"$gt": ""}})
    kept = {
        (row["division"], row["item"], row["period"]): (row["due_on"], row["state"], row["late"])
        async for row in stored
    }
    assert kept == {
        (one.village, one.item, one.period): (one.due.isoformat(), one.state, one.late)
        for one in told
    }
    assert {one.state for one in told} == {"due", "overdue", "met", "excused"}
    await compare_matrix(api, [one for one in told if FIRST <= one.due <= LAST])
    await compare_rates(api, [one for one in told if FIRST <= one.due <= LAST])


async def compare_matrix(api, told):
    path = f"/divisions/{COUNTY}/disclosure-matrix?since={FIRST}&until={LAST}"
    shown = (await api("GET", path, role="county")).json
    cells = {
        (row["village"], item["id"]): cell
        for row in shown["rows"]
        for item, cell in zip(shown["items"], row["cells"], strict=True)
        if cell
    }
    wanted = grouped(told, lambda one: (one.village, one.item))
    assert cells == {place: worst(cell) for place, cell in wanted.items()}
    colours = Counter(cell["state"] for cell in cells.values())
    assert {s: n for s, n in shown["counts"].items() if n} == colours


async def compare_rates(api, told):
    keys = {"village": lambda one: one.village, "month": lambda one: one.due.isoformat()[:7]}
    for by, key in keys.items():
        path = f"/divisions/{COUNTY}/disclosure-rates?since={FIRST}&until={LAST}&by={by}"
        shown = (await api("GET", path, role="county")).json["rates"]
        found = {
            (rate["division"] or rate["month"], rate["category"]): (
                rate["due"], rate["met"], rate["in_time"], rate["excused"],
            )
            for rate in shown
        }  # fmt: skip
        assert found == rates_of(told, key)
        for rate in shown:
            due = rate["due"]
            assert rate["completeness"] == (round(rate["met"] / due, 4) if due else None)
            assert rate["punctuality"] == (round(rate["in_time"] / due, 4) if due else None)
