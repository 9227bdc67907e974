"""The township's figures: the matrix of villages and items, and the two rates; reads no documents.

completeness = met / (met + overdue), punctuality = met in time / (met + overdue), over the
obligations whose due day has passed; excused ones are counted apart and in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from models.base import Row, Value
from models.disclosures import Category
from models.obligations.collection import Obligations
from models.obligations.documents import ObligationState

# A cell has the colour of the worst in it.
WORST_FIRST: tuple[ObligationState, ...] = ("overdue", "near", "due", "met", "excused")
RateBy = Literal["village", "month"]


class Cell(Value):
    """A village's obligations of one item: the colour, how many have it, and how many there are."""

    state: ObligationState
    count: int
    of: int
    late: int = 0


class Rate(Value):
    """Obligations whose due day has passed; rates are null where there is none to be met."""

    division: str | None = None
    month: str | None = None
    category: Category | None = None
    due: int
    met: int
    in_time: int
    excused: int
    completeness: float | None
    punctuality: float | None


def span(division: str, since: str, until: str) -> Row:
    """The filter of an area's obligations by their due days; codes below begin with the area's."""
    inside = {"$gte": division, "$lt": division + ":"}
    return {"division": inside, "due_on": {"$gte": since, "$lte": until}}


def matrix_pipeline(where: Row) -> list[Row]:
    """The aggregation of the matrix: what the bench measures bare."""
    states: Row = {state: _count({"$eq": ["$state", state]}) for state in WORST_FIRST}
    group = {"_id": {"v": "$division", "i": "$item"}, **states, "late": _count("$late")}
    return [
        {"$match": where},
        {"$project": {"_id": 0, "division": 1, "item": 1, "state": 1, "late": 1}},
        {"$group": group},
    ]


async def matrix(
    obligations: Obligations,
    division: str,
    since: str,
    until: str,
    *,
    items: Sequence[str] = (),
    category: Category | None = None,
    state: ObligationState | None = None,
) -> dict[str, dict[str, Cell]]:
    """Village code -> item -> cell, for what is due between two days."""
    where = span(division, since, until)
    if items:
        where["item"] = {"$in": list(items)}
    where |= {k: v for k, v in {"category": category, "state": state}.items() if v}
    rows = await obligations.db.aggregate(obligations.name, matrix_pipeline(where))
    found: dict[str, dict[str, Cell]] = {}
    for row in rows:
        place = row.pop("_id")
        found.setdefault(place["v"], {})[place["i"]] = _cell(row)
    return found


async def rates(
    obligations: Obligations, division: str, since: str, until: str, *, by: RateBy
) -> list[Rate]:
    """A line for each village (or month of the due day) and category, and one for all of them."""
    where = span(division, since, until)
    # What is due today may still be met in time.
    where["due_on"]["$lt"] = obligations.today
    met = {"$eq": ["$state", "met"]}
    key = "$division" if by == "village" else {"$substrBytes": ["$due_on", 0, 7]}
    group = {
        "_id": {"key": key, "category": "$category"},
        "all": {"$sum": 1},
        "met": _count(met),
        "in_time": _count({"$and": [met, {"$not": ["$late"]}]}),
        "excused": _count({"$eq": ["$state", "excused"]}),
    }
    fields = {"_id": 0, "division": 1, "due_on": 1, "category": 1, "state": 1, "late": 1}
    stages: list[Row] = [{"$match": where}, {"$project": fields}, {"$group": group}]
    rows = await obligations.db.aggregate(obligations.name, stages)
    sums: dict[tuple[str, Any], Row] = {}
    for row in rows:
        place = row.pop("_id")
        for category in (place["category"], None):
            total = sums.setdefault((place["key"], category), dict.fromkeys(row, 0))
            for name, value in row.items():
                total[name] += value
    return [_rate(by, *key, sums[key]) for key in sorted(sums, key=lambda k: (k[0], k[1] or ""))]


def _cell(counts: Row) -> Cell:
    late = counts.pop("late")
    state = next(state for state in WORST_FIRST if counts[state])
    return Cell(state=state, count=counts[state], of=sum(counts.values()), late=late)


def _rate(by: RateBy, key: str, category: Category | None, sums: Row) -> Rate:
    due = sums["all"] - sums["excused"]
    return Rate(
        division=key if by == "village" else None,
        month=key if by == "month" else None,
        category=category,
        due=due,
        met=sums["met"],
        in_time=sums["in_time"],
        excused=sums["excused"],
        completeness=round(sums["met"] / due, 4) if due else None,
        punctuality=round(sums["in_time"] / due, 4) if due else None,
    )


def _count(condition: Any) -> Row:
    return {"$sum": {"$cond": [condition, 1, 0]}}
