"""Feedback (诉求): what a villager reports, who has it, and what became of it.

`documents` what is stored, `routing` who gets it, `acts` what may be done in which state,
`cases` the collection with its queries and changes.
"""

from models.feedback.acts import ACTS, Act
from models.feedback.cases import Cases, NewCase
from models.feedback.documents import Entry, Feedback, Found, Rating, RouteRecord
from models.feedback.routing import Decision, Facts, decide

__all__ = [
    "ACTS",
    "Act",
    "Cases",
    "Decision",
    "Entry",
    "Facts",
    "Feedback",
    "Found",
    "NewCase",
    "Rating",
    "RouteRecord",
    "decide",
]
