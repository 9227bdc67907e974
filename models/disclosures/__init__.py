"""Disclosures (三务公开): what a village must lay open, its money line by line, in revisions."""

from models.disclosures.collection import Disclosures
from models.disclosures.documents import (
    CATEGORIES,
    Category,
    CategoryCount,
    Disclosure,
    DisclosureState,
    Entry,
    Statement,
)

__all__ = [
    "CATEGORIES",
    "Category",
    "CategoryCount",
    "Disclosure",
    "DisclosureState",
    "Disclosures",
    "Entry",
    "Statement",
]
