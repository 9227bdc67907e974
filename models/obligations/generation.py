"""Makes the obligations of a batch of villages: what is missing, moved, or asked for no more.

Again changes nothing; two runs at once make one of each, as the index of keys is unique.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pymongo import DeleteOne, UpdateOne

from models.base import Row
from models.catalogue.periods import STANDING
from models.obligations.collection import Obligations
from models.obligations.documents import OPEN, Wanted
from models.obligations.plan import Planner

Key = tuple[str, str, str]
# What is compared of an obligation that is there already.
COMPARED = dict.fromkeys(("division", "item", "period", "due_on", "state", "kind", "is_dated"), 1)


@dataclass(frozen=True, slots=True)
class Change:
    """What a run did, in obligations."""

    made: int = 0
    moved: int = 0
    removed: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(
            self.made + other.made, self.moved + other.moved, self.removed + other.removed
        )

    def __bool__(self) -> bool:
        return bool(self.made or self.moved or self.removed)


async def bring_up_to_date(
    obligations: Obligations, villages: Sequence[str], planner: Planner
) -> Change:
    """Makes what is missing, moves what is due on another day by now, and removes what is not
    asked for any more and was not near yet."""
    there = await _there(obligations, villages, planner)
    wanted: dict[Key, Wanted] = {
        (village, want.item, want.period): want
        for village in villages
        for want in planner.wanted(village)
    }
    missing = [(key[0], want) for key, want in wanted.items() if key not in there]
    made = await obligations.make_all(missing)
    moves = _moves(obligations, there, wanted)
    removals = _removals(there, wanted)
    if moves or removals:
        await obligations.raw.bulk_write([*moves, *removals], ordered=False)
    return Change(made, len(moves), len(removals))


async def _there(
    obligations: Obligations, villages: Sequence[str], planner: Planner
) -> dict[Key, Row]:
    """What is stored already of what the planner may want, by its key."""
    places = {"division": {"$in": list(villages)}}
    span = {"$gte": planner.first.isoformat(), "$lte": planner.last.isoformat()}
    standing = {w.item for v in villages for w in planner.wanted(v) if w.kind == "standing"}
    kept = {**places, "item": {"$in": sorted(standing)}, "period": STANDING}
    found: dict[Key, Row] = {}
    for where in ({**places, "anchor_on": span}, kept):
        async for row in obligations.raw.find(where, COMPARED):
            found[row["division"], row["item"], row["period"]] = row
    return found


def _moves(
    obligations: Obligations, there: dict[Key, Row], wanted: dict[Key, Wanted]
) -> list[UpdateOne]:
    """Open ones whose due day the settings have moved, but for those an event has dated and
    those that are kept up, whose day was counted from the first run."""
    return [
        UpdateOne(
            {"_id": row["_id"], "state": row["state"], "is_dated": False},
            {"$set": obligations.days_of(want)},
        )
        for key, want in wanted.items()
        if (row := there.get(key))
        and want.kind == "cycle"
        and row["state"] in OPEN
        and row["due_on"] != want.due_on
        and not row["is_dated"]
    ]


def _removals(there: dict[Key, Row], wanted: dict[Key, Wanted]) -> list[DeleteOne]:
    """Those of periods still to come; what has been near or due stays, and what events made."""
    return [
        DeleteOne({"_id": row["_id"], "state": "due", "is_dated": False})
        for key, row in there.items()
        if key not in wanted
        and row["kind"] == "cycle"
        and row["state"] == "due"
        and not row["is_dated"]
    ]
