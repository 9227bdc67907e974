"""Reads the text of a village report and says what it is about and why: text in, findings out.

`nlp.tag(title, body, context)` finds category, topics, urgency, whether cadres are accused, and
places; `nlp.suggest_route(tagging)` says who should receive the report. See `nlp/README.md`.
"""

from nlp.findings import (
    Concern,
    ConcernFinding,
    Context,
    Evidence,
    Finding,
    Place,
    Tagging,
    Urgency,
    UrgencyFinding,
)
from nlp.routes import Receiver, Suggestion, suggest_route
from nlp.tagger import load, tag, version

__all__ = [
    "Concern",
    "ConcernFinding",
    "Context",
    "Evidence",
    "Finding",
    "Place",
    "Receiver",
    "Suggestion",
    "Tagging",
    "Urgency",
    "UrgencyFinding",
    "load",
    "suggest_route",
    "tag",
    "version",
]
