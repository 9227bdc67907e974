"""What is sent and answered about personal data that was found; knows no handlers, no database.

What a value really is, is told here to those alone who write and check what it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from bson import ObjectId
from pydantic import Field

from handlers.forms import Form
from handlers.messages import PERSONAL_DATA
from handlers.post_forms import Place, Version, Why
from models.base import Value
from models.errors import Invalid, Mistake
from models.masking import (
    NEVER_SHOWN,
    SHOWN_TO_RESIDENTS,
    Decided,
    Decision,
    Finding,
    How,
    undecided,
)

SHORTEST_REASON = 5


class FindingView(Value):
    """One finding in its place: `[start, end)` of the text at `path`, `words` around it, and what
    stands there once it is covered. `start` is -1 where marks hide it: then it must be rewritten.
    """

    path: str
    start: int
    end: int
    kind: str
    name: str
    words: str
    covered: str
    how: How | None
    reason: str
    confirmed: bool


class MaskingView(Value):
    """What was found in the version, and how many places still wait for who writes or confirms."""

    version: int
    findings: tuple[FindingView, ...]
    undecided: int
    unconfirmed: int


class NewDecision(Place):
    """What becomes of one finding; showing it (`justify`, `residents`) needs a reason."""

    how: How
    reason: Why = ""


class NewDecisions(Form):
    """Decisions about the version that was read; `mask_rest` covers whatever is undecided."""

    version: Version
    decisions: Annotated[tuple[NewDecision, ...], Field(max_length=2_000)] = ()
    mask_rest: bool = False


class PostDecision(NewDecision):
    """What becomes of one finding in a post, which has no readers but everybody."""

    how: Literal["mask", "justify"]


class PostDecisions(NewDecisions):
    """The same for a post."""

    decisions: Annotated[tuple[PostDecision, ...], Field(max_length=200)] = ()


def view_of(version: int, decisions: Sequence[Decision], found: Sequence[Finding]) -> MaskingView:
    """All findings with what was decided about each."""
    book = Decided(decisions)
    decided = [(finding, book.on(finding)) for finding in found]
    return MaskingView(
        version=version,
        findings=tuple(_finding(finding, decision) for finding, decision in decided),
        undecided=sum(decision is None for _, decision in decided),
        unconfirmed=sum(bool(decision and decision.needs_confirmation) for _, decision in decided),
    )


def _finding(finding: Finding, decision: Decision | None) -> FindingView:
    fields = finding.model_dump(include={"start", "end", "kind", "words", "covered"})
    return FindingView(
        **fields,
        path=finding.place,
        name=PERSONAL_DATA[finding.kind],
        how=decision and decision.how,
        reason=decision.reason if decision else "",
        confirmed=decision is not None and not decision.needs_confirmation,
    )


def given_in(
    form: NewDecisions,
    found: Sequence[Finding],
    before: Sequence[Decision],
    *,
    by: ObjectId,
    at: datetime,
) -> tuple[Decision, ...]:
    """The decisions of a form; raises `Invalid` for all that cannot be."""
    places = {(f.place, f.start, f.end): f for f in found if f.is_placed}
    pairs, mistakes = [], []
    for number, new in enumerate(form.decisions):
        finding = places.get((new.path, new.start, new.end))
        if finding is None:
            mistakes.append(Mistake(f"body.decisions.{number}", "no_such_finding"))
        elif code := _objection(new, finding):
            mistakes.append(Mistake(f"body.decisions.{number}.{code[0]}", code[1]))
        else:
            pairs.append((finding, new))
    if mistakes:
        raise Invalid(mistakes)
    made = [decision_on(f, n.how, n.reason, by, at) for f, n in pairs]
    if form.mask_rest:
        rest = undecided(found, [*made, *before])
        made += [decision_on(f, "mask", "", by, at) for f in rest if f.is_placed]
    return tuple(made)


def _objection(new: NewDecision, finding: Finding) -> tuple[str, str] | None:
    """The field and the code of what speaks against a decision."""
    if new.how == "mask":
        return None
    if finding.kind in NEVER_SHOWN:
        return "how", "never_shown"
    if new.how == "residents" and finding.kind not in SHOWN_TO_RESIDENTS:
        return "how", "only_names_inside"
    return None if is_reason(new.reason) else ("reason", "shown_without_reason")


def is_reason(words: str) -> bool:
    """True if it says anything."""
    return len(words) >= SHORTEST_REASON


def decision_on(finding: Finding, how: How, reason: str, by: ObjectId, at: datetime) -> Decision:
    """What somebody decides about a finding."""
    fields = finding.model_dump(include={"path", "start", "end", "kind", "digest"})
    return Decision(**fields, how=how, reason=reason, by=by, at=at)


def with_kept(before: Sequence[Decision], given: Sequence[Decision]) -> list[Decision]:
    """The given decisions, and what was decided before about anything that they do not speak of."""
    said = {(d.path, d.kind, d.digest) for d in given}
    return [*given, *(d for d in before if (d.path, d.kind, d.digest) not in said)]
