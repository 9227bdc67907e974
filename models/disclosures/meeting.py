"""The resolution of a meeting behind a disclosure, and whether it was one: the quorum.

How many must be there and agree stands in `quorum.csv`, each rule with its article and whether it
was read in the law (V) or is recalled (R). Counting is exact: fractions, no floats.
"""

from __future__ import annotations

import csv
import functools
from fractions import Fraction
from pathlib import Path
from typing import Literal, NamedTuple

from models.base import Day, Value
from models.errors import Mistake

FILE = Path(__file__).with_name("quorum.csv")
MeetingKind = Literal["members", "households", "representatives", "group", "collective"]


class Meeting(Value):
    """Who met when, how many were expected and came, and how they voted; numbers are people."""

    kind: MeetingKind
    on: Day
    expected: int
    present: int
    votes_for: int
    votes_against: int = 0
    resolution: str = ""


class QuorumRule(NamedTuple):
    """Which part of those expected must be there, and which part of those there must agree.

    `..._over` says that exactly the fraction is too few.
    """

    name: str
    article: str
    present: Fraction
    present_over: bool
    agree: Fraction
    agree_over: bool
    mark: str


@functools.cache
def quorum_rules() -> dict[str, QuorumRule]:
    """The rules by kind of meeting."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row.pop("kind"): _rule(row) for row in csv.DictReader(lines)}


def _rule(row: dict[str, str]) -> QuorumRule:
    (present, present_over), (agree, agree_over) = _part(row["present"]), _part(row["agree"])
    return QuorumRule(
        row["name"], row["article"], present, present_over, agree, agree_over, row["mark"]
    )


def _part(text: str) -> tuple[Fraction, bool]:
    """`>1/2` or `>=2/3`."""
    return Fraction(text.lstrip(">=")), not text.startswith(">=")


def least(part: Fraction, over: bool, of: int) -> int:
    """The smallest number of people that is enough out of so many."""
    wanted = part * of
    return int(wanted) + 1 if over else -(-wanted.numerator // wanted.denominator)


def mistakes_of(meeting: Meeting, today: str, path: str = "body.meeting") -> list[Mistake]:
    """What is wrong with its numbers, or what it lacked to decide; empty if it could."""
    rule = quorum_rules()[meeting.kind]
    found = []
    if meeting.on > today:
        found.append(Mistake(f"{path}.on", "meeting_to_come"))
    if meeting.present > meeting.expected:
        found.append(Mistake(f"{path}.present", "more_than_expected"))
    if meeting.votes_for + meeting.votes_against > meeting.present:
        found.append(Mistake(f"{path}.votes_for", "more_votes_than_people"))
    there = least(rule.present, rule.present_over, meeting.expected)
    if meeting.present < there:
        found.append(_short(f"{path}.present", "no_quorum", rule, there))
    agreeing = least(rule.agree, rule.agree_over, meeting.present)
    if meeting.votes_for < agreeing:
        found.append(_short(f"{path}.votes_for", "no_majority", rule, agreeing))
    return found


def _short(path: str, code: str, rule: QuorumRule, number: int) -> Mistake:
    values = {"meeting": rule.name, "number": number, "article": rule.article}
    return Mistake(path, code, tuple(values.items()))
