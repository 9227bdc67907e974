"""What the library finds in a text: plain frozen values that know nothing of how they were found.

Positions are indices of Python characters (code points) into the original, unchanged field, so
`field_text[start:end] == evidence.text` always holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Field = Literal["title", "body"]


class Urgency(StrEnum):
    """How soon somebody must act, from the words of the report."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class Concern(StrEnum):
    """Whether a report accuses the village's own cadres; `ASK` leaves it to the reporter."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words of the text that led to a finding; `weight` is larger the more they counted."""

    field: Field
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One label with the share of belief in it (0..1) and the words that led to it."""

    label: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class UrgencyFinding:
    """How urgent, and the words that say so (none for `NORMAL`)."""

    level: Urgency
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ConcernFinding:
    """Whether the village's cadres are accused, how sure (0..1), and the words that say so."""

    concern: Concern
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place named in the text; `kind` is village | town | group | road."""

    kind: Literal["village", "town", "group", "road"]
    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Context:
    """What the caller knows beside the text: names of the villages and towns around.

    `extra_words` are a county's own additions: topic -> words that count for it.
    """

    villages: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    extra_words: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Tagging:
    """All that was found in one report.

    `category` is None when no word of the text speaks for any label. `uncertain` says that the
    category is below the threshold: show `category` and `runner_up` as two suggestions.
    `tags` are topics, best first. `version` names the data that produced this.
    """

    category: Finding | None
    runner_up: Finding | None
    uncertain: bool
    tags: tuple[Finding, ...]
    urgency: UrgencyFinding
    concerns_cadres: ConcernFinding
    places: tuple[Place, ...]
    version: str
