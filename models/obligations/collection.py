"""Obligations of all villages: made ahead, carded when their days come, met, excused.

Whatever makes or moves them may run again or twice at once: an obligation is one by village,
item and period.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from models.base import Collection, Index, Page, Row, day_of
from models.catalogue.periods import STANDING
from models.disclosures import Category
from models.divisions import areas_of
from models.errors import Conflict
from models.obligations.documents import (
    OPEN,
    Obligation,
    ObligationState,
    Wanted,
    day_after,
    state_on,
)
from models.outbox import DUPLICATE_KEY

# A village has about 110 a year; pages of a village are read whole.
MOST_OF_A_VILLAGE = 1_000

FIGURES = Index(
    "the matrix and the rates of an area in a span of due days, for which no document is read",
    (
        ("division", 1),
        ("due_on", 1),
        ("item", 1),
        ("category", 1),
        ("state", 1),
        ("late", 1),
    ),
)


class Obligations(Collection[Obligation]):
    """Obligations by village, by area and state, and by the day on which something changes."""

    name = "obligations"
    document = Obligation
    indexes = (
        Index(
            "one obligation a village, item and period",
            (("division", 1), ("item", 1), ("period", 1)),
            unique=True,
        ),
        FIGURES,
        Index(
            "what the calendar has made for a village's periods",
            (("division", 1), ("anchor_on", 1)),
        ),
        Index(
            "an area's obligations in a state, the oldest due day first",
            (("areas", 1), ("state", 1), ("due_on", 1), ("_id", 1)),
        ),
        Index(
            "whose day has come",
            (("alarm_on", 1), ("division", 1)),
            where={"alarm_on": {"$exists": True}},
        ),
    )

    @property
    def today(self) -> str:
        """China's day."""
        return day_of(self.now())

    async def make_all(self, wanted: Iterable[tuple[str, Wanted]]) -> int:
        """Stores what is not there of (village, what it must lay open); how many were not."""
        return await self._add([self._row(village, want) for village, want in wanted])

    def days_of(self, want: Wanted) -> Row:
        """The fields that follow from the due day."""
        state, alarm_on = state_on(self.today, want.due_on, want.warn_on)
        days = {"due_on": want.due_on, "warn_on": want.warn_on, "state": state}
        # What turns out to be overdue rings at once, so that its card is shown.
        return {**days, "alarm_on": alarm_on or self.today}

    async def ensure(self, village: str, want: Wanted, **fields: Any) -> Obligation:
        """The village's obligation for that item and period, made if there is none."""
        await self._add([self._row(village, want) | fields])
        where = {"division": village, "item": want.item, "period": want.period}
        return self._read(await self.raw.find_one(where))

    async def move(self, village: str, want: Wanted, **fields: Any) -> Obligation:
        """Makes the obligation, or gives an open one the day that an event asks for."""
        obligation = await self.ensure(village, want, is_dated=True, **fields)
        moved = await self._change(
            {"_id": obligation.id, "state": {"$in": list(OPEN)}},
            {"$set": {**self.days_of(want), "is_dated": True, **fields}},
        )
        return moved or obligation

    async def find(self, village: str, item: str, period: str) -> Obligation | None:
        """The one of that village, item and period."""
        return await self._find_one({"division": village, "item": item, "period": period})

    async def meet(
        self, village: str, item: str, period: str, *, disclosure: ObjectId, on: str
    ) -> int:
        """Marks it as met on that day, late or in time, and with it what is kept up.

        Returns how many there are for the period itself, met before or now: 0 means none was
        asked for. A later revision does not make a met one late.
        """
        where = {"division": village, "item": item, "period": {"$in": [period, STANDING]}}
        met = {
            "state": "met",
            "met_on": on,
            "late": {"$lt": ["$due_on", on]},
            "disclosure": disclosure,
            "alarm_on": "$$REMOVE",
        }
        await self.raw.update_many({**where, "state": {"$ne": "met"}}, [{"$set": met}])
        return int(await self.raw.count_documents({**where, "period": period}, limit=1))

    async def excuse(self, obligation: Obligation, *, reason: str, by: ObjectId) -> Obligation:
        """Not asked for this once, for a reason; `Conflict` if it is met or excused by now."""
        changed = await self._change(
            {"_id": obligation.id, "state": {"$in": list(OPEN)}},
            {
                "$set": {
                    "state": "excused",
                    "reason": reason,
                    "excused_by": by,
                    "excused_at": self.now(),
                },
                "$unset": {"alarm_on": ""},
            },
        )
        if changed is None:
            raise Conflict("obligation_changed")
        return changed

    async def ask_again(self, obligation: Obligation) -> Obligation:
        """Takes an excuse back; `Conflict` if there is none."""
        state, alarm_on = state_on(self.today, obligation.due_on, obligation.warn_on)
        unset = {"reason": "", "excused_by": "", "excused_at": ""}
        changed = await self._change(
            {"_id": obligation.id, "state": "excused"},
            {"$set": {"state": state, **({"alarm_on": alarm_on} if alarm_on else {})},
             "$unset": unset | ({} if alarm_on else {"alarm_on": ""})},
        )  # fmt: skip
        if changed is None:
            raise Conflict("obligation_changed")
        return changed

    async def ringing(self, *, limit: int = 200) -> dict[str, frozenset[ObligationState]]:
        """Villages for which a day has come, and the states that some obligation enters."""
        where = {"alarm_on": {"$lte": self.today}}
        rows = self.raw.find(where, {"division": 1, "due_on": 1}, sort=[("alarm_on", 1)])
        found: dict[str, frozenset[ObligationState]] = {}
        for row in await rows.limit(limit).to_list(limit):
            enters: ObligationState = "overdue" if row["due_on"] < self.today else "near"
            found[row["division"]] = found.get(row["division"], frozenset()) | {enters}
        return found

    async def ring(self, village: str) -> int:
        """Moves the village's obligations whose day has come to near or overdue; how many."""
        today = self.today
        ringing = {"division": village, "alarm_on": {"$lte": today}}
        red = await self.raw.update_many(
            {**ringing, "due_on": {"$lt": today}},
            {"$set": {"state": "overdue", "red_on": today}, "$unset": {"alarm_on": ""}},
        )
        rows = self.raw.find(ringing, {"due_on": 1})
        near = [
            UpdateOne(
                {"_id": row["_id"], "state": "due", "due_on": row["due_on"]},
                {
                    "$set": {
                        "state": "near",
                        "yellow_on": today,
                        "alarm_on": day_after(row["due_on"]),
                    }
                },
            )
            for row in await rows.to_list(MOST_OF_A_VILLAGE)
        ]
        yellow = (await self.raw.bulk_write(near, ordered=False)).modified_count if near else 0
        return int(red.modified_count + yellow)

    async def of_village(self, village: str, since: str, until: str) -> list[Obligation]:
        """The village's obligations due between two days, and whatever is overdue for longer."""
        span = {"division": village, "due_on": {"$gte": since, "$lte": until}}
        before = {"division": village, "due_on": {"$lt": since}, "state": "overdue"}
        sort = [("due_on", 1)]
        return [
            *await self._find(before, sort=sort, limit=MOST_OF_A_VILLAGE),
            *await self._find(span, sort=sort, limit=MOST_OF_A_VILLAGE),
        ]

    async def in_area(
        self,
        division: str,
        state: ObligationState,
        *,
        item: str | None = None,
        category: Category | None = None,
        after: str | None = None,
        limit: int = 20,
    ) -> Page[Obligation]:
        """Those of an area in a state, the oldest due day first."""
        chosen = {"item": item, "category": category}
        where = {"areas": division, "state": state, **{k: v for k, v in chosen.items() if v}}
        return await self._page(where, by=("due_on", 1), after=after, limit=limit)

    def _row(self, village: str, want: Wanted) -> Row:
        state, alarm_on = state_on(self.today, want.due_on, want.warn_on)
        row: Row = want._asdict() | {
            "_id": ObjectId(),
            "division": village,
            "areas": list(areas_of(village)),
            "title": "",
            "state": state,
            "is_dated": False,
            "late": False,
            "made_at": self.now(),
        }
        return row if alarm_on is None else row | {"alarm_on": alarm_on}

    async def _add(self, rows: list[Row]) -> int:
        if not rows:
            return 0
        try:
            await self.raw.insert_many(rows, ordered=False)
        except BulkWriteError as error:
            found: Row = dict(error.details or {})
            if any(problem["code"] != DUPLICATE_KEY for problem in found["writeErrors"]):
                raise
            return int(found["nInserted"])
        return len(rows)
