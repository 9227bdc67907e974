"""How many messages went out by which channel, and how many could not; never to whom or of what."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from models.accounts import Account
from models.base import Collection, Day, Document, Index, Instant, Value
from models.divisions import areas_of

Outcome = Literal["sent", "failed", "skipped"]
OUTCOMES: tuple[Outcome, ...] = ("sent", "failed", "skipped")
# There are a few channels and some dozens of kinds.
MOST_LINES = 1000
# A year and a month: long enough to compare with the same days of the year before.
KEPT = timedelta(days=396)


class Sending(Document):
    """The attempts of one day to reach people of one division, by channel and kind of message.

    `failed` counts attempts, each of which is repeated later; `skipped` those nobody wanted or
    who cannot be reached that way.
    """

    day: Day
    division: str
    areas: tuple[str, ...]
    channel: str
    kind: str
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    forgotten_at: Instant | None = None


class SendingLine(Value):
    """The same, summed over an area."""

    channel: str
    kind: str
    sent: int
    failed: int
    skipped: int


class Sendings(Collection[Sending]):
    """Counts by day, division, channel and kind."""

    name = "sendings"
    document = Sending
    durable = False
    indexes = (
        Index(
            "the one count of a day, place, channel and kind",
            (("day", 1), ("division", 1), ("channel", 1), ("kind", 1)),
            unique=True,
        ),
        Index("the counts of an area's day", (("areas", 1), ("day", 1))),
        Index("forget old ones", (("forgotten_at", 1),), expire_seconds=0),
    )

    async def count(
        self, day: str, account: Account, channel: str, kind: str, outcome: Outcome
    ) -> None:
        """Adds one attempt."""
        place = next((grant.division for grant in account.grants), account.home)
        where = {"day": day, "division": place, "channel": channel, "kind": kind}
        new = {"areas": list(areas_of(place)), "forgotten_at": self.now() + KEPT}
        update = {"$inc": {outcome: 1}, "$setOnInsert": new}
        await self.raw.update_one(where, update, upsert=True)

    async def of_day(self, division: str, day: str) -> list[SendingLine]:
        """What went out to people of an area on a day, by channel and kind."""
        sums = {name: {"$sum": {"$ifNull": [f"${name}", 0]}} for name in OUTCOMES}
        rows = await self.db.aggregate(
            self.name,
            [
                {"$match": {"areas": division, "day": day}},
                {"$group": {"_id": {"channel": "$channel", "kind": "$kind"}, **sums}},
                {"$sort": {"_id.channel": 1, "_id.kind": 1}},
                {"$limit": MOST_LINES},
            ],
        )
        return [SendingLine.model_validate({**row, **row["_id"]}) for row in rows]
