"""An item of the catalogue, what of it may be set, and an item of a village's own."""

from __future__ import annotations

from typing import Literal

from models.base import Value
from models.catalogue.periods import CYCLES, Cycle
from models.disclosures import Category

__all__ = ["CYCLES", "Cycle", "Item", "Mark", "OwnItem", "Terms"]

# V: read in the law. V-weak, V-local: read elsewhere, or binding in some places. R: recalled.
Mark = Literal["V", "V-weak", "V-local", "R", "own"]
PostingUnit = Literal["days", "working_days"]


class Terms(Value):
    """What a county, township or village may set of an item; None leaves it as it is.

    `cycle_days` after the end of the period; `prompt_working_days` after an event that the law
    wants published promptly; `before_days` before the day an event is about.
    """

    enabled: bool | None = None
    name: str | None = None
    cycle: Cycle | None = None
    cycle_days: int | None = None
    prompt_working_days: int | None = None
    before_days: int | None = None
    min_posting_days: int | None = None
    more_elements: tuple[str, ...] = ()


class OwnItem(Value):
    """An item that a division adds for itself; it is due by `cycle`, by events, or by both."""

    category: Category
    name: str
    legal_basis: str = ""
    audience: str = "全村"
    elements: tuple[str, ...] = ()
    cycle: Cycle | None = None
    cycle_days: int = 20
    by_event: bool = False
    min_posting_days: int = 15


class Item(Value):
    """One item as it stands for a division on a day.

    `is_law` items cannot be switched off. `cycle` and `cycle_days` say when it is due again and
    again, `by_event` that a recorded event makes it due, `is_dated` that the event's day moves
    the yearly due date, `is_standing` that it is kept up. Of the three ways in which an event is
    due one counts: `working_days` or `before_days`, else `prompt_working_days` (0 is at once).
    """

    id: str
    category: Category
    name: str
    shipped_name: str
    legal_basis: str
    article: str
    posting_article: str
    period: str
    due_rule: str
    mark: Mark
    is_law: bool
    enabled: bool = True
    audience: str
    elements: tuple[str, ...]
    cycle: Cycle | None = None
    cycle_days: int = 0
    at_start: bool = False
    by_event: bool = False
    is_dated: bool = False
    is_standing: bool = False
    working_days: int | None = None
    before_days: int | None = None
    prompt_working_days: int | None = None
    min_posting_days: int = 15
    posting_unit: PostingUnit = "days"
