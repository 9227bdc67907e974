"""Suggests who should receive a report; models decide, so it must not know accounts or villages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nlp.findings import Concern, Evidence, Tagging, Urgency


class Receiver(StrEnum):
    """Who receives a report first."""

    SECRETARY = "secretary"
    MONITOR = "monitor"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A receiver with the reason (a stable code, and a sentence for people) and its words."""

    receiver: Receiver
    code: str
    reason: str
    evidence: tuple[Evidence, ...]


def suggest_route(tagging: Tagging) -> Suggestion:
    """The first rule that fits: cadres accused, perhaps accused, danger, otherwise the secretary.

    A conflict of interest wins over danger: the secretary must not read who accused them, and the
    monitor can act on the danger.
    """
    concern, urgency = tagging.concerns_cadres, tagging.urgency
    if concern.concern == Concern.YES:
        reason = "反映的是村干部的问题，由乡镇直接受理，本村干部看不到"
        return Suggestion(Receiver.MONITOR, "concerns_cadres", reason, concern.evidence)
    if concern.concern == Concern.ASK:
        reason = "可能涉及村干部，请反映人确认；确认前由乡镇受理"
        return Suggestion(Receiver.MONITOR, "may_concern_cadres", reason, concern.evidence)
    if urgency.level == Urgency.EMERGENCY:
        reason = "有人身或财产危险，同时通知村支书和乡镇"
        return Suggestion(Receiver.BOTH, "danger", reason, urgency.evidence)
    evidence = tagging.category.evidence if tagging.category else ()
    return Suggestion(Receiver.SECRETARY, "default", "由本村村支书受理", evidence)
