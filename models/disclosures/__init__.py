"""Disclosures (三务公开): what a village must lay open, its money line by line, in revisions."""

from models.disclosures.collection import Disclosures
from models.disclosures.documents import (
    CATEGORIES,
    Category,
    CategoryCount,
    Disclosure,
    Entry,
    Statement,
)
from models.disclosures.fields import Column, FieldType, FieldValue, Picture, Table
from models.disclosures.flow import DisclosureState, Hand, Posting, Remark, Step
from models.disclosures.meeting import Meeting

__all__ = [
    "CATEGORIES",
    "Category",
    "CategoryCount",
    "Column",
    "Disclosure",
    "DisclosureState",
    "Disclosures",
    "Entry",
    "FieldType",
    "FieldValue",
    "Hand",
    "Meeting",
    "Picture",
    "Posting",
    "Remark",
    "Statement",
    "Step",
    "Table",
]
