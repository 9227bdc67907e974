"""Inquiries (质询): what villagers ask about a disclosure, who has to answer, and by when."""

from models.inquiries.collection import Inquiries
from models.inquiries.documents import (
    Act,
    Answer,
    Inquiry,
    InquiryKind,
    InquiryRules,
    InquiryState,
    Verdict,
    Visibility,
)
from models.inquiries.levels import Level

__all__ = [
    "Act",
    "Answer",
    "Inquiries",
    "Inquiry",
    "InquiryKind",
    "InquiryRules",
    "InquiryState",
    "Level",
    "Verdict",
    "Visibility",
]
