"""What may be set of an item: the law's minimum holds against everybody, and what a level has
tightened holds against the levels below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from models.catalogue.documents import CYCLES, Cycle, Item, OwnItem, Terms
from models.catalogue.periods import SHORTEST_DAYS
from models.catalogue.shipped import POSTING_DAYS_OF_THE_LAW, POSTING_LAW, shipped_items
from models.divisions import Level
from models.errors import Invalid, Mistake

# "Promptly" has no number in the law. More than 20 working days is not prompt by any rule known:
# 政府信息公开条例 26 gives the government itself no longer.
MOST_PROMPT_WORKING_DAYS = 20
Whose = Literal["below_law", "below_above"]


def check(terms: Terms, above: Item, level: Level) -> None:
    """Raises `Invalid`, naming the article, if the terms ask for less than the law (`below_law`)
    or, below the county, for less than the level above has set (`below_above`)."""
    law = law_of(above, terms.cycle)
    mistakes = list(_undercuts(terms, law, "below_law", law))
    if level != "county":
        named = {mistake.path for mistake in mistakes}
        lower = _undercuts(terms, above, "below_above", above)
        mistakes += [mistake for mistake in lower if mistake.path not in named]
    mistakes += _inapplicable(terms, above)
    if mistakes:
        raise Invalid(mistakes)


def check_own(own: OwnItem) -> None:
    """Raises `Invalid` if an own item hangs shorter than the law wants for all, or comes never."""
    mistakes = []
    if own.min_posting_days < POSTING_DAYS_OF_THE_LAW:
        values = (("article", POSTING_LAW), ("bound", POSTING_DAYS_OF_THE_LAW))
        mistakes.append(Mistake("body.min_posting_days", "below_law", values))
    if own.cycle is None and not own.by_event:
        mistakes.append(Mistake("body.cycle", "required"))
    if mistakes:
        raise Invalid(mistakes)


def with_terms(item: Item, terms: Terms, level: Level) -> Item:
    """The item under the terms; whatever is stored, never less than the law, and below the
    county never less than above: a county may tighten after its villages have chosen."""
    law = law_of(item, terms.cycle)
    floor = law if level == "county" else item
    names = ("cycle_days", "prompt_working_days", "before_days", "min_posting_days")
    wished = {name: getattr(terms, name) for name in names if getattr(terms, name) is not None}
    found: dict[str, Any] = {
        name: _stricter(name, value, getattr(floor, name)) for name, value in wished.items()
    }
    if terms.cycle is not None and item.cycle is not None:
        found["cycle"] = cycle = min(terms.cycle, floor.cycle or "Y", key=CYCLES.index)
        # Days that suited a quarter may be too many for a month.
        days = found.get("cycle_days", item.cycle_days)
        found["cycle_days"] = min(days, SHORTEST_DAYS[cycle])
    if terms.enabled is not None:
        found["enabled"] = terms.enabled or (floor.enabled and floor is not law) or item.is_law
    if terms.name:
        found["name"] = terms.name
    more = tuple(e for e in terms.more_elements if e not in item.elements)
    return item.model_copy(update={**found, "elements": (*item.elements, *more)})


def law_of(item: Item, cycle: Cycle | None = None) -> Item:
    """The least that may be set of the item, were it due in that cycle: what the law says, or
    hardly anything where it says nothing.

    Nobody may publish less often than once a period, or hang it shorter than it ships with.
    """
    shipped = shipped_items().get(item.id)
    if shipped is None:
        shipped = item.model_copy(update={"min_posting_days": POSTING_DAYS_OF_THE_LAW})
    slackest: Cycle | None = shipped.cycle if item.is_law else "Y"
    asked = min(cycle or item.cycle or "Y", slackest or "Y", key=CYCLES.index)
    return shipped.model_copy(
        update={
            "cycle": slackest if item.cycle else None,
            "cycle_days": SHORTEST_DAYS[asked],
            "prompt_working_days": _most_prompt(shipped),
            "enabled": item.is_law,
        }
    )


def _most_prompt(shipped: Item) -> int | None:
    """On the spot stays on the spot."""
    if shipped.prompt_working_days in (None, 0):
        return shipped.prompt_working_days
    return MOST_PROMPT_WORKING_DAYS


def _stricter(name: str, wished: int, floor: int | None) -> int:
    if floor is None:
        return wished
    least = name in ("before_days", "min_posting_days")
    return max(wished, floor) if least else min(wished, floor)


def _undercuts(terms: Terms, floor: Item, whose: Whose, item: Item) -> Iterator[Mistake]:
    """Each field that asks for less than the floor."""
    if terms.enabled is False and floor.enabled:
        yield _mistake("enabled", whose, item, "公开")
    if terms.cycle and floor.cycle and CYCLES.index(terms.cycle) > CYCLES.index(floor.cycle):
        yield _mistake("cycle", whose, item, floor.cycle)
    for name in ("cycle_days", "prompt_working_days", "before_days", "min_posting_days"):
        wished, bound = getattr(terms, name), getattr(floor, name)
        if wished is not None and bound is not None and _stricter(name, wished, bound) != wished:
            yield _mistake(name, whose, item, bound)


def _mistake(name: str, whose: Whose, item: Item, bound: object) -> Mistake:
    article = item.posting_article if name == "min_posting_days" else item.article
    return Mistake(f"body.{name}", whose, (("article", article), ("bound", bound)))


def _inapplicable(terms: Terms, item: Item) -> Iterable[Mistake]:
    """Terms that mean nothing for this item: better refused than silently without effect."""
    names = ("cycle", "prompt_working_days", "before_days")
    found = [n for n in names if getattr(terms, n) is not None and getattr(item, n) is None]
    if terms.cycle_days is not None and item.cycle is None:
        found.append("cycle_days")
    return [Mistake(f"body.{name}", "not_of_this_item") for name in found]
