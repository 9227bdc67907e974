"""The catalogue (公开目录): what must be laid open, how often, and what may be set of it."""

from models.catalogue.collection import Catalogue, CatalogueChange, CatalogueChanges
from models.catalogue.documents import CYCLES, Cycle, Item, OwnItem, Terms
from models.catalogue.due import CalendarRules
from models.catalogue.periods import Period, periods_between
from models.catalogue.shipped import shipped_items

__all__ = [
    "CYCLES",
    "CalendarRules",
    "Catalogue",
    "CatalogueChange",
    "CatalogueChanges",
    "Cycle",
    "Item",
    "OwnItem",
    "Period",
    "Terms",
    "periods_between",
    "shipped_items",
]
