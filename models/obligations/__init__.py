"""Obligations (应公开任务): what each village must lay open, by when, and whether it has."""

from models.obligations.collection import Obligations
from models.obligations.documents import Obligation, ObligationState, Wanted
from models.obligations.figures import Cell, Rate, RateBy, matrix, rates
from models.obligations.generation import Change, bring_up_to_date
from models.obligations.marks import CalendarMarks
from models.obligations.plan import Planner

__all__ = [
    "CalendarMarks",
    "Cell",
    "Change",
    "Obligation",
    "ObligationState",
    "Obligations",
    "Planner",
    "Rate",
    "RateBy",
    "Wanted",
    "bring_up_to_date",
    "matrix",
    "rates",
]
