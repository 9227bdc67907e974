"""The figures of a finance disclosure that people ask for; all are exact, in whole fen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from models.base import Id, Value
from models.disclosures import Disclosure, Entry

Way = Literal["income", "expense"]
MOST_OF_LARGEST = 5


class Largest(Value):
    """One of the largest entries; `line` counts from 1, as inquiries name it."""

    line: int
    subject: str
    amount: int


class SubjectLine(Value):
    """All entries of a subject and way together; `last_year` is None where nothing compares."""

    subject: str
    way: Way
    amount: int
    count: int
    last_year: int | None = None


class LastYear(Value):
    """The same period a year before, as it is published."""

    id: Id
    period: str
    income: int
    expense: int


class PerHousehold(Value):
    """What comes to each household, rounded to the nearest fen."""

    households: int
    income: int
    expense: int


class Figures(Value):
    """What came in and went out, the largest of it, by subject, and beside the year before."""

    income: int
    expense: int
    income_count: int
    expense_count: int
    opening: int | None = None
    closing: int | None = None
    largest_expenses: tuple[Largest, ...]
    largest_incomes: tuple[Largest, ...]
    subjects: tuple[SubjectLine, ...]
    last_year: LastYear | None = None
    per_household: PerHousehold | None = None


def a_year_before(period: str) -> str | None:
    """2026Q3 compares with 2025Q3; the day of an event with nothing."""
    if re.fullmatch(r"20\d\d(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?", period) is None:
        return None
    return f"{int(period[:4]) - 1}{period[4:]}"


def figures_of(disclosure: Disclosure, last: Disclosure | None, households: int | None) -> Figures:
    """The figures of a published disclosure, beside those of `last` where there are any."""
    entries = disclosure.entries
    counts = Counter(entry.way for entry in entries)
    income, expense = disclosure.total("income"), disclosure.total("expense")
    return Figures(
        income=income,
        expense=expense,
        income_count=counts["income"],
        expense_count=counts["expense"],
        opening=disclosure.opening,
        closing=disclosure.closing,
        largest_expenses=largest(entries, "expense"),
        largest_incomes=largest(entries, "income"),
        subjects=by_subject(entries, last.entries if last else None),
        last_year=_totals(last) if last else None,
        per_household=_each(income, expense, households) if households else None,
    )


def largest(entries: Sequence[Entry], way: Way) -> tuple[Largest, ...]:
    """The five largest of that way, the first of equal ones first."""
    lines = [(line, entry) for line, entry in enumerate(entries, 1) if entry.way == way]
    ordered = sorted(lines, key=lambda found: -found[1].amount)[:MOST_OF_LARGEST]
    return tuple(Largest(line=n, subject=e.subject, amount=e.amount) for n, e in ordered)


def by_subject(entries: Iterable[Entry], last: Iterable[Entry] | None) -> tuple[SubjectLine, ...]:
    """A line for each subject and way, what comes in first, the larger first; a subject of the
    year before that is missing now has the amount 0."""
    now, counts, before = _sums(entries), Counter[tuple[str, Way]](), _sums(last or ())
    counts.update((entry.subject, entry.way) for entry in entries)
    keys = dict.fromkeys((*now, *before))
    lines = [
        SubjectLine(
            subject=subject,
            way=way,
            amount=now[subject, way],
            count=counts[subject, way],
            last_year=None if last is None else before[subject, way],
        )
        for subject, way in keys
    ]
    return tuple(sorted(lines, key=lambda x: (x.way != "income", -x.amount, x.subject)))


def _sums(entries: Iterable[Entry]) -> Counter[tuple[str, Way]]:
    sums: Counter[tuple[str, Way]] = Counter()
    for entry in entries:
        sums[entry.subject, entry.way] += entry.amount
    return sums


def _totals(last: Disclosure) -> LastYear:
    return LastYear(
        id=last.id,
        period=last.period,
        income=last.total("income"),
        expense=last.total("expense"),
    )


def _each(income: int, expense: int, households: int) -> PerHousehold:
    shares = {
        "income": (2 * income + households) // (2 * households),
        "expense": (2 * expense + households) // (2 * households),
    }
    return PerHousehold(households=households, **shares)
