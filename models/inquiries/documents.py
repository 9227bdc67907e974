"""An inquiry as it is stored, and the rules of its time; knows no database.

open -> answered -> settled                       the asker is content
open -> open          reminded; after its time one level up (question: with the ones below)
answered -> open      once: the asker is not content, the level above answers anew
open -> withdrawn     by the asker
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from bson import ObjectId

from models.base import Id, Instant, Value
from models.inquiries.levels import Level, desk_at, levels_of
from models.outbox import Event
from models.viewers import Placed, Viewer

InquiryKind = Literal["question", "challenge"]
Visibility = Literal["public", "private"]
InquiryState = Literal["open", "answered", "settled", "withdrawn"]
CheckResult = Literal["none", "waiting", "passed", "refused"]
# What a challenge comes to: what was published is untrue, partly so, or true.
Verdict = Literal["untrue", "partly", "true"]
AlarmName = Literal["remind", "go_up"]
ActName = Literal["asked", "reminded", "went_up", "overdue", "answered", "objected", "settled"]


class InquiryRules(Value):
    """The spans of an inquiry's life, as the settings of the same names give them."""

    inquiry_answer_days: int = 10
    inquiry_above_days: int = 10
    inquiry_remind_days: int = 3

    def times(self, start: datetime, *, is_first: bool) -> dict[str, datetime | str]:
        """The fields that follow from the instant at which a level got it."""
        days = self.inquiry_answer_days if is_first else self.inquiry_above_days
        due_at = start + timedelta(days=days)
        warn_at = max(start, due_at - timedelta(days=self.inquiry_remind_days))
        return {"due_at": due_at, "alarm_at": warn_at, "alarm": "remind"}


class Answer(Value):
    """What one level answered. `shown_text` is what everybody reads: without personal data."""

    level: Level
    by: Id | None = None
    text: str
    shown_text: str
    verdict: Verdict | None = None
    at: Instant


class Act(Value):
    """One thing that happened; its author is not named, and its level is."""

    what: ActName
    level: Level | None = None
    note: str = ""
    at: Instant


class Inquiry(Placed):
    """One question about a disclosure, or about its entry `line` (counted from 1).

    `levels` may answer now; `desks` are all at which it has lain; `barred` neither see nor decide
    it. `shown` says that everybody reads it; `targets` are the pages that change with it.
    """

    targets: tuple[str, ...]
    disclosure: Id
    chain: Id
    revision: int
    title: str
    line: int | None = None
    subject: str = ""
    kind: InquiryKind
    visibility: Visibility
    asker: Id | None = None
    text: str
    shown_text: str
    check: CheckResult = "none"
    shown: bool = False
    state: InquiryState = "open"
    levels: tuple[Level, ...]
    desks: tuple[str, ...]
    barred: tuple[Id, ...] = ()
    asked_at: Instant
    due_at: Instant
    alarm_at: Instant | None = None
    alarm: AlarmName | None = None
    red_at: Instant | None = None
    answers: tuple[Answer, ...] = ()
    objected: bool = False
    acts: tuple[Act, ...] = ()
    version: int = 1
    events: tuple[Event, ...] = ()

    @property
    def said(self) -> tuple[str, str]:
        """What makes it the same when it is sent again: words, and for whom."""
        return self.text, self.visibility

    @property
    def level(self) -> Level:
        """The highest level that has it now."""
        return self.levels[-1]

    def is_owned_by(self, account: ObjectId | None) -> bool:
        """True for the asker."""
        return account is not None and account == self.asker

    def admits(self, viewer: Viewer) -> bool:
        """True for those at whose desk it lies or has lain, unless it concerns themselves."""
        if viewer.account in self.barred:
            return False
        desks = {desk_at(level, self.division) for level in levels_of(viewer, self.division)}
        return not desks.isdisjoint(self.desks)
