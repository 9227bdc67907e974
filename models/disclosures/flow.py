"""The way of a disclosure to its readers: which act leads from where to where; no database.

    draft -> review -> approval -> published -> superseded
                          |  -> scheduled -> published (by the worker, when its time has come)
    review, approval, scheduled -> draft: sent back, with reasons that name fields
    scheduled -> approval: who approved it is no longer the one who may

The table is all there is: an act that no line allows is refused.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from models.accounts import Role
from models.base import Id, Instant, Value

DisclosureState = Literal["draft", "review", "approval", "scheduled", "published", "superseded"]
STATES: tuple[DisclosureState, ...] = (
    "draft",
    "review",
    "approval",
    "scheduled",
    "published",
    "superseded",
)
# What was never before its readers.
UNPUBLISHED: frozenset[str] = frozenset({"draft", "review", "approval", "scheduled"})
# What was published, current or not: it stays readable for ever.
PUBLIC: tuple[DisclosureState, ...] = ("published", "superseded")

ActName = Literal["submit", "pass", "send_back", "schedule", "lapse", "publish", "remind", "go_up"]


class Act(NamedTuple):
    """From which states it is possible, and where it leads."""

    before: tuple[DisclosureState, ...]
    after: DisclosureState
    means: str


ACTS: dict[ActName, Act] = {
    "submit": Act(("draft",), "review", "the clerk hands it in"),
    "pass": Act(("review",), "approval", "an overseer has checked it"),
    "send_back": Act(
        ("review", "approval", "scheduled"), "draft", "not as it is: reasons name fields"
    ),
    "schedule": Act(("approval",), "scheduled", "the secretary approves it for a later time"),
    "lapse": Act(("scheduled",), "approval", "who approved it no longer may when its time comes"),
    "publish": Act(
        ("approval", "scheduled"), "published", "the secretary approves it, or its time has come"
    ),
    "remind": Act(("review",), "review", "the review is late: its desk is reminded"),
    "go_up": Act(("review",), "review", "still not reviewed: the township's desk has it now"),
}


class Remark(Value):
    """Why it was sent back: `path` names the field as an error would (`body.entries.3.amount`)."""

    path: str
    reason: str
    by: Id
    at: Instant


class Step(Value):
    """One act as it happened. `by` is None for the worker; `role` is the one it was done in."""

    act: ActName
    by: Id | None = None
    role: Role | None = None
    at: Instant
    before: DisclosureState
    after: DisclosureState
    note: str = ""
    remarks: tuple[Remark, ...] = ()


class Hand(NamedTuple):
    """Who does an act, and in which role; nobody is the worker."""

    account: Id | None = None
    role: Role | None = None


class Posting(Value):
    """How long it hangs on the board (`until` included), and how long its file is kept."""

    until: str
    retention: Literal["10y", "30y", "permanent"]
