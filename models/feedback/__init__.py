"""Feedback (诉求): what a villager reports, who has it, and what became of it.

`documents` what is stored, `routing` who gets it, `filing` how it is taken in, `acts` what may be
done in which state, `writing` how each act is written, `changes`, `reporters`, `supervision` and
`escalation` the acts of handlers, reporters, monitors and the worker, `clock` what happens when,
`ladder` how a case goes up, `history` who reads what of it, `cases` the collection. README.md here
draws the states.
"""

from models.feedback.acts import ACTS, Act
from models.feedback.cases import Cases
from models.feedback.documents import Entry, Feedback, Found, Rating, RouteRecord
from models.feedback.filing import NewCase
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
