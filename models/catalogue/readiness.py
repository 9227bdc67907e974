"""Whether a disclosure may be handed in: everything that is missing or does not add up, at once."""

from __future__ import annotations

from itertools import islice

from models.catalogue.documents import Item
from models.catalogue.filing import filing_of, needs_meeting
from models.catalogue.forms import missing
from models.catalogue.periods import before, in_words, named
from models.disclosures import Disclosure, Disclosures, Statement
from models.disclosures.meeting import mistakes_of, quorum_rules
from models.disclosures.money import (
    balance_mistakes,
    continuity_mistakes,
    repeated_vouchers,
)
from models.errors import Mistake

# Who has more of them has chosen the wrong period, and sees that in the first ones.
MOST_DAYS_TOLD = 50


async def mistakes_in(
    disclosures: Disclosures, disclosure: Disclosure, item: Item | None, today: str
) -> list[Mistake]:
    """What stands in the way of handing it in; empty if nothing does."""
    return [
        *(missing(item, disclosure) if item is not None else ()),
        *balance_mistakes(disclosure),
        *continuity_mistakes(disclosure, await period_before(disclosures, disclosure)),
        *repeated_vouchers(disclosure.entries),
        *day_mistakes(disclosure),
        *meeting_mistakes(disclosure, today),
    ]


def day_mistakes(statement: Statement) -> list[Mistake]:
    """The first entries whose day lies outside of the period whose money they are said to be."""
    period = named(statement.period)
    if period is None:
        return []
    first, last = period.begins.isoformat(), period.ends.isoformat()
    words = (("period", in_words(statement.period)),)
    wrong = (
        Mistake(f"body.entries.{line}.on", "outside_period", words)
        for line, entry in enumerate(statement.entries)
        if not first <= entry.on <= last
    )
    return list(islice(wrong, MOST_DAYS_TOLD))


async def period_before(disclosures: Disclosures, disclosure: Disclosure) -> Statement | None:
    """What the village published of the same item for the period before, as its people read it."""
    earlier = before(disclosure.period)
    if disclosure.item is None or earlier is None:
        return None
    found = await disclosures.of_item(disclosure.division, disclosure.item, earlier)
    return found and found.inside


def meeting_mistakes(statement: Statement, today: str) -> list[Mistake]:
    """That a decision lacks its meeting, was taken by one that cannot take it, or by too few."""
    meeting = statement.meeting
    if meeting is None:
        needed = needs_meeting(statement.item, statement.period)
        return [Mistake("body.meeting", "required")] if needed else []
    kinds = filing_of(statement.item).meetings
    if kinds and meeting.kind not in kinds:
        names = "、".join(quorum_rules()[kind].name for kind in kinds)
        return [Mistake("body.meeting.kind", "meeting_kind", (("expected", names),))]
    return mistakes_of(meeting, today)
