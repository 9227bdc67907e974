"""What the catalogue asks of villages between two days; equal settings are planned once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from models.catalogue import CalendarRules, Catalogue, Item, periods_between
from models.catalogue.due import due_after_period, due_of_standing
from models.catalogue.periods import STANDING
from models.obligations.documents import Kind, Wanted


class Planner:
    """Plans villages over one span of days, first and last included."""

    def __init__(self, catalogue: Catalogue, first: date, last: date, rules: CalendarRules) -> None:
        self.catalogue, self.first, self.last, self.rules = catalogue, first, last, rules
        self._planned: dict[tuple[tuple[str, int], ...], Sequence[Wanted]] = {}

    def wanted(self, village: str) -> Sequence[Wanted]:
        """What the village must lay open whose period ends (for plans: begins) in the span."""
        turns = self.catalogue.turns(village, self.first.isoformat(), self.last.isoformat())
        begins = (self.first.isoformat(), *turns)
        effective = [self.catalogue.items(village, day) for day in begins]
        # The catalogue makes equal settings the same object and keeps it, so its id is a key.
        key = tuple((day, id(items)) for day, items in zip(begins, effective, strict=True))
        if key not in self._planned:
            self._planned[key] = tuple(self._plan(begins, effective))
        return self._planned[key]

    def _plan(
        self, begins: Sequence[str], effective: Sequence[Mapping[str, Item]]
    ) -> Iterator[Wanted]:
        first_days = [date.fromisoformat(day) for day in begins]
        last_days = [*(day - timedelta(days=1) for day in first_days[1:]), self.last]
        standing: set[str] = set()
        for first, last, items in zip(first_days, last_days, effective, strict=True):
            on = [item for item in items.values() if item.enabled]
            yield from (want for item in on for want in self._cycles(item, first, last))
            yield from self._standing((i for i in on if i.id not in standing), first)
            standing |= {item.id for item in on}

    def _cycles(self, item: Item, first: date, last: date) -> Iterator[Wanted]:
        if item.cycle is None:
            return
        for period in periods_between(item.cycle, first, last):
            anchor = period.begins if item.at_start else period.ends
            if first <= anchor <= last:
                due_on = due_after_period(item, period, self.rules)
                yield wanted_of(item, "cycle", period.name, anchor, due_on, self.rules)

    def _standing(self, items: Iterable[Item], first: date) -> Iterator[Wanted]:
        for item in items:
            if item.is_standing:
                due_on = due_of_standing(first)
                yield wanted_of(item, "standing", STANDING, first, due_on, self.rules)


def wanted_of(
    item: Item, kind: Kind, period: str, anchor: date, due_on: date, rules: CalendarRules
) -> Wanted:
    """The same with days as they are stored."""
    warn_on = rules.warn_on(due_on).isoformat()
    days = (anchor.isoformat(), due_on.isoformat(), warn_on)
    return Wanted(item.id, item.category, kind, period, *days)
