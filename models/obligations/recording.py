"""Events that make an item due, and publications that meet what was due."""

from __future__ import annotations

from datetime import date

from bson import ObjectId

from models.catalogue import CalendarRules, CatalogueChanges, Item
from models.catalogue.due import due_after_event, due_after_period
from models.catalogue.periods import named
from models.errors import Conflict, Invalid, Mistake, NotFound
from models.obligations.collection import Obligations
from models.obligations.documents import Obligation, Wanted
from models.obligations.marks import CalendarMarks
from models.obligations.plan import wanted_of

# More events of one item on one day are recorded by mistake, or by a program gone wild.
MOST_EVENTS_OF_A_DAY = 20


class Calendar:
    """The obligations of villages together with the catalogue that they follow from."""

    def __init__(
        self,
        obligations: Obligations,
        changes: CatalogueChanges,
        marks: CalendarMarks,
        rules: CalendarRules,
    ) -> None:
        self.obligations, self.changes, self.marks, self.rules = obligations, changes, marks, rules

    async def item(self, village: str, item_id: str, day: str) -> Item:
        """The village's item on that day; raises `NotFound`, also where it is switched off."""
        item = (await self.changes.over(village)).item(village, item_id, day)
        if not item.enabled:
            raise NotFound
        return item

    async def record(
        self,
        village: str,
        item_id: str,
        *,
        on: str,
        title: str,
        by: ObjectId,
        period: str | None = None,
    ) -> Obligation:
        """Something has happened (or is planned) that makes the item due.

        A yearly item that hangs on a meeting or review gets its day for that `period` (a year).
        The same title on the same day again is the same event. Raises `Conflict`
        (`not_by_event`) for an item that no event makes due.
        """
        item, day = await self.item(village, item_id, on), date.fromisoformat(on)
        due_on = due_after_event(item, day, self.rules)
        if item.is_dated:
            found = await self._date(village, item, period or str(day.year), due_on, title, by)
        elif item.by_event:
            found = await self._happened(village, item, day, due_on, title, by)
        else:
            raise Conflict("not_by_event")
        await self.marks.touch([village])
        return found

    async def meet(
        self, village: str, item_id: str, period: str, *, disclosure: ObjectId, on: str
    ) -> None:
        """What was published meets what was due; again changes nothing.

        If the calendar has not been made yet for that period, the obligation is made with it,
        so that what is out is never shown as missing later.
        """
        meet = self.obligations.meet
        if not await meet(village, item_id, period, disclosure=disclosure, on=on):
            want = await self._of_period(village, item_id, period, on)
            if want is not None:
                await self.obligations.ensure(village, want)
                await meet(village, item_id, period, disclosure=disclosure, on=on)
        await self.marks.touch([village])

    async def _happened(
        self, village: str, item: Item, day: date, due_on: date, title: str, by: ObjectId
    ) -> Obligation:
        """A new event of that day, or the one of that title."""
        for number in range(1, MOST_EVENTS_OF_A_DAY + 1):
            name = day.isoformat() + (f".{number}" if number > 1 else "")
            want = wanted_of(item, "event", name, day, due_on, self.rules)
            found = await self.obligations.ensure(village, want, title=title, recorded_by=by)
            if found.title == title:
                return found
        raise Conflict("too_many_events")

    async def _date(
        self, village: str, item: Item, year: str, due_on: date, title: str, by: ObjectId
    ) -> Obligation:
        period = named(year)
        if period is None or period.cycle != item.cycle:
            raise Invalid([Mistake("body.period", "format")])
        anchor = period.begins if item.at_start else period.ends
        want = wanted_of(item, "cycle", period.name, anchor, due_on, self.rules)
        return await self.obligations.move(village, want, title=title, recorded_by=by)

    async def _of_period(self, village: str, item_id: str, name: str, on: str) -> Wanted | None:
        """What the catalogue asks for in that period; None if nothing."""
        period = named(name)
        if period is None:
            return None
        # The catalogue of the period's last day decides, or today's while it is not over.
        day = min(period.ends.isoformat(), on)
        item = (await self.changes.over(village)).items(village, day).get(item_id)
        if item is None or item.cycle != period.cycle:
            return None
        anchor = period.begins if item.at_start else period.ends
        due_on = due_after_period(item, period, self.rules)
        return wanted_of(item, "cycle", name, anchor, due_on, self.rules)
